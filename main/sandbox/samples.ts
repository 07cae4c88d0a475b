import type { WrittenSeries } from './remote-write.ts'

/** What came in of a series, or of several together. Times in milliseconds since 1970. */
export interface SampleStats {
  /** All samples, those that came twice among them. */
  readonly count: number
  readonly first: number | null
  readonly last: number | null
  /** The longest time between two samples of one series; 0 with fewer than two. */
  readonly largestGapMs: number
  /** How many samples had a time that their series had already. */
  readonly duplicates: number
}

export interface SampleReport {
  readonly name: string
  /** Samples were left out because too many came: what is said here is not the whole. */
  readonly overflow: boolean
  readonly total: SampleStats
  /** By the id of the key that they came with. Of one key alone a gap may be what came with another. */
  readonly keys: Readonly<Record<string, SampleStats>>
  readonly series: readonly {
    readonly id: string
    readonly total: SampleStats
    /** Sorted, without repetition, over all keys. */
    readonly timestamps: readonly number[]
    /** Markers that the series ended. */
    readonly stale: number
  }[]
}

interface Held {
  readonly name: string
  readonly byKey: Map<string, number[]>
  stale: number
}

/** Remembers when the samples of every series were taken, and with which key they came. Of bounded size. */
export class Samples {
  readonly #max: number
  #series = new Map<string, Held>()
  #held = 0
  #overflow = false

  /** `max`: how many samples are remembered; each takes some eight bytes. */
  constructor(max = 1_000_000) {
    this.#max = max
  }

  add(keyId: string, written: readonly WrittenSeries[]): void {
    for (const { id, name, timestamps, stale } of written) {
      const known = this.#series.get(id)
      // A series costs more than a sample: its labels are kept, too.
      const cost = timestamps.length + (known ? 0 : 50)
      if (this.#held + cost > this.#max) {
        this.#overflow = true
        continue
      }
      this.#held += cost
      const held = known ?? { name, byKey: new Map<string, number[]>(), stale: 0 }
      this.#series.set(id, held)
      held.stale += stale
      const before = held.byKey.get(keyId)
      if (before) before.push(...timestamps)
      else held.byKey.set(keyId, [...timestamps])
    }
  }

  forget(): void {
    this.#series = new Map()
    this.#held = 0
    this.#overflow = false
  }

  /** All series of the metric with this name. */
  report(name: string): SampleReport {
    const found = [...this.#series].filter(([, held]) => held.name === name)
    const ids = new Set(found.flatMap(([, { byKey }]) => [...byKey.keys()]))
    const ofKey = (id: string) => together(found.map(([, { byKey }]) => statsOf(byKey.get(id) ?? [])))
    const series = found.map(([id, { byKey, stale }]) => {
      const all = [...byKey.values()].flat()
      return { id, total: statsOf(all), timestamps: distinct(all), stale }
    })
    return {
      name,
      overflow: this.#overflow,
      total: together(series.map(({ total }) => total)),
      keys: Object.fromEntries([...ids].map((id) => [id, ofKey(id)])),
      series,
    }
  }
}

const distinct = (times: readonly number[]): number[] =>
  [...new Set(times)].sort((left, right) => left - right)

function statsOf(times: readonly number[]): SampleStats {
  const sorted = distinct(times)
  let largestGapMs = 0
  sorted.reduce((before, at) => {
    largestGapMs = Math.max(largestGapMs, at - before)
    return at
  }, sorted[0] ?? 0)
  return {
    count: times.length,
    first: sorted[0] ?? null,
    last: sorted.at(-1) ?? null,
    largestGapMs,
    duplicates: times.length - sorted.length,
  }
}

/** A gap is within one series: between two series there is none. */
function together(parts: readonly SampleStats[]): SampleStats {
  const sum = (of: (part: SampleStats) => number): number => parts.reduce((all, part) => all + of(part), 0)
  const firsts = parts.flatMap(({ first }) => first ?? [])
  const lasts = parts.flatMap(({ last }) => last ?? [])
  return {
    count: sum(({ count }) => count),
    first: firsts.length === 0 ? null : Math.min(...firsts),
    last: lasts.length === 0 ? null : Math.max(...lasts),
    largestGapMs: Math.max(0, ...parts.map((part) => part.largestGapMs)),
    duplicates: sum(({ duplicates }) => duplicates),
  }
}
