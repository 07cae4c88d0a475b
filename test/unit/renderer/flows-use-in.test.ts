import { describe, expect, test } from 'vitest'
import { importChoices, replaceWarning } from '../../../renderer/features/import/import-choices.ts'
import {
  canPlanAgain,
  fileName,
  folderOf,
  liesInAFile,
  ofThisFile,
  onlyRefused,
  placeOf,
  planOrder,
  planSummary,
  programOf,
  sameForAll,
  verdictOf,
  withPlace,
} from '../../../renderer/features/use-in/planning.ts'
import type { Failure } from '../../../shared/errors.ts'
import type { Key, PlannedFile } from '../../../shared/model.ts'

const key = (name: string, more: Partial<Key> = {}) =>
  ({ name, id: name, accountId: 'a', account: 'acme', state: 'active', hasValue: false, ...more }) as Key

describe('the choice of a key to import for', () => {
  test('keys without a value come first, usable ones before others', () => {
    const sorted = importChoices([
      key('held', { hasValue: true }),
      key('off', { state: 'disabled' }),
      key('b'),
      key('a'),
    ])
    expect(sorted.map((each) => each.name)).toEqual(['a', 'b', 'off', 'held'])
  })

  test('says what storing would replace', () => {
    expect(replaceWarning(key('a'))).toBeNull()
    expect(replaceWarning(key('a', { hasValue: true }))).toContain('replaces it in the keychain')
  })
})

describe('a plan', () => {
  const ambiguous: Failure = {
    code: 'file-ambiguous',
    message: 'two keys',
    hint: '',
    choices: [{ line: 3, output: 'a', label: 'a' }],
  }

  test('can be made again once every ambiguous file has its place and none is refused', () => {
    const verdicts = [verdictOf('/x', null), verdictOf('/y', ambiguous)]
    expect(canPlanAgain(verdicts, [])).toBe(false)
    const place = { file: '/y', named: '/y', line: 3 }
    const places = withPlace(withPlace([], { ...place, line: 9 }), place)
    expect(places).toEqual([place])
    expect(canPlanAgain(verdicts, places)).toBe(true)
    const refused = verdictOf('/z', { code: 'file-invalid', message: 'line 2', hint: '' })
    expect(canPlanAgain([...verdicts, refused], places)).toBe(false)
  })

  test('names a file once, and lets a corrected one be planned again', () => {
    expect(ofThisFile('/x cannot be read: it is a folder.', '/x')).toBe(
      'This file cannot be read: it is a folder.',
    )
    expect(ofThisFile('/x, line 4 (a) takes it from X.', '/x')).toBe('Line 4 (a) takes it from X.')
    expect(ofThisFile('/x: This is a template.', '/x')).toBe('This is a template.')
    expect(ofThisFile('/x.old carries it.', '/x')).toBe('/x.old carries it.')
    const refused = verdictOf('/z', { code: 'file-invalid', message: 'line 2', hint: '' })
    expect(onlyRefused([refused])).toBe(true)
    expect(onlyRefused([refused, verdictOf('/x', null)])).toBe(false)
  })

  test('asks which of the files counts that the named one leads to', () => {
    const choices = ['/far', '/further'].map((file) => ({ file, line: 3, output: 'K', label: 'a' }))
    const verdict = verdictOf('/x', { ...ambiguous, choices })
    const place = placeOf('/x', choices[1] ?? { line: 0, output: '', label: '' })
    expect(place).toEqual({ named: '/x', file: '/further', line: 3 })
    expect(canPlanAgain([verdict], [])).toBe(false)
    expect(canPlanAgain([verdict], [place])).toBe(true)
    expect(planOrder(['/x'], [place])).toEqual({ files: ['/x', '/further'], at: [] })
    const own = { named: '/x', file: '/x', line: 9 }
    expect(planOrder(['/x'], [own])).toEqual({ files: ['/x'], at: [{ file: '/x', line: 9 }] })
  })

  test('looks for the file at fault, unless the fault is the key’s', () => {
    const refused: Failure = { code: 'refused', message: 'left alone', hint: '' }
    expect(liesInAFile(ambiguous, 1)).toBe(true)
    expect([liesInAFile(refused, 1), liesInAFile(refused, 2)]).toEqual([false, true])
    expect(sameForAll([verdictOf('/x', refused), verdictOf('/y', refused)])).toBe(true)
    expect(sameForAll([verdictOf('/x', refused), verdictOf('/y', null)])).toBe(false)
    expect(sameForAll([verdictOf('/x', refused), verdictOf('/y', ambiguous)])).toBe(false)
  })

  test('names the program of a checker', () => {
    expect(programOf('promtool check config /etc/prometheus/prometheus.yml')).toBe('promtool')
    expect(programOf('/usr/sbin/nagios4 -v /etc/nagios4/nagios.cfg')).toBe('nagios4')
  })

  test('is summed up in words', () => {
    const file = (name: string, places: number) =>
      ({ file: name, changes: Array(places).fill({}), unchanged: places === 0 }) as unknown as PlannedFile
    const plan = (...files: PlannedFile[]) => ({ planId: 'p', ref: { accountId: 'a', keyId: 'k' }, files })
    expect(planSummary(plan(file('a', 1)))).toMatch(/^1 place in 1 file will change\./)
    expect(planSummary(plan(file('a', 2), file('b', 1)))).toMatch(/^3 places in 2 files .* all or none/)
    expect(planSummary(plan(file('a', 0)))).toMatch(/^Nothing to write/)
  })

  test('splits paths of every platform', () => {
    expect([fileName('/etc/otel/config.yaml'), folderOf('/etc/otel/config.yaml')]).toEqual([
      'config.yaml',
      '/etc/otel/',
    ])
    expect(fileName('C:\\otel\\config.yaml')).toBe('config.yaml')
  })
})
