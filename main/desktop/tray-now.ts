import type { Result } from '../../shared/errors.ts'
import { dayMilliseconds } from '../clock.ts'
import { dayAndTime } from '../local-time.ts'
import { nextLook } from '../rotation/reminding/next-look.ts'
import type { Core } from '../services.ts'
import type { TrayNow } from './tray-menu.ts'

/** The tray's pause has an end of its own: nobody is to find out in a year that reminders were off. */
const PAUSE_MS = dayMilliseconds

/** How Keyturn stands now, for the tray. */
export function trayNow(core: Core): TrayNow {
  const accounts = core.accounts.list()
  const { pausedUntil } = core.reminders.settings().settings
  const paused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now()
  return {
    syncing: accounts.some((account) => account.sync.running),
    accounts: accounts.length,
    rotations: core.rotations.list().filter(({ state }) => state === 'needs-you' || state === 'failed'),
    pausedUntil: paused ? dayAndTime(new Date(pausedUntil)) : null,
  }
}

/** Pauses reminders for a day from then; null: they come again. */
export function pauseFor({ reminders }: Pick<Core, 'reminders'>, from: number | null): Result<void> {
  const { settings } = reminders.settings()
  const pausedUntil = from === null ? null : new Date(from + PAUSE_MS).toISOString()
  return reminders.setSettings({ ...settings, pausedUntil })
}

/** When something is due to be said or done next, in milliseconds since 1970. */
export function nextLookOf({ reminders, rotations }: Pick<Core, 'reminders' | 'rotations'>): number | null {
  return nextLook(reminders.settings(), rotations.list(), new Date())?.getTime() ?? null
}
