import type { DueItem, Key } from '../../../shared/model.ts'
import { daysUntil } from '../../words.ts'

/** A column of the timeline: what was due before today, a week, or all that comes after. */
export interface TimelineColumn {
  readonly id: string
  readonly kind: 'overdue' | 'week' | 'later'
  /** The first day, in milliseconds; 0 for overdue. */
  readonly from: number
  readonly items: readonly DueItem[]
}

const day = 86_400_000

/** Puts what is due into weeks from today on. */
export function timeline(due: readonly DueItem[], weeks: number, now: number): readonly TimelineColumn[] {
  const today = new Date(now).setHours(0, 0, 0, 0)
  const buckets: DueItem[][] = Array.from({ length: weeks + 2 }, () => [])
  for (const item of due) {
    const days = daysUntil(item.dueAt, now)
    const index = days < 0 ? 0 : Math.min(1 + Math.floor(days / 7), weeks + 1)
    buckets[index]?.push(item)
  }
  return buckets.map((items, index) => ({
    id: String(index),
    kind: index === 0 ? 'overdue' : index === weeks + 1 ? 'later' : 'week',
    from: index === 0 ? 0 : today + (index - 1) * 7 * day,
    items: items.sort((a, b) => a.dueAt.localeCompare(b.dueAt)),
  }))
}

/** Keys that configs still carry although the vendor no longer takes them. */
export const staleUses = (keys: readonly Key[]): readonly Key[] =>
  keys.filter((key) => key.usedIn.length > 0 && (key.state === 'disabled' || key.state === 'gone'))

const order = { new: 0, changed: 1, gone: 2 }

/** What the last sync found to be new, changed or gone, in this order. */
export const changedKeys = (keys: readonly Key[]): readonly Key[] =>
  keys
    .filter((key) => key.change !== null)
    .sort((a, b) => order[a.change ?? 'changed'] - order[b.change ?? 'changed'])
