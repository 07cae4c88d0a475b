import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import {
  agentList,
  detectResult,
  doctorResult,
  dueList,
  errorShape,
  injectResult,
} from '../../cli/contract.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import { session } from './session.ts'

const id = aKey().id
let folder: string
let config: string
let other: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-'))
  config = join(folder, 'config.yaml')
  other = join(folder, 'other.yaml')
  writeFileSync(config, '')
  writeFileSync(other, '')
})

afterAll(() => rmSync(folder, { recursive: true }))

test('agents are listed', async () => {
  const { keyturn } = session()
  expect(agentList.parse(JSON.parse((await keyturn('agent list --json')).stdout))).toHaveLength(1)
  expect((await keyturn('agent list')).stdout).toMatch(
    /^Agents that .*\nID +NAME.*\nopentelemetry +OpenTelemetry/,
  )
})

test('detection prints what it found, and ends with 4 when a file could not be parsed', async () => {
  const { core, keyturn } = session()
  const use = {
    file: config,
    line: 4,
    column: 18,
    agent: 'opentelemetry',
    output: 'coralogix',
    kind: 'literal',
    keyId: id,
    keyState: 'active',
    chain: [],
    outside: null,
  } as const
  core.detections = [
    { file: config, agent: 'opentelemetry', supported: true, reason: null, uses: [use], error: null },
    { file: other, agent: 'filebeat', supported: false, reason: 'Not supported.', uses: [], error: null },
  ]
  const good = await keyturn(['agent', 'detect', config, other, '--json'])
  expect(good.code).toBe(0)
  expect(detectResult.parse(JSON.parse(good.stdout))).toHaveLength(2)
  const text = await keyturn(['agent', 'detect', config, other])
  expect(text.stdout).toContain('line 4: opentelemetry, coralogix, literal')

  core.detections = [
    { file: other, agent: null, supported: false, reason: null, uses: [], error: 'It is not YAML.' },
  ]
  const bad = await keyturn(['agent', 'detect', other, '--json'])
  expect(bad.code).toBe(4)
  expect(detectResult.parse(JSON.parse(bad.stdout))[0]?.reason).toBe('It is not YAML.')
  expect((await keyturn(['agent', 'detect', join(folder, 'none')])).code).toBe(3)
})

test('a snippet carries a reference, and the value only with --with-value', async () => {
  const { core, keyturn } = session()
  const line = `agent snippet opentelemetry --key ${id} --application shop`
  expect((await keyturn(line)).stdout).toBe('private_key: from-environment # shop\n')
  expect(core.asked).not.toContain('injection.snippetWithValue')
  expect((await keyturn(`${line} --with-value`)).stdout).toBe('private_key: the-value\n')
  expect(JSON.parse((await keyturn(`${line} --json`)).stdout)).toMatchObject({ agent: 'opentelemetry' })
  expect((await keyturn(`agent snippet nonsense --key ${id}`)).code).toBe(3)
  expect((await keyturn(`${line} --format nonsense`)).code).toBe(2)
})

test('inject shows the masked diff and writes; --dry-run only shows', async () => {
  const { core, keyturn } = session()
  const dry = await keyturn(['inject', config, '--key', id, '--dry-run'])
  expect(dry).toMatchObject({ code: 0, stderr: 'Nothing was written.\n' })
  expect(dry.stdout).toContain('  - private_key: unknown •••old1\n  + private_key: edge-otel •••new2\n')
  expect(core.asked).not.toContain('injection.apply')
  const dryJson = injectResult.parse(
    JSON.parse((await keyturn(['inject', config, '--key', id, '--dry-run', '--json'])).stdout),
  )
  expect(dryJson).toMatchObject({ applied: false, keyId: id, written: [] })

  const applied = await keyturn(['inject', config, '--key', id])
  expect(applied.stdout).toContain(dry.stdout)
  expect(applied.stdout).toContain('(1 place). Reload the collector.')
  const json = injectResult.parse(
    JSON.parse((await keyturn(['inject', config, '--key', id, '--json'])).stdout),
  )
  expect(json).toMatchObject({ applied: true, written: [{ places: 1 }] })
})

