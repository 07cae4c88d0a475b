import { describe, expect, test } from 'vitest'
import { importChoices, replaceWarning } from '../../../renderer/features/import/import-choices.ts'
import {
  canPlanAgain,
  fileName,
  folderOf,
  gallery,
  planSummary,
  verdictOf,
  withPlace,
} from '../../../renderer/features/use-in/planning.ts'
import type { Failure } from '../../../shared/errors.ts'
import type { AgentInfo, Key, PlannedFile } from '../../../shared/model.ts'

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

const agent = (id: string, more: Partial<AgentInfo> = {}) =>
  ({ id, name: id, supported: true, takes: ['send-your-data'], reason: null, ...more }) as AgentInfo

describe('the gallery', () => {
  const agents = [
    agent('vector'),
    agent('grafana-api', { takes: ['team'] }),
    agent('filebeat', { supported: false, reason: 'Takes one key only.' }),
    agent('dotenv', { takes: [] }),
  ]
  const ids = (list: readonly AgentInfo[]) => list.map((each) => each.id)

  test('shows what takes this key first, and what does not with its reason', () => {
    const shown = gallery(agents, 'send-your-data', '')
    expect(ids(shown.fitting)).toEqual(['vector', 'dotenv'])
    expect(ids(shown.otherType)).toEqual(['grafana-api'])
    expect(ids(shown.refused)).toEqual(['filebeat'])
  })

  test('is searched by name', () => {
    expect(ids(gallery(agents, 'team', 'GRAF').fitting)).toEqual(['grafana-api'])
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
    const places = withPlace(withPlace([], { file: '/y', line: 9 }), { file: '/y', line: 3 })
    expect(places).toEqual([{ file: '/y', line: 3 }])
    expect(canPlanAgain(verdicts, places)).toBe(true)
    const refused = verdictOf('/z', { code: 'file-invalid', message: 'line 2', hint: '' })
    expect(canPlanAgain([...verdicts, refused], places)).toBe(false)
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
