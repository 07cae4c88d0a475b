/** The time, as a port: tests turn it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** Now, as it is stored: ISO 8601 in UTC. */
export const stamp = (clock: Clock): string => clock.now().toISOString()

export const dayMilliseconds = 86_400_000

/** Whole days by the calendar of this machine, as the window counts them too: 0 is today. */
export function daysUntil(at: string, now: Date): number {
  const midnight = (time: string | Date) => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(at) - midnight(now)) / dayMilliseconds)
}
