import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordCrash } from '../../../main/cli/crash-log.ts'
import { cut, table, widthOf } from '../../../main/cli/table.ts'
import { looksLikeValue } from '../../../main/cli/values.ts'
import { ageText, clean, dueText, listText } from '../../../main/cli/words.ts'

test('a crash is in the one log, without what looks like a value', async () => {
  const home = mkdtempSync(join(tmpdir(), 'keyturn-'))
  const id = await recordCrash(home, new Error(`while sending cxtp_${'Zz9'.repeat(10)}`))
  const text = readFileSync(join(home, 'log', 'keyturn.log'), 'utf8')
  expect(text).toContain(`fault ${id} in the terminal`)
  expect(text).toContain('while sending [removed]')
  rmSync(home, { recursive: true })
})

test('tables align wide and combining characters, and cut only flexible columns', () => {
  expect(widthOf('日本')).toBe(4)
  expect(widthOf('é')).toBe(1)
  expect(cut('日本語', 5)).toBe('日本…')
  const columns = [
    { title: 'NAME', flexible: true },
    { title: 'N', align: 'right' as const },
  ]
  const rows = [
    ['a-name-that-is-rather-long', '1'],
    ['日本', '100'],
  ]
  expect(table(columns, rows, null)).toBe(
    'NAME                          N\na-name-that-is-rather-long    1\n日本                        100\n',
  )
  expect(table(columns, rows, 20).split('\n')[1]).toBe('a-name-that-is…    1')
})

test('words', () => {
  const now = new Date('2026-11-20T12:00:00Z')
  expect(ageText({ days: 61, basis: 'vendor' })).toBe('61 d')
  expect(ageText({ days: 41, basis: 'firstSeen' })).toBe('≥ 41 d')
  expect(dueText(null, now)).toBe('–')
  expect(dueText('2026-11-18T12:00:00Z', now)).toBe('2 d ago')
  expect(dueText('2026-11-20T13:00:00Z', now)).toBe('today')
  expect(dueText('2026-12-19T12:00:00Z', now)).toBe('29 d')
  expect(clean('a\u001b[31m\u202eb\nc\u200b')).toBe('a[31mbc')
  expect(listText(['a', 'b', 'c'])).toBe('a, b and c')
  expect(listText([])).toBe('')
})

test('values are recognised by their look, key ids and names are not', () => {
  expect(looksLikeValue(`--x=cxup_${'a1B'.repeat(10)}`)).toBe(true)
  for (const plain of ['a1b2c3d4-0000-4000-8000-000000000001', 'cxtp_', 'my-cx_key', 'cxtp_short']) {
    expect(looksLikeValue(plain)).toBe(false)
  }
})

test.each([
  ['of IBM Cloud', '8ZTXMextSMAHpKUMnvU5UcTCHP2dxVatMFnRuJ6BImm6', true],
  ['of Aggregations.io', 'c3xZxJOf-P8M1O9ETy9T94glxHqQfTXXxrbGC05QyJerwjj1K7DdL7VoYqxALn8JBBxUS1y', true],
  ['an id of IBM Cloud', 'iam-ServiceId-81d68cdf-b1d6-4a36-836c-91d87d6024f3', false],
  ['a hash', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', false],
  ['a long name', 'Payments-Service-Production-EU-Central-1-v2x', false],
  ['a longer name', 'K8s-Prod-EU-Central-1-Fluent-Bit-Logs-2024-A', false],
  ['a file', '/etc/telegraf/8ZTXMextSMAHpKUMnvU5UcTCHP2dxVatMFnRuJ6BImm6.conf', false],
])('a value without a prefix is known by its disorder: %s', (_, argument, expected) => {
  expect(looksLikeValue(argument)).toBe(expected)
})
