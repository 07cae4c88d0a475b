import { dayMilliseconds } from './clock.ts'

/* Times of the clock on the user's own wall: a Date shows that of the machine's zone. */

/** A day of the calendar, `2026-03-29`. Compares as text. */
export type Day = string

const minuteMilliseconds = 60_000
const two = (number: number): string => String(number).padStart(2, '0')

/** The day that the calendar on the wall shows. */
export const dayOf = (instant: Date): Day =>
  `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`

// Calendar arithmetic is done in UTC, where no clock is ever changed: so a Date reads a day without a time.

/** The day so many days later; earlier where it is negative. */
export const plusDays = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * dayMilliseconds).toISOString().slice(0, day.length)

/** How many days from one to another; negative where it lies before. */
export const daysBetween = (from: Day, to: Day): number =>
  (Date.parse(to) - Date.parse(from)) / dayMilliseconds

/** Days by the calendar, as the window counts them too: 0 is today. */
export const daysUntil = (at: string, now: Date): number => daysBetween(dayOf(now), dayOf(new Date(at)))

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(day).getUTCDay() || 7

/** `09:30`, as the clock on the wall shows it. */
export const timeOn = (instant: Date): string => `${two(instant.getHours())}:${two(instant.getMinutes())}`

// A Date's own words for days and months are English. Intl would take longer to load than a command takes.
const calendarWords = (instant: Date) => instant.toDateString().split(' ')

/** `29 Mar`. */
export const dayWord = (instant: Date): string => `${instant.getDate()} ${calendarWords(instant)[1]}`

/** `29 Mar 2026`. */
export const fullDay = (instant: Date): string => `${dayWord(instant)} ${instant.getFullYear()}`

/** `Sun 29 Mar, 09:30`. */
export const dayAndTime = (instant: Date): string =>
  `${calendarWords(instant)[0]} ${dayWord(instant)}, ${timeOn(instant)}`

const shows = (instant: number): string => `${dayOf(new Date(instant))}T${timeOn(new Date(instant))}`

/**
 * When the clock on the wall shows `time` on `day`. What it shows twice is the first of both; what it leaps over is
 * the moment after the leap, so that two times never change their order. Null: the calendar leaps over that day.
 */
export function instantOf(day: Day, time: string): Date | null {
  if (dayOf(new Date(`${day}T12:00`)) !== day) return null
  const asked = `${day}T${time}`
  // Of an hour that comes twice a Date is the first; one that is leapt over it puts as far behind the leap.
  let at = new Date(asked).getTime()
  while (shows(at - minuteMilliseconds) >= asked) at -= minuteMilliseconds
  return new Date(at)
}
