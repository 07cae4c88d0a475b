import { describe, expect, it } from 'vitest'
import { filesOf, foremost } from '../../../renderer/features/detail/uses.ts'
import { needs } from '../../../renderer/features/overview/needs.ts'
import {
  countLevels,
  findingRows,
  problemsOf,
  refOfFinding,
  resultSentence,
} from '../../../renderer/features/scan/finding-list.ts'
import type { KnownUse } from '../../../shared/model.ts'
import { acme } from '../../fakes/keys.ts'
import { calmScan, fakeScan } from '../../fakes/scan-report.ts'
import { fakeSnapshot } from '../../fakes/snapshot.ts'

const report = fakeScan()
const names = new Map([['fluent-bit', 'Fluent Bit'] as const])

describe('the findings', () => {
  it('come by level, problems first, then by file and line', () => {
    const rows = findingRows(report.findings, null, '', names)
    const order = { problem: 0, notice: 1, fine: 2 }
    const places = rows.map(({ finding }) => order[finding.level])
    expect(places).toEqual([...places].sort())
    expect(rows.filter((row) => row.startsLevel !== null).map((row) => row.startsLevel)).toEqual(
      Object.values(countLevels(report.findings)),
    )
    for (const [index, row] of rows.entries())
      expect(row.startsFile).toBe(
        row.startsLevel !== null || rows[index - 1]?.finding.file !== row.finding.file,
      )
  })

  it.each([
    ['fluent bit', 2],
    ['BASH_history', 1],
    ['shell history', 1],
    ['override.conf', 1],
    ['edge-eu1-otel gateway', 1],
    ['nothing such', 0],
  ])('are filtered by all that is shown of them: %s', (text, count) =>
    expect(findingRows(report.findings, null, text, names)).toHaveLength(count),
  )

  it('are filtered by level', () => {
    const rows = findingRows(report.findings, 'notice', '', names)
    expect(new Set(rows.map((row) => row.finding.level))).toEqual(new Set(['notice']))
  })

  it('lead to their key where it is known', () => {
    const refs = report.findings.map(refOfFinding)
    expect(refs).toContainEqual({ accountId: acme, keyId: 'acme-0014' })
    expect(refs).toContain(null)
  })
})

it('says what a scan came to', () => {
  expect(resultSentence(report)).toBe('13 places found in 10,412 files, 4 problems.')
  expect(resultSentence({ ...calmScan(), cancelled: true })).toBe(
    'Cancelled. 3 places found in 10,412 files.',
  )
  expect(resultSentence({ ...report, findings: [] })).toBe('No key found in 10,412 files.')
})

it('asks for attention once, and only for problems', () => {
  const snapshot = fakeSnapshot('calm')
  expect(needs(snapshot, calmScan()).filter((need) => need.step === 'scan')).toEqual([])
  const [need, ...more] = needs(snapshot, report).filter((each) => each.step === 'scan')
  expect(more).toEqual([])
  expect(need?.title).toBe(`The last scan found ${problemsOf(report).length} problems`)
  expect(need?.text).toBe('fluent-bit.conf, gateway.yaml, .bash_history and 1 more')
})

describe('the where-used map', () => {
  const key = { id: 'acme-0000', accountId: acme }
  const use = (more: Partial<KnownUse>): KnownUse => ({
    file: '/srv/edge/otel/config.yaml',
    line: 12,
    column: 22,
    agent: 'opentelemetry',
    output: 'coralogix',
    kind: 'env',
    keyId: 'acme-0000',
    keyState: 'active',
    seenAt: report.finishedAt,
    canRestore: false,
    restoresFiles: 1,
    ...more,
  })

  it('joins what was written with what was found, without doubles', () => {
    const files = filesOf(key, [use({})], report.findings, report.finishedAt)
    const file = files.find((each) => each.file === '/srv/edge/otel/config.yaml')
    expect(file?.places).toHaveLength(1)
    expect(file?.places[0]?.chain).toHaveLength(2)
    // Not a config; of another key; put back since.
    const names = files.map((each) => each.file)
    expect(names).toContain('/srv/notes/handover.md')
    expect(names).not.toContain('/etc/otelcol/gateway.yaml')
    expect(names).not.toContain('/srv/edge/.env')
  })

  it('shows of many files first what asks for something', () => {
    const plain = Array.from({ length: 30 }, (_, index) =>
      use({ file: `/a/${String(index).padStart(2, '0')}` }),
    )
    const problem = { ...use({ file: '/z/problem' }), canRestore: false }
    const found = report.findings.filter((finding) => finding.level === 'problem').slice(0, 1)
    const files = filesOf(
      key,
      [...plain, problem, use({ file: '/y/restorable', canRestore: true })],
      found.map((finding) => ({ ...finding, file: '/z/problem', keyId: key.id, accountId: key.accountId })),
      report.finishedAt,
    )
    const first = foremost(files, 3).map((each) => each.file)
    expect(first).toEqual(['/z/problem', '/y/restorable', '/a/00'])
  })

  it('believes what was written after the scan', () => {
    const superseded = report.findings
      .filter((finding) => finding.file === '/srv/notes/handover.md')
      .map((finding) => ({ ...finding, file: '/opt/new.yaml' }))
    const later = new Date(Date.parse(report.finishedAt) + 60_000).toISOString()
    const at = { file: '/opt/new.yaml', line: 19 }
    expect(
      filesOf(key, [use({ ...at, seenAt: later })], superseded, report.finishedAt)[0]?.places,
    ).toMatchObject([{ line: 19, finding: null }])
    expect(filesOf(key, [use(at)], superseded, report.finishedAt)[0]?.places[0]?.finding).not.toBeNull()
  })

  it('knows what the scan does not, and the way back', () => {
    const written = use({ file: '/opt/new.yaml', canRestore: true, restoresFiles: 3 })
    const [file] = filesOf(key, [written, use({ file: '/opt/new.yaml', line: 3 })], [], report.finishedAt)
    expect(file).toMatchObject({ canRestore: true, restoresFiles: 3 })
    expect(file?.places.map((place) => place.line)).toEqual([3, 12])
  })
})
