import type { KeyRef } from '../../../shared/model.ts'
import type { SnoozeFor } from '../../../shared/reminders.ts'
import { api } from '../../api.ts'
import { findKey, toast, useStore } from '../../store.ts'
import { snoozedUntil } from './snooze-words.ts'

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
