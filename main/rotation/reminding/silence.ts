import type { MaintenanceWindow, ReminderSettings } from '../../../shared/reminders.ts'
import { dayAndTime, timeOn } from '../../local-time.ts'
import { nextSpan, openSpan, type Span } from './spans.ts'

/** Nothing is shown until then. */
export interface Silence {
  readonly until: Date
  /** For people. */
  readonly because: string
}

/** Why nothing is shown now, and until when; null where reminders are shown. */
export function silence(settings: ReminderSettings, now: Date): Silence | null {
  const { pausedUntil, quietHours } = settings
  if (pausedUntil !== null && Date.parse(pausedUntil) > now.getTime()) {
    const until = new Date(pausedUntil)
    return { until, because: `Reminders are paused until ${dayAndTime(until)}.` }
  }
  // The same time twice is no time: silence round the clock is what a pause is for.
  if (quietHours === null || quietHours.from === quietHours.to) return null
  const quiet = openSpan(quietHours, now)
  return quiet && { until: quiet.end, because: `Quiet hours until ${timeOn(quiet.end)}.` }
}

/** The windows in which this account's keys may be rotated: its own and those for all. */
export const windowsOf = (settings: ReminderSettings, accountId: string): readonly MaintenanceWindow[] =>
  settings.windows.filter((window) => window.accountId === null || window.accountId === accountId)

/** One opening of a maintenance window. */
export interface Opening extends Span {
  readonly window: MaintenanceWindow
}

/** Of these windows the one that is open now and ends last; null where none is open. */
export function openWindow(windows: readonly MaintenanceWindow[], now: Date): Opening | null {
  const open = windows.flatMap((window) => openings(window, openSpan(window, now)))
  return open.sort((a, b) => b.end.getTime() - a.end.getTime())[0] ?? null
}

/** Of these windows the one that opens next, after `now`; null where there is none. */
export function nextOpening(windows: readonly MaintenanceWindow[], now: Date): Opening | null {
  const next = windows.flatMap((window) => openings(window, nextSpan(window, now)))
  return next.sort((a, b) => a.start.getTime() - b.start.getTime())[0] ?? null
}

const openings = (window: MaintenanceWindow, span: Span | null): Opening[] =>
  span ? [{ window, ...span }] : []