test('--check runs the checkers before and after, and takes back what is worse than before', async () => {
  const run = async (checks: readonly boolean[], ...more: readonly string[]) => {
    const { core, keyturn } = session()
    core.checks = [...checks]
    const result = await keyturn(['inject', config, '--key', id, ...more])
    return { ...result, asked: core.asked.filter((call) => call.startsWith('injection.')) }
  }
  expect((await run([true, true])).asked).toEqual(['injection.plan', 'injection.apply'])
  const good = await run([true, true], '--check')
  const all = ['injection.plan', 'injection.check', 'injection.apply', 'injection.check']
  expect(good).toMatchObject({ code: 0, asked: all })
  expect(good.stdout).toContain('validate --config')
  expect(good.stdout).toContain('  It was read.')
  const worse = await run([true, false], '--check')
  expect(worse).toMatchObject({ code: 4, asked: [...all, 'injection.restore'] })
  expect(worse.stderr).toContain('All files were put back.')
  // It did not pass before either, for example because the service's environment is missing here.
  expect(await run([false, false], '--check')).toMatchObject({ code: 0, asked: all })
  expect((await run([], '--check')).stdout).toContain('no checker for it is installed here')
  const document = injectResult.parse(JSON.parse((await run([true, true], '--check', '--json')).stdout))
  expect(document.checks).toMatchObject([{ passed: true }])
  expect(errorShape.parse(JSON.parse((await run([true, false], '--check', '--json')).stderr))).toMatchObject({
    error: { code: 'refused', message: expect.stringContaining('It was read.') },
  })
})

test('agent check prints what the checker says, and ends with 4 when it refuses', async () => {
  const { core, keyturn } = session()
  core.checks = [true, false]
  expect(await keyturn(['agent', 'check', config])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/: passed\n {2}It was read\.\n$/),
  })
  const bad = await keyturn(['agent', 'check', config, '--json'])
  expect(bad.code).toBe(4)
  expect(JSON.parse(bad.stdout)).toMatchObject({ passed: false })
})

test('the way to a far end and the command for one out of reach are for people, not for scripts', async () => {
  const { core, keyturn } = session()
  const use = {
    file: config,
    line: 4,
    column: 18,
    agent: 'opentelemetry',
    output: 'coralogix',
    kind: 'env',
    keyId: id,
    keyState: 'active',
    chain: [
      { file: config, line: 4, text: 'coralogix takes the environment variable X' },
      { file: other, line: 2, text: 'X holds the key' },
    ],
    outside: { what: 'X of the Kubernetes Secret keys', command: 'keyturn key value KEY_ID | kubectl' },
  } as const
  core.detections = [
    { file: config, agent: 'opentelemetry', supported: true, reason: null, uses: [use], error: null },
  ]
  const { stdout } = await keyturn(['agent', 'detect', config])
  expect(stdout).toContain('other.yaml, line 2: X holds the key\n')
  expect(stdout).toContain('which Keyturn cannot change\n      keyturn key value KEY_ID | kubectl\n')
  expect(stdout).not.toContain('takes the environment variable')
  detectResult.parse(JSON.parse((await keyturn(['agent', 'detect', config, '--json'])).stdout))
})

test('--at chooses a place in the only file or in a named one', async () => {
  const { core, keyturn } = session()
  expect((await keyturn(['inject', config, '--key', id, '--at', '12'])).code).toBe(0)
  expect(core.lastRequests.at).toEqual([{ file: config, line: 12 }])
  expect((await keyturn(['inject', config, other, '--key', id, '--at', '12'])).code).toBe(2)
  expect((await keyturn(['inject', config, other, '--key', id, '--at', `${other}:7`])).code).toBe(0)
  expect(core.lastRequests.at).toEqual([{ file: other, line: 7 }])
  for (const at of ['0', 'x', `${folder}/none:1`]) {
    expect((await keyturn(['inject', config, '--key', id, '--at', at])).code).toBe(2)
  }
})

