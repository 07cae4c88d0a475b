import { type Day, dayOf, instantOf, plusDays } from '../../local-time.ts'

/** The last day whose digest time has come. */
export function lastDigestDay(digestAt: string, now: Date): Day {
  const today = dayOf(now)
  for (const back of [0, 1]) {
    const day = plusDays(today, -back)
    const at = instantOf(day, digestAt)
    if (at && at <= now) return day
  }
  return plusDays(today, -2)
}

/**
 * Whether a day's digest is to come now. `last` is the local day on which the last one came, null: none ever did.
 * One that was missed, since the machine slept, comes now, and is today's: never two on one day.
 */
export function digestIsDue(digestAt: string, last: Day | null, now: Date): boolean {
  // A day beyond tomorrow: the clock was set back. Waiting for that day would be silence for as long.
  const known = last !== null && last <= plusDays(dayOf(now), 1) ? last : null
  return known === null || lastDigestDay(digestAt, now) > known
}

/** The digest time that comes next, after `now`. */
export function nextDigest(digestAt: string, now: Date): Date {
  const yesterday = plusDays(dayOf(now), -1)
  for (let ahead = 0; ; ahead++) {
    const at = instantOf(plusDays(yesterday, ahead), digestAt)
    if (at && at > now) return at
  }
}
