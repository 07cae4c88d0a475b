import type { DueItem } from '../../../shared/model.ts'
import type { MaintenanceWindow, ReminderStatus } from '../../../shared/reminders.ts'
import type { RotationSummary } from '../../../shared/rotation.ts'
import { snoozedUntil } from '../reminders/snooze-words.ts'
import { underWay } from '../rotation/standing.ts'
import type { TimelineColumn } from './overview.ts'

/** How a key's mark on the timeline is drawn. All pure; `now` is milliseconds. */

const day = 86_400_000

/** What is to be said of a key first: that it is being replaced, that it is snoozed, else how near it is. */
export type MarkKind = 'rotating' | 'snoozed' | DueItem['status']

export const markWords: Record<MarkKind, string> = {
  overdue: 'Overdue',
  'due-soon': 'Due soon',
  later: 'Due later',
  snoozed: 'Snoozed',
  rotating: 'Being rotated',
}

export function markOf(
  { key, status }: DueItem,
  rotations: readonly RotationSummary[],
  reminders: Pick<ReminderStatus, 'snoozes'>,
  now: number,
): MarkKind {
  const ref = { accountId: key.accountId, keyId: key.id }
  if (underWay(rotations, ref)) return 'rotating'
  return snoozedUntil(reminders, ref, now) === null ? status : 'snoozed'
}

/** A key's age against its policy. */
export interface AgeShare {
  readonly days: number
  /** The days that its policy allows. */
  readonly limit: number
  /** From 0 to 1; 1 also for what is older than allowed. */
  readonly share: number
  /** Nobody knows when it was made: it may be older. */
  readonly least: boolean
}

/** `null` where the due date and the age do not fit together, such as after a clock was set back. */
export function ageShare({ key, dueAt }: Pick<DueItem, 'key' | 'dueAt'>, now: number): AgeShare | null {
  const { days, basis } = key.age
  // The age is told in whole days that have passed, so the rest is what has begun.
  const limit = days + Math.ceil((Date.parse(dueAt) - now) / day)
  if (limit < 1) return null
  return { days, limit, share: Math.min(1, days / limit), least: basis === 'firstSeen' }
}

/** `61 of 90 days`, `at least 41 of 90 days`. */
export const ageShareWords = ({ days, limit, least }: AgeShare): string =>
  `${least ? 'at least ' : ''}${days} of ${limit} days`

/** 1 is Monday, 7 is Sunday. */
const weekdayOf = (time: number): number => new Date(time).getDay() || 7

/** Of a week's seven days, those on which a maintenance window opens; empty for what is no week. */
export function windowDays(
  { kind, from }: Pick<TimelineColumn, 'kind' | 'from'>,
  windows: readonly MaintenanceWindow[],
): readonly boolean[] {
  if (kind !== 'week') return []
  const first = weekdayOf(from)
  return Array.from({ length: 7 }, (_, ahead) => {
    const weekday = ((first - 1 + ahead) % 7) + 1
    return windows.some((window) => window.days.includes(weekday))
  })
}
