import { expect, it } from 'vitest'
import { staleUses, timeline } from '../../../renderer/features/overview/overview.ts'
import {
  ageShare,
  ageShareWords,
  markOf,
  windowDays,
} from '../../../renderer/features/overview/timeline-marks.ts'
import type { DueItem } from '../../../shared/model.ts'
import { acme, fakeFiles, fakeKey } from '../../fakes/keys.ts'
import { summaryOf } from '../../fakes/rotation-calls.ts'
import { begun } from '../../fakes/rotation-stands.ts'

const now = new Date(2025, 10, 21, 14).getTime()
const due = (days: number): DueItem => {
  const dueAt = new Date(2025, 10, 21 + days, 9).toISOString()
  return {
    key: fakeKey({ dueAt }),
    dueAt,
    daysLeft: days,
    status: days < 0 ? 'overdue' : 'later',
    reason: '',
  }
}

it('puts what is due into overdue, weeks from today, and later', () => {
  const columns = timeline([due(-1), due(0), due(6), due(7), due(27), due(28), due(400)], 4, now)
  expect(columns.map((column) => column.items.length)).toEqual([1, 2, 1, 0, 1, 2])
  expect(columns.map((column) => column.kind)).toEqual(['overdue', 'week', 'week', 'week', 'week', 'later'])
})

it('finds keys that configs carry although the vendor no longer takes them', () => {
  const keys = [
    fakeKey({ id: 'a', state: 'disabled', usedIn: fakeFiles(2) }),
    fakeKey({ id: 'b', state: 'disabled', usedIn: [] }),
    fakeKey({ id: 'c', state: 'active', usedIn: fakeFiles(2) }),
  ]
  expect(staleUses(keys).map((key) => key.id)).toEqual(['a'])
})

it('shows an age against its policy, and that an unknown one may be more', () => {
  const known = { ...due(29), key: fakeKey({ age: { days: 61, basis: 'vendor' } }) }
  const least = { ...due(-2), key: fakeKey({ age: { days: 92, basis: 'firstSeen' } }) }
  const [first, second] = [ageShare(known, now), ageShare(least, now)]
  expect(first).toMatchObject({ days: 61, limit: 90, least: false })
  expect(second).toMatchObject({ days: 92, share: 1, least: true })
  expect(first && ageShareWords(first)).toBe('61 of 90 days')
  expect(second && ageShareWords(second)).toMatch(/^at least 92 of /)
})

it('marks a key by what is to be said of it first', () => {
  const item = due(-1)
  const ref = { accountId: acme, keyId: item.key.id }
  const snoozes = [{ ref, until: new Date(now + 1000).toISOString() }]
  const rotation = summaryOf(begun(ref, item.key.name))
  expect(markOf(item, [], { snoozes: [] }, now)).toBe('overdue')
  expect(markOf(item, [], { snoozes }, now)).toBe('snoozed')
  expect(markOf(item, [], { snoozes }, now + 2000)).toBe('overdue')
  expect(markOf(item, [rotation], { snoozes }, now)).toBe('rotating')
  expect(markOf(item, [{ ...rotation, state: 'done' }], { snoozes: [] }, now)).toBe('overdue')
})

it('marks the days of a week on which a maintenance window opens', () => {
  // The week begins on a Friday: Saturday is its second day, Monday its fourth.
  const from = new Date(2025, 10, 21).getTime()
  const window = { id: '', name: '', days: [6, 1], from: '22:00', to: '02:00', accountId: null }
  const days = windowDays({ kind: 'week', from }, [window])
  expect(days.flatMap((open, index) => (open ? [index] : []))).toEqual([1, 3])
  expect(windowDays({ kind: 'overdue', from: 0 }, [window])).toEqual([])
})
