import { type Day, dayOf, instantOf, plusDays, weekdayOf } from '../../local-time.ts'

/** A time of day that begins on certain days: quiet hours on all of them, a maintenance window on its own. */
export interface DailySpan {
  /** 1 is Monday; all days where it is left out. */
  readonly days?: readonly number[]
  readonly from: string
  /** At or before `from`: it ends the next day. */
  readonly to: string
}

/** One of them, from its first moment to the one after its last. */
export interface Span {
  readonly start: Date
  readonly end: Date
}

/** The last week's window may still be searched for over a day that the calendar leaps. */
const SEARCHED_DAYS = 16

/** The span that begins on this day; null where none does, or the clock leaps over the whole of it. */
export function spanOn(span: DailySpan, day: Day): Span | null {
  if (span.days && !span.days.includes(weekdayOf(day))) return null
  const start = instantOf(day, span.from)
  if (!start) return null
  const end = span.to > span.from ? instantOf(day, span.to) : endAfter(day, span.to)
  return end && end > start ? { start, end } : null
}

// The next day may be one that the calendar leaps over: then it ends on the day after.
function endAfter(day: Day, to: string): Date | null {
  return instantOf(plusDays(day, 1), to) ?? instantOf(plusDays(day, 2), to)
}

/** The span that is open now; null where none is. */
export function openSpan(span: DailySpan, now: Date): Span | null {
  const today = dayOf(now)
  // One that began the day before yesterday may end today, where yesterday was leapt over.
  for (const back of [0, 1, 2]) {
    const found = spanOn(span, plusDays(today, -back))
    if (found && found.start <= now && now < found.end) return found
  }
  return null
}

/** The first span that begins after `now`; null where there is none within two weeks. */
export function nextSpan(span: DailySpan, now: Date): Span | null {
  // Yesterday's too: a clock that leaps at midnight moves the start of yesterday's into today.
  const yesterday = plusDays(dayOf(now), -1)
  for (let ahead = 0; ahead <= SEARCHED_DAYS; ahead++) {
    const found = spanOn(span, plusDays(yesterday, ahead))
    if (found && found.start > now) return found
  }
  return null
}
