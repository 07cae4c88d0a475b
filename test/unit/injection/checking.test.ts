import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maskedOutput } from '../../../main/injection/checking.ts'
import type { Programs } from '../../../main/injection/injection-ports.ts'
import { installedPrograms } from '../../../main/injection/programs.ts'
import {
  failureOf,
  fixtureText,
  must,
  newKey,
  oldKey,
  refOf,
  temporaryFolder,
  world,
} from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
const path = process.env.PATH
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  process.env.PATH = path
  folder.remove()
})

const put = (name: string, text: string): string => {
  const file = join(folder.path, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}
/** Puts a program in front of all others. */
const program = (name: string, script: string): void => {
  const bin = join(folder.path, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
  process.env.PATH = `${bin}${delimiter}${path}`
}
const posix = process.platform !== 'win32'

describe.runIf(posix)("an agent's own checker", () => {
  it('is found, shown in the plan as it would be typed, and run only when asked', async () => {
    const file = put('a b.yml', fixtureText('prometheus/prometheus.yml'))
    program('promtool', `echo ran >> '${folder.path}/ran'; echo "checked $3"; exit 0`)
    const { injection } = world()
    const plan = must(await injection.plan([file], refOf('new'), []))
    expect(plan.files[0]?.checker).toBe(`promtool check config '${file}'`)
    const receipt = must(await injection.apply(plan.planId))
    expect(receipt.written[0]?.checker).toBe(plan.files[0]?.checker)
    expect(() => readFileSync(join(folder.path, 'ran'))).toThrow()
    expect(must(await injection.check(file))).toEqual({
      file,
      agent: 'prometheus',
      command: `promtool check config '${file}'`,
      passed: true,
      output: [`checked ${file}`],
    })
    expect(readFileSync(join(folder.path, 'ran'), 'utf8')).toBe('ran\n')
  })

  it('says what it does not like, without a value or another secret', async () => {
    const text = `${fixtureText('prometheus/prometheus.yml')}# password: hunter2\n`
    const file = put('p.yml', text)
    program(
      'promtool',
      `cat "$3"; echo 'line 5: cannot unmarshal !!str \`hunter2\` into int: hunter2' >&2; printf '\\033[31mFAILED\\033[0m\\n'; exit 1`,
    )
    const report = must(await world().injection.check(file))
    expect(report.passed).toBe(false)
    const said = report.output.join('\n')
    for (const secret of [oldKey, newKey, 'hunter2', 'not-ours', '\u001b']) expect(said).not.toContain(secret)
    expect(said).toContain('remote_write')
    expect(said).toContain('cannot unmarshal !!str ••• into int')
    expect(said).toContain('FAILED')
  })

  it('gets no standard input, no shell and little of the environment', async () => {
    process.env.KEYTURN_CANARY = 'canary'
    const file = put('$(touch pwned).yml', fixtureText('prometheus/prometheus.yml'))
    program('promtool', 'cat; echo "canary: [$KEYTURN_CANARY]"; echo "args: $#"')
    const report = must(await world().injection.check(file))
    delete process.env.KEYTURN_CANARY
    expect(report.output).toEqual(['canary: []', 'args: 3'])
    expect(report.passed).toBe(true)
  })

  it('is stopped at the deadline, with what it started', async () => {
    program('slow', 'echo begun; sleep 60 & sleep 60')
    const programs = installedPrograms(300)
    const found = (await programs.find('slow')) ?? ''
    const start = performance.now()
    expect(await programs.run(found, [], folder.path)).toMatchObject({ kind: 'late', said: 'begun\n' })
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('may say much: its beginning is kept', async () => {
    program('loud', 'yes loudly | head -c 3000000')
    const programs = installedPrograms()
    const end = await programs.run((await programs.find('loud')) ?? '', [], folder.path)
    expect(end).toMatchObject({ kind: 'exited', status: 0 })
    expect(end.said).toHaveLength(64 * 1024)
    expect(maskedOutput(end.said, '', '/x')).toHaveLength(41)
  })

  it('is not there: says so', async () => {
    const file = put('p.yml', fixtureText('prometheus/prometheus.yml'))
    const env = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const none: Programs = { find: async () => null, run: () => Promise.reject(new Error('not run')) }
    const { injection } = world({ programs: none })
    expect(must(await injection.plan([file], refOf('new'), [])).files[0]?.checker).toBeNull()
    expect(failureOf(await injection.check(file))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('promtool is not installed here'),
    })
    expect(failureOf(await injection.check(env))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('there is no checker for .env file'),
    })
    expect(failureOf(await injection.check(join(folder.path, 'none'))).code).toBe('file-unreadable')
    const failing: Programs = {
      find: async (name) => name,
      run: async () => ({ kind: 'failed', status: null, said: '' }),
    }
    expect(failureOf(await world({ programs: failing }).injection.check(file)).code).toBe('unexpected')
  })

  it('is not taken from a relative entry of PATH', async () => {
    program('only-here', 'exit 0')
    process.env.PATH = `bin${delimiter}.`
    expect(await installedPrograms().find('only-here')).toBeNull()
  })
})
