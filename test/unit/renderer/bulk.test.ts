import { beforeEach, describe, expect, test } from 'vitest'
import {
  again,
  itemSentence,
  planSentence,
  reportSentence,
} from '../../../renderer/features/bulk/bulk-words.ts'
import { pressToMark } from '../../../renderer/features/bulk/press-to-mark.ts'
import {
  clearMarks,
  keepMarks,
  markAll,
  markedOf,
  markOf,
  markTo,
  toggleMark,
  useSelection,
} from '../../../renderer/features/bulk/selection.ts'
import type { KeyBulkResult } from '../../../shared/providers.ts'
import { fakeKeys } from '../../fakes/keys.ts'

const keys = fakeKeys().slice(0, 6)
const key = (at: number) => {
  const found = keys[at]
  if (!found) throw new Error('no such key')
  return found
}
const marks = () => [...useSelection.getState().marked.values()].map((ref) => ref.keyId)
const ids = (...at: readonly number[]) => at.map((each) => key(each).id)
const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }

beforeEach(() => clearMarks())

describe('marking keys in the list', () => {
  test('a press marks one, a second takes the mark away, Shift marks up to there', () => {
    toggleMark(key(1))
    markTo(keys, 3)
    expect(marks()).toEqual(ids(1, 2, 3))
    expect(markedOf(keys, useSelection.getState().marked)).toBe('mixed')
    toggleMark(key(2))
    expect(marks()).toEqual(ids(1, 3))
  })

  test('all of the list is marked, then none of it; what is not in the list keeps its mark', () => {
    toggleMark(key(5))
    const shown = keys.slice(0, 3)
    markAll(shown)
    expect(marks()).toEqual(ids(5, 0, 1, 2))
    expect(markedOf(shown, useSelection.getState().marked)).toBe(true)
    markAll(shown)
    expect(marks()).toEqual(ids(5))
  })

  test('a key that is gone loses its mark', () => {
    markAll(keys)
    keepMarks(keys.slice(2))
    expect(marks()).toEqual(ids(2, 3, 4, 5))
    expect(
      useSelection.getState().marked.has(markOf({ accountId: key(0).accountId, keyId: key(0).id })),
    ).toBe(false)
  })

  test('the keyboard does all of it', () => {
    let at = 1
    const press = (pressed: string, more: Partial<typeof plain> = {}) =>
      pressToMark({ ...plain, ...more, key: pressed }, keys, at, (index) => {
        at = index
      })
    expect(press(' ')).toBe(true)
    expect(marks()).toEqual(ids(1))
    press('ArrowDown', { shiftKey: true })
    press('ArrowDown', { shiftKey: true })
    expect(at).toBe(3)
    expect(marks()).toEqual(ids(1, 2, 3))
    expect(press('ArrowDown')).toBe(false)
    expect(press('a', { ctrlKey: true })).toBe(true)
    expect(marks()).toHaveLength(6)
    expect(press('Escape')).toBe(true)
    expect(marks()).toEqual([])
    // Without a mark, Esc steps back as everywhere.
    expect(press('Escape')).toBe(false)
  })
})

describe('what is said of several keys', () => {
  const item = (at: number, refusal: string | null) => ({
    ref: { accountId: key(at).accountId, keyId: key(at).id },
    key: key(at),
    refusal,
    warnings: [],
  })
  const result = (at: number, outcome: KeyBulkResult['outcome']): KeyBulkResult => ({
    ref: { accountId: key(at).accountId, keyId: key(at).id },
    name: key(at).name,
    outcome,
    text: '',
    failure: null,
  })

  test('the plan counts those that take part and those that are left out', () => {
    const items = [item(0, null), item(1, null), item(2, 'It is the default key.')]
    expect(planSentence({ planId: '', action: 'disable', items })).toBe(
      '2 keys will be disabled, one after another; 1 left out.',
    )
    expect(planSentence({ planId: '', action: 'delete', items: items.slice(2) })).toContain(
      'Nothing will be done',
    )
    expect(itemSentence('delete', { hasValue: true })).toContain('stays in the keychain')
  })

  test('the report says what became of them, and what can be tried again', () => {
    const results = [result(0, 'done'), result(1, 'failed'), result(2, 'unknown'), result(3, 'left-out')]
    const report = { action: 'delete', cancelled: false, results } as const
    expect(reportSentence(report)).toBe('1 key deleted, 1 failed, 1 not known, 1 left out.')
    expect(reportSentence({ ...report, cancelled: true })).toMatch(/^Cancelled\. /)
    expect(again(report).map(({ name }) => name)).toEqual([key(1).name, key(2).name])
  })
})
