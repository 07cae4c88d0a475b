import { useEffect, useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'
import type { ReminderSettings } from '../../../shared/reminders.ts'
import { api } from '../../api.ts'
import { announce, useStore } from '../../store.ts'

/** Something that is saved at once: whether it was, for a moment, and why it was not, until the next try. */
export function useSaved() {
  const [saved, setSaved] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (saved === 0) return
    const timer = setTimeout(() => setSaved(0), 4_000)
    return () => clearTimeout(timer)
  }, [saved])
  /** Answers whether it was saved. */
  const save = async (answer: Promise<Result<unknown>>): Promise<boolean> => {
    const { ok, ...rest } = await answer
    setFailure('failure' in rest ? rest.failure : null)
    setSaved(ok ? Date.now() : 0)
    if (ok) announce('Saved.')
    return ok
  }
  return { saved: saved > 0, failure, save }
}

/** Saves a change of the settings as they are at that moment. */
export function useReminderSettings() {
  const { saved, failure, save } = useSaved()
  const change = async (how: (settings: ReminderSettings) => ReminderSettings): Promise<boolean> => {
    const settings = useStore.getState().snapshot?.reminders.settings
    return settings ? save(api['reminders.set'](how(settings))) : false
  }
  return { saved, failure, change }
}
