import { describe, expect, test } from 'vitest'
import { parseDuration } from '../../../main/cli/duration.ts'
import { exitCodeOf } from '../../../main/cli/exit-code.ts'
import { StorageError } from '../../../main/database/storage-failure.ts'
import { type FailureCode, fail, failureCodes } from '../../../shared/errors.ts'
import { errorShape, keyList, sandboxLine } from '../../cli/contract.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import { session } from './session.ts'

describe('the command line', () => {
  test('prints help and version on stdout without opening the core', async () => {
    const { keyturn, opened } = session()
    const help = await keyturn('--help')
    expect(help.code).toBe(0)
    for (const name of [
      'account',
      'sync',
      'key',
      'agent',
      'inject',
      'restore',
      'scan',
      'due',
      'sandbox',
      'doctor',
    ]) {
      expect(help.stdout).toContain(`  ${name}`)
    }
    for (const name of ['rotate', 'rotation', 'target']) expect(help.stdout).toContain(`  ${name}`)
    expect((await keyturn('')).stdout).toBe(help.stdout)
    expect((await keyturn('--version')).stdout).toBe('0.1.0\n')
    expect((await keyturn('key create --help')).stdout).toContain('--permission')
    expect(opened).toEqual([])
  })

  test('names a command that it does not know', async () => {
    const { keyturn } = session()
    expect(await keyturn('frobnicate')).toMatchObject({ code: 2, stdout: '' })
    expect((await keyturn('frobnicate')).stderr).toContain('There is no command frobnicate.')
    expect((await keyturn('key frobnicate')).stderr).toContain('There is no command key frobnicate.')
  })

  test('takes the global options before and after the command', async () => {
    const { keyturn, opened } = session()
    for (const line of [
      '--json --home /a key list',
      'key --json list --home /a',
      'key list --home=/a --json',
    ]) {
      const { code, stdout } = await keyturn(line)
      expect(code).toBe(0)
      keyList.parse(JSON.parse(stdout))
    }
    expect(opened).toEqual(['/a', '/a', '/a'])
  })

  test.each([
    'bogus',
    'key',
    'key bogus',
    'key list --bogus',
    'key show',
    'key show a b',
    'key list --type nonsense',
    'key list --state gone-ish',
    'key create x --account acme',
    'key create x --account acme --type team',
    'key create x --account acme --type personal',
    'key create x --type nonsense --account acme',
    'due --within soon',
    'account add --provider coralogix --name x',
    'account add --provider coralogix --name x --region eu2 --api-url https://a.example',
    'account add --provider coralogix --name x --region mars1',
    'account add --provider coralogix --name x --api-url http://a.example --ingress-url https://a.example',
    'account add --provider other --name x --region eu2',
    'sandbox --port many',
    'rotate',
    'rotate edge-otel --resume r-1',
    'rotate --resume r-1 --undo r-1',
    'rotate --resume r-1 --dry-run',
    'rotate --undo r-1 --rehearse',
    'rotate --undo r-1 --override edge-otel',
    'rotate edge-otel --confirm f',
    'rotate edge-otel --override edge-otel',
    'rotate edge-otel --cut-first',
    'rotate edge-otel --watch soon',
    'rotate edge-otel --watch 25h',
    'rotate edge-otel --soak 91d',
    'rotate edge-otel --grace 366d',
    'rotate edge-otel other --rehearse',
    'rotation',
    'target',
    'target add f --host gw-1',
  ])('%s is a usage error, as text and as JSON', async (line) => {
    const { keyturn } = session()
    const text = await keyturn(line)
    expect(text).toMatchObject({ code: 2, stdout: '' })
    expect(text.stderr).toMatch(/^keyturn: .+\.\n/)
    const json = await keyturn(`${line} --json`)
    expect(json).toMatchObject({ code: 2, stdout: '' })
    expect(errorShape.parse(JSON.parse(json.stderr)).error.code).toBe('usage')
  })

  test('refuses a value on the command line without repeating it', async () => {
    const { keyturn, opened } = session()
    const value = `cxtp_${'Ab3'.repeat(10)}`
    for (const words of [
      ['key', 'import', 'edge-otel', value],
      ['key', 'list', `--query=${value}`],
    ]) {
      const { code, stdout, stderr } = await keyturn(words)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain(value)
      expect(stderr).toContain('stdin')
    }
    expect(opened).toEqual([])
  })

  test('a bug ends with one sentence, an id and exit 1; the stack stays in the log', async () => {
    const { core, keyturn, crashes } = session()
    core.reminders.due = () => {
      throw new Error('boom')
    }
    const { code, stdout, stderr } = await keyturn('due --json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(errorShape.parse(JSON.parse(stderr)).error.message).toContain('c0ffee00')
    expect(stderr).not.toContain('boom')
    expect(crashes).toHaveLength(1)
    expect(core.closed).toBe(true)
  })

  test('a database that fails under a read is no bug: it is said in words', async () => {
    const { core, keyturn, crashes } = session()
    core.reminders.due = () => {
      throw new StorageError('database is locked')
    }
    const { code, stderr } = await keyturn('due --json')
    expect(code).toBe(1)
    expect(errorShape.parse(JSON.parse(stderr)).error).toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('another process held it'),
    })
    expect(crashes).toEqual([])
  })

  test('a database that cannot be opened is a failure like any other', async () => {
    const { keyturn, failToOpen } = session()
    failToOpen(fail('storage-failed', 'The database is read-only.', 'Look at the file modes.'))
    const { code, stderr } = await keyturn('key list')
    expect(code).toBe(1)
    expect(stderr).toBe('keyturn: The database is read-only.\nLook at the file modes.\n')
  })

  test('the sandbox prints one JSON line, runs until it is interrupted and ends with 0', async () => {
    const { keyturn, opened } = session()
    let terminal: { interrupt(): boolean; stdout: string } | undefined
    const ended = keyturn('sandbox --port 4567', (it) => {
      terminal = it
    })
    while (!terminal?.stdout) await new Promise((resolve) => setImmediate(resolve))
    const line = sandboxLine.parse(JSON.parse(terminal.stdout))
    expect(line).toMatchObject({ apiUrl: 'http://127.0.0.1:4567', adminKey: 'sandbox-admin' })
    expect(terminal.stdout.split('\n')).toHaveLength(2)
    terminal.interrupt()
    expect((await ended).code).toBe(0)
    expect(opened).toEqual(['sandbox closed'])
  })

  test('colours only on a terminal that wants them; escape sequences of a vendor never', async () => {
    const { core, keyturn } = session()
    core.keyList = [aKey({ name: 'evil\u001b]0;title\u0007\u202egnp' })]
    const onTty = await keyturn('key list', (terminal) => {
      terminal.stdoutIsTty = true
    })
    expect(onTty.stdout).toContain('\u001b[32mactive')
    expect(onTty.stdout).toContain('evil]0;titlegnp')
    for (const [line, env] of [
      ['key list --no-color', {}],
      ['key list', { NO_COLOR: '1' }],
    ] as const) {
      const plain = await keyturn(line, (terminal) => {
        terminal.stdoutIsTty = true
        terminal.env = env
      })
      expect(plain.stdout).not.toContain('\u001b')
    }
    expect((await keyturn('key list')).stdout).not.toContain('\u001b')
  })
})