test('several different values are refused with the list of places', async () => {
  const { core, keyturn } = session()
  const choices = [
    { line: 4, output: 'coralogix', label: '•••old1' },
    { line: 9, output: 'coralogix/eu', label: '•••old2' },
  ]
  const ambiguous = fail('file-ambiguous', 'It carries two different values.', '', { choices })
  if (!ambiguous.ok) core.failing.set('injection.plan', ambiguous.failure)
  const { code, stderr } = await keyturn(['inject', config, '--key', id, '--json'])
  expect(code).toBe(4)
  expect(errorShape.parse(JSON.parse(stderr)).error.hint).toContain(
    'The places: line 4 (coralogix, •••old1); line 9',
  )
  expect((await keyturn(['inject', config, '--key', id])).stderr).toBe(
    [
      'keyturn: It carries two different values.',
      '  line 4 (coralogix, •••old1)',
      '  line 9 (coralogix/eu, •••old2)\n',
    ].join('\n'),
  )
})

test('a missing file is not found, before anything is planned', async () => {
  const { core, keyturn } = session()
  expect((await keyturn(['inject', join(folder, 'none'), config, '--key', id])).code).toBe(3)
  expect((await keyturn(['restore', join(folder, 'none')])).code).toBe(3)
  expect(core.asked).toEqual([])
})

test('restore undoes the last injection, and says why when it cannot', async () => {
  const { core, keyturn } = session()
  expect(JSON.parse((await keyturn(['restore', config, '--json'])).stdout)).toEqual({
    file: config,
    restored: true,
    files: [config],
  })
  core.failing.set('injection.restore', { code: 'file-changed', message: 'It was changed since.', hint: '' })
  expect((await keyturn(['restore', config])).code).toBe(4)
})

test('due lists keys within the time, overdue ones first', async () => {
  const { core, keyturn } = session()
  const item = (dueAt: string, daysLeft: number, status: 'overdue' | 'due-soon') => ({
    key: aKey({ dueAt }),
    dueAt,
    daysLeft,
    status,
    reason: 'At least 90 days old.',
  })
  core.dueItems = [
    item('2026-11-18T12:00:00Z', -2, 'overdue'),
    item('2026-11-20T20:00:00Z', 0, 'due-soon'),
    item('2026-11-21T02:00:00Z', 0, 'due-soon'),
  ]
  expect(dueList.parse(JSON.parse((await keyturn('due --json')).stdout))).toHaveLength(3)
  expect(dueList.parse(JSON.parse((await keyturn('due --within 12h --json')).stdout))).toHaveLength(2)
  expect((await keyturn('due')).stdout).toContain('2 d ago at the latest  edge-otel')
  core.dueItems = []
  expect(await keyturn('due --json')).toMatchObject({ code: 0, stdout: '[]\n' })
})

test('doctor --repair makes a lost fingerprint key anew, or says why not', async () => {
  const { core, keyturn } = session()
  const good = await keyturn(['doctor', '--repair'])
  expect(good).toMatchObject({ code: 0 })
  expect(good.stdout).toBe('The fingerprint key was made anew; 2 values are recognised again.\n')
  core.failing.set('repairFingerprints', { code: 'refused', message: 'It is there.', hint: '' })
  expect((await keyturn(['doctor', '--repair'])).code).toBe(4)
})

test('doctor says what it can and what only the app can check', async () => {
  const { keyturn } = session()
  const checks = doctorResult.parse(JSON.parse((await keyturn('doctor --json')).stdout))
  expect(checks.map(({ id: check }) => check)).toEqual(['keychain', 'clipboard', 'notifications', 'tray'])
  expect((await keyturn('doctor')).stdout).toMatch(/^ok +Keychain: It works\.\n/)
})
