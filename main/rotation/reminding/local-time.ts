import { DateTime } from 'luxon'

/** An IANA zone such as `Europe/Berlin`, or `system` for this machine's own. */
export type Zone = string

/** A day of the calendar, `2026-03-29`. Compares as text. */
export type Day = string

const at = (instant: Date, zone: Zone) => DateTime.fromJSDate(instant, { zone })
// Calendar arithmetic is done where no clock is ever changed.
const calendar = (day: Day) => DateTime.fromISO(day, { zone: 'utc' })
const text = (day: DateTime): Day => day.toFormat('yyyy-MM-dd')

/** The day that the calendar on the wall shows. */
export const dayOf = (instant: Date, zone: Zone): Day => text(at(instant, zone))

/** The day so many days later; earlier where it is negative. */
export const plusDays = (day: Day, days: number): Day => text(calendar(day).plus({ days }))

/** How many days from one to another; negative where it lies before. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round(calendar(to).diff(calendar(from), 'days').days)

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Day): number => calendar(day).weekday

/** `09:30`, as the clock on the wall shows it. */
export const timeOn = (instant: Date, zone: Zone): string => at(instant, zone).toFormat('HH:mm')

/** `Sun 29 Mar, 09:30`. */
export const dayAndTime = (instant: Date, zone: Zone): string =>
  at(instant, zone).setLocale('en-GB').toFormat('ccc d LLL, HH:mm')

/**
 * When the clock on the wall shows `time` on `day`. What it shows twice is the first of both; what it leaps over is
 * the moment after the leap, so that two times never change their order. Null: the calendar leaps over that day.
 */
export function instantOf(day: Day, time: string, zone: Zone): Date | null {
  const wanted = DateTime.fromISO(`${day}T${time}`, { zone })
  if (wanted.toFormat('HH:mm') === time && text(wanted) === day) {
    // Luxon takes either of an hour that comes twice, depending on the season in which it is asked.
    const [first = wanted] = wanted.getPossibleOffsets()
    return first.toJSDate()
  }
  const noon = DateTime.fromISO(`${day}T12:00`, { zone })
  if (text(noon) !== day) return null
  return afterLeap(wanted, DateTime.fromISO(`${day}T${time}`, { zone: 'utc' }))
}

/** The moment at which the clock leapt. `landed` lies behind the leap by less than its length. */
function afterLeap(landed: DateTime, asUtc: DateTime): Date {
  const wall = landed.setZone('utc', { keepLocalTime: true })
  let before = landed.toMillis() - (wall.toMillis() - asUtc.toMillis())
  let after = landed.toMillis()
  // Zones change at whole minutes.
  while (after - before > 60_000) {
    const middle = before + Math.floor((after - before) / 120_000) * 60_000
    if (DateTime.fromMillis(middle, { zone: landed.zone }).offset === landed.offset) after = middle
    else before = middle
  }
  return new Date(after)
}