describe('exit codes', () => {
  const expected: Readonly<Record<number, readonly FailureCode[]>> = {
    1: ['unexpected', 'storage-failed'],
    2: ['usage', 'unsupported'],
    3: ['not-found'],
    4: [
      'refused',
      'file-unreadable',
      'file-invalid',
      'file-not-editable',
      'file-no-place',
      'file-ambiguous',
      'file-changed',
      'file-not-written',
    ],
    5: ['credential-rejected', 'permission-missing'],
    6: [
      'vendor-unreachable',
      'vendor-tls',
      'vendor-timeout',
      'vendor-rate-limited',
      'vendor-failed',
      'vendor-malformed',
      'outcome-unknown',
    ],
    7: ['keychain-locked', 'keychain-unavailable', 'keychain-refused', 'keychain-timeout'],
    8: ['interrupted'],
  }

  test.each(failureCodes)('%s', async (failureCode) => {
    const [code] = Object.entries(expected).find(([, codes]) => codes.includes(failureCode)) ?? []
    expect(exitCodeOf(failureCode)).toBe(Number(code))
    const { core, keyturn } = session()
    core.failing.set('accounts.sync', { code: failureCode, message: 'It failed.', hint: 'Do this.' })
    const ended = await keyturn('sync --json')
    expect(ended.code).toBe(Number(code))
    expect(JSON.parse(ended.stderr)).toEqual({
      error: { code: failureCode, message: 'It failed.', hint: 'Do this.' },
    })
  })
})

test('durations are a number and a unit', () => {
  expect(parseDuration('90s')).toEqual({ ok: true, value: 90 })
  expect(parseDuration('10m')).toEqual({ ok: true, value: 600 })
  expect(parseDuration('12h')).toEqual({ ok: true, value: 43_200 })
  expect(parseDuration('14d')).toEqual({ ok: true, value: 1_209_600 })
  for (const wrong of ['', '14', 'd', '-1d', '1.5d', '1w', '14 d'])
    expect(parseDuration(wrong).ok).toBe(false)
})
