import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { end } from '../../../../build/processes.mjs'
import { processStart } from '../../../../main/rotation/agents/agent-process.ts'

// Real processes, that wait with the arguments of an agent.
describe.runIf(process.platform === 'linux')('the process of a configuration', () => {
  let folder: string
  let file: string
  const running: ChildProcess[] = []

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-process-')))
    file = join(folder, 'agent.yml')
    writeFileSync(file, 'a: 1\n')
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => end(one)))
    rmSync(folder, { recursive: true, force: true })
  })

  async function run(...args: string[]): Promise<void> {
    const waits = ['-e', "process.stdout.write('up'); setInterval(() => {}, 1000)", '--', ...args]
    const child = spawn(process.execPath, waits, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    running.push(child)
    await new Promise((resolve) => child.stdout?.once('data', resolve))
  }
  const started = () => processStart(file, 'prometheus', () => new Date())

  it.each([
    ['behind =', () => [`--config.file=${file}`]],
    ['behind the option', () => ['-c', file]],
    ['relative to its folder', () => ['--config', './agent.yml']],
    ['as an address of a file', () => ['--config', `file:${file}`]],
  ])('is found by the path %s, and is never younger than it is', async (_, args) => {
    const before = Date.now()
    await run(...args())
    const start = Date.parse((await started()) ?? '')
    expect(start).toBeLessThanOrEqual(Date.now())
    expect(start).toBeGreaterThan(before - 1000)
  })

  it('is nobody who only has the path open, nor one with another file', async () => {
    await run('check', 'config', file)
    await run('--config.file=/etc/other/agent.yml')
    await run('prometheus')
    expect(await started()).toBeNull()
  })

  it('is not guessed among several', async () => {
    await run('-c', file)
    await run('-c', file)
    expect(await started()).toBeNull()
  })
})
