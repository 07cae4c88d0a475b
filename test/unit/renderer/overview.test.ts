import { expect, it } from 'vitest'
import { staleUses, timeline } from '../../../renderer/features/overview/overview.ts'
import type { DueItem } from '../../../shared/model.ts'
import { fakeFiles, fakeKey } from '../../fakes/keys.ts'

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
