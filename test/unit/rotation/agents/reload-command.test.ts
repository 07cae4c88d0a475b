import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { isAlive } from '../../../../build/processes.mjs'
import { runReloadCommand } from '../../../../main/rotation/agents/reload-command.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'keyturn-reload-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** One that has ended stays a zombie where nobody fetches its end, as in a container. */
function runs(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

it('runs what the user typed by the shell, with nothing of our environment that is not needed', async () => {
  vi.stubEnv('KEYTURN_TEST_SECRET', 'hunter2')
  const file = join(folder(), 'seen')
  expect(await runReloadCommand(`env > '${file}' && echo done >> '${file}'`)).toEqual({
    ok: true,
    value: undefined,
  })
  const seen = readFileSync(file, 'utf8')
  expect(seen).toContain('done')
  expect(seen).not.toContain('hunter2')
})

it.each([
  ['exit 3', 'exit code 3'],
  ['no-such-program-of-anybody', 'exit code 127: there is no such program'],
  ['kill -TERM $$', 'signal SIGTERM'],
])('fails after %s and says so, without what it said', async (command, why) => {
  const end = await runReloadCommand(`echo credentials: hunter2 >&2; ${command}`)
  const message = `The reload command failed (${why}).`
  expect(end).toMatchObject({ ok: false, failure: { code: 'refused', message } })
  expect(JSON.stringify(end)).not.toContain('hunter2')
})

it('stops what does not end, with all that it started', async () => {
  const file = join(folder(), 'pid')
  const end = await runReloadCommand(`sleep 60 & echo $! > '${file}'; wait`, undefined, 300)
  expect(end).toMatchObject({ ok: false, failure: { message: expect.stringContaining('was stopped') } })
  const pid = Number(readFileSync(file, 'utf8'))
  await vi.waitFor(() => expect(runs(pid)).toBe(false))
})

it('leaves an agent running that it started in the background', async () => {
  const file = join(folder(), 'pid')
  expect(await runReloadCommand(`sleep 60 & echo $! > '${file}'`)).toMatchObject({ ok: true })
  const pid = Number(readFileSync(file, 'utf8'))
  expect(runs(pid)).toBe(true)
  process.kill(pid)
})

it('does not begin once it is no longer wanted', async () => {
  const end = await runReloadCommand('exit 0', AbortSignal.abort())
  expect(end).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
})
