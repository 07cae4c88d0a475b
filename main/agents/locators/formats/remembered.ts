import type { Result } from '../../../../shared/errors.ts'

interface Reading<T> {
  readonly text: string
  readonly result: Result<T>
}

/** What one proof reads at most: a text and the same with the new key, each with a configuration inside. */
const most = 4

/**
 * The same reader, which parses a text once though it is located in, proved and searched for variables in turn. What
 * it returns is shared: nobody may change it. The texts hold keys, so it only remembers what nobody has cleared away
 * yet: it keeps no text and no document alive.
 */
export function remembered<T>(read: (text: string) => Result<T>): (text: string) => Result<T> {
  let readings: readonly WeakRef<Reading<T>>[] = []
  return (text) => {
    for (const weak of readings) {
      const reading = weak.deref()
      if (reading?.text === text) return reading.result
    }
    const reading = { text, result: read(text) }
    readings = [new WeakRef(reading), ...readings.slice(0, most - 1)]
    return reading.result
  }
}
