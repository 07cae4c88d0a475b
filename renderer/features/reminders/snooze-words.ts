import type { KeyRef } from '../../../shared/model.ts'
import type { ReminderStatus } from '../../../shared/reminders.ts'
import { sameRef } from '../../views.ts'
import { daysUntil, shortDate, timeWord } from '../../words.ts'

/** Until when a key is snoozed, and could be. All pure; `now` is milliseconds. */

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A time ahead, as short as it is clear: `14:02`, `tomorrow 14:02`, `Sat 22:00`, `Sat 5 Dec 22:00`. */
export function aheadWord(iso: string, now: number): string {
  const days = daysUntil(iso, now)
  const time = timeWord(iso)
  if (days === 0) return time
  if (days === 1) return `tomorrow ${time}`
  const weekday = weekdays[new Date(iso).getDay()]
  return days > 1 && days < 7 ? `${weekday} ${time}` : `${weekday} ${shortDate(iso)} ${time}`
}

/** The same of something that begins then, which a bare time of day does not say: `today 22:00`. */
export const opensWord = (iso: string, now: number): string =>
  daysUntil(iso, now) === 0 ? `today ${timeWord(iso)}` : aheadWord(iso, now)

/** Until when no reminder comes for a key; null where it is not snoozed, or not any more. */
export const snoozedUntil = (
  { snoozes }: Pick<ReminderStatus, 'snoozes'>,
  ref: KeyRef,
  now: number,
): string | null =>
  snoozes.find((snooze) => sameRef(snooze.ref, ref) && Date.parse(snooze.until) > now)?.until ?? null

/** The next maintenance window for an account's keys: its own or the one for all, whichever opens first. */
export const nextWindowFor = (
  { nextWindows }: Pick<ReminderStatus, 'nextWindows'>,
  accountId: string,
): ReminderStatus['nextWindows'][number] | null =>
  nextWindows
    .filter((window) => window.accountId === null || window.accountId === accountId)
    .toSorted((a, b) => a.at.localeCompare(b.at))[0] ?? null
