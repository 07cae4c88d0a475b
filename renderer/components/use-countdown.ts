import { useEffect, useReducer } from 'react'

/** Whole seconds until a moment, rounded down: never more than there really are. */
export const secondsUntil = (until: number, now: number): number =>
  Math.max(0, Math.floor((until - now) / 1000))

/**
 * Whole seconds until a moment, by the clock, so that a suspended machine does not stretch it. Read at every drawing,
 * not remembered: a remembered time is older than a moment that was set since, and would show too many seconds.
 */
export function useCountdown(until: string | number | null): number {
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0)
  const end = until === null ? 0 : new Date(until).getTime()
  const left = end - Date.now()
  useEffect(() => {
    if (left <= 0) return
    // Right after the second is over.
    const timer = setTimeout(draw, (left % 1000) + 5)
    return () => clearTimeout(timer)
  })
  return secondsUntil(end, Date.now())
}
