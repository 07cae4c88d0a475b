import type { MaintenanceWindow, ReminderSettings } from '../../../shared/reminders.ts'

/** When reminders come, as it is typed and as it is said. All pure; `now` is milliseconds. */

const day = 86_400_000
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export const weekdayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** `22:00–02:00, to the next day`. */
export const spanWords = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${from}–${to}${to <= from ? ', to the next day' : ''}`

/** `every day`, `Mon to Fri`, `Sat, Sun`. */
export function daysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  if (sorted.length === 7) return 'every day'
  const [first] = sorted
  const run = first !== undefined && sorted.every((one, index) => one === first + index)
  const names = sorted.map((one) => weekdays[one - 1])
  return run && sorted.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(', ')
}

/** A maintenance window as it is being typed. */
export type WindowDraft = Omit<MaintenanceWindow, 'id'>

export const emptyWindow: WindowDraft = { name: '', days: [6], from: '22:00', to: '02:00', accountId: null }

/** What is wrong with each part of it, in words; empty where nothing is. */
export function windowProblems(draft: WindowDraft): Partial<Record<'name' | 'days' | 'from' | 'to', string>> {
  return {
    ...(draft.name.trim() === '' && { name: 'Give it a name.' }),
    ...(draft.days.length === 0 && { days: 'Choose at least one day.' }),
    ...(!isTime(draft.from) && { from: 'Give a time such as 22:00.' }),
    ...(!isTime(draft.to) && { to: 'Give a time such as 02:00.' }),
  }
}

/** What is wrong with quiet hours as they are being typed, or null. */
export function quietProblem({ from, to }: { readonly from: string; readonly to: string }): string | null {
  if (!isTime(from) || !isTime(to)) return 'Give two times such as 19:00 and 08:00.'
  return from === to ? 'Give two different times. To be silent all day, pause.' : null
}

/** Until when a pause lasts, as main takes it. */
export const pauseEnd = (days: 1 | 7, now: number): string => new Date(now + days * day).toISOString()

/** The first moment of a chosen day, `2026-12-01`; or what is wrong with it. */
export function pauseUntil(
  date: string,
  now: number,
): { readonly until: string } | { readonly problem: string } {
  const at = new Date(`${date}T00:00`).getTime()
  if (Number.isNaN(at)) return { problem: 'Give the day on which reminders come again.' }
  if (at <= now) return { problem: 'That day has begun. Choose a later one.' }
  return { until: new Date(at).toISOString() }
}

/** A pause that has not ended; null where there is none. */
export const pausedUntil = (settings: ReminderSettings, now: number): string | null =>
  settings.pausedUntil !== null && Date.parse(settings.pausedUntil) > now ? settings.pausedUntil : null

/** The settings with this window put in its place, or added. */
export const withWindow = (settings: ReminderSettings, window: MaintenanceWindow): ReminderSettings => {
  const known = settings.windows.some(({ id }) => id === window.id)
  return {
    ...settings,
    windows: known
      ? settings.windows.map((each) => (each.id === window.id ? window : each))
      : [...settings.windows, window],
  }
}

export const withoutWindow = (settings: ReminderSettings, id: string): ReminderSettings => ({
  ...settings,
  windows: settings.windows.filter((window) => window.id !== id),
})
