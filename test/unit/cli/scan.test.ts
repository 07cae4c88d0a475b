import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import type { Finding } from '../../../shared/model.ts'
import { errorShape, scanResult } from '../../cli/contract.ts'
import { aKey, anAccount } from '../../fakes/cli-samples.ts'
import { session } from './session.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/keyturn-`)
})
afterAll(() => rmSync(folder, { recursive: true }))

const found = (more: Partial<Finding> = {}): Finding => ({
  file: `${folder}/otel.yaml`,
  line: 4,
  column: 18,
  agent: 'opentelemetry',
  output: 'coralogix',
  kind: 'literal',
  keyId: aKey().id,
  keyState: 'disabled',
  accountId: anAccount().id,
  account: 'acme',
  keyName: 'edge-otel',
  foundIn: 'config',
  chain: [],
  outside: null,
  advice: null,
  level: 'problem',
  sentence: 'edge-otel of acme is disabled, and coralogix in this configuration still carries it.',
  next: 'Enable the key again, or put an active one there.',
  ...more,
})

const withFindings = (...findings: Finding[]) => {
  const started = session()
  const skipped = {
    binary: 3,
    large: 0,
    ignored: 0,
    unreadable: 2,
    unreadableNames: [`${folder}/a\u001b[0m`],
  }
  started.core.scanReport = { ...started.core.scanReport, files: 12, bytes: 34_500, skipped, findings }
  return started
}

test('prints one sentence and one next step for each place, by file, and what was read', async () => {
  const { keyturn } = withFindings(
    found(),
    found({ line: 9, level: 'fine', sentence: 'All is well.', next: '' }),
  )
  const { code, stdout, stderr } = await keyturn(['scan', folder])
  expect(code).toBe(0)
  expect(stdout).toBe(
    [
      `${folder.slice(1)}/otel.yaml`,
      '  ✗ line 4: edge-otel of acme is disabled, and coralogix in this configuration still carries it.',
      '      Enable the key again, or put an active one there.',
      '  ✓ line 9: All is well.',
      '',
    ].join('\n'),
  )
  expect(stderr).toBe(
    [
      '2 places, 1 problem. Read 12 files, 35 kB, in 1.0 s; skipped 3 binary and 2 unreadable.',
      `Could not be read: ${folder.slice(1)}/a[0m and 1 more.`,
      '',
    ].join('\n'),
  )
})

test('answers scripts with an array of uses', async () => {
  const { keyturn } = withFindings(
    found(),
    found({ agent: null, keyId: null, keyState: null, account: null, accountId: null, keyName: null }),
  )
  const { code, stdout, stderr } = await keyturn(['scan', folder, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(scanResult.parse(JSON.parse(stdout))).toHaveLength(2)
  expect((await withFindings().keyturn(['scan', folder, '--json'])).stdout).toBe('[]\n')
})

test('leaves out the keys of other accounts when one is named', async () => {
  const { keyturn } = withFindings(
    found(),
    found({ accountId: 'another', line: 7 }),
    found({ accountId: null, line: 8 }),
  )
  const { stdout } = await keyturn(['scan', folder, '--account', 'acme', '--json'])
  expect(scanResult.parse(JSON.parse(stdout)).map(({ line }) => line)).toEqual([4, 8])
  expect((await keyturn(['scan', folder, '--account', 'nobody'])).code).toBe(3)
})

test('hands the options on, and shows progress to people only', async () => {
  const { core, keyturn } = withFindings()
  const asked: unknown[] = []
  const { run } = core.scans
  Object.assign(core.scans, {
    run: async (...request: Parameters<typeof run>) => {
      asked.push(request[0])
      request[1]?.({ files: 3, bytes: 1_200_000, found: 1 })
      return run(...request)
    },
  })
  const person = await keyturn(['scan', folder, '--histories', '--ignore-files'], (terminal) => {
    terminal.canAsk = true
  })
  expect(asked).toEqual([{ folders: [folder], histories: true, honourIgnoreFiles: true }])
  expect(person.stderr).toContain('Scanning: 3 files, 1.2 MB, 1 found')
  expect((await keyturn(['scan', folder])).stderr).not.toContain('Scanning')
  expect(asked[1]).toEqual({ folders: [folder], histories: false, honourIgnoreFiles: false })
})

test('ends with what was found when it is stopped', async () => {
  const { core, keyturn } = withFindings(found())
  const { run } = core.scans
  Object.assign(core.scans, {
    run: (...request: Parameters<typeof run>) => {
      const [, , signal] = request
      return new Promise((resolve) => {
        signal?.addEventListener('abort', () => {
          core.scanReport = { ...core.scanReport, cancelled: true }
          resolve(run(...request))
        })
      })
    },
  })
  const stopped = await keyturn(['scan', folder, '--json'], (terminal) => {
    setTimeout(() => terminal.interrupt(), 10)
  })
  expect(stopped.code).toBe(8)
  expect(scanResult.parse(JSON.parse(stopped.stdout))).toHaveLength(1)
  expect(errorShape.parse(JSON.parse(stopped.stderr)).error.code).toBe('interrupted')
})

test('fails for a path that is not there, and when the keychain is locked', async () => {
  const { core, keyturn } = withFindings()
  const missing = await keyturn(['scan', `${folder}/none`])
  expect(missing).toMatchObject({ code: 3, stdout: '' })
  expect(missing.stderr).toContain('There is no folder or file')
  const locked = fail('keychain-locked', 'The keychain is locked.', 'Unlock it.')
  if (!locked.ok) core.failing.set('scans.run', locked.failure)
  expect((await keyturn(['scan', folder])).code).toBe(7)
  expect((await keyturn('scan')).code).toBe(2)
})
