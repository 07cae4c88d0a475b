/** The time, as a port: tests turn it. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** Now, as it is stored: ISO 8601 in UTC. */
export const stamp = (clock: Clock): string => clock.now().toISOString()

export const dayMilliseconds = 86_400_000
