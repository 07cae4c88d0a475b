import type { KeyRef } from '../../../shared/model.ts'
import type { ReminderStatus, SnoozeFor } from '../../../shared/reminders.ts'
import { api } from '../../api.ts'
import { findKey, toast, useStore } from '../../store.ts'
import { sameRef } from '../../views.ts'
import { daysUntil, shortDate, timeWord } from '../../words.ts'

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

const untilOf = (ref: KeyRef): string | null => {
  const reminders = useStore.getState().snapshot?.reminders
  return reminders ? snoozedUntil(reminders, ref, Date.now()) : null
}

const spans: Record<SnoozeFor, string> = {
  '1d': 'for 1 day',
  '1w': 'for 1 week',
  window: 'until the maintenance window',
}

/** Holds a key's reminders back for a while, or lets them come again; the notice offers the way back. */
export async function snooze(ref: KeyRef, span: SnoozeFor | null): Promise<void> {
  const name = findKey(ref)?.name ?? 'The key'
  const before = untilOf(ref)
  const answer = await api['reminders.snooze']({ ref, for: span })
  if (!answer.ok) return toast({ tone: 'error', text: answer.failure.message, detail: answer.failure.hint })
  if (span === null)
    return toast({
      tone: 'ok',
      text: `Reminders of ${name} come again.`,
      // The time that was left cannot be given back to the minute, so this is not called Undo.
      action: { label: 'Snooze 1 day', run: () => void snooze(ref, '1d') },
    })
  toast({
    tone: 'ok',
    text: `${name} is snoozed ${spans[span]}.`,
    detail: 'It stays in the overview and is due as before.',
    action: { label: before === null ? 'Undo' : 'Remind again', run: () => void snooze(ref, null) },
  })
}
