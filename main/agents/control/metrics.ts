import parse from 'parse-prometheus-text-format'

/** One value of a counter or gauge. */
export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

/** An agent has a few hundred such lines at most; what has more is not read to its end. */
const maxSamples = 20_000
const maxLine = 4096

/**
 * The samples of a text in Prometheus' exposition format whose name is `wanted`. Only their lines are handed to the
 * parser: it takes quadratic time for histograms, and one damaged line makes it give up the whole text. A line that
 * it cannot read, and a value that is no finite number from 0 on, are left out.
 */
export function samplesOf(text: string, wanted: RegExp): readonly Sample[] {
  const lines = text
    .split('\n', maxSamples * 10)
    .filter((line) => line.length <= maxLine && wanted.test(/^[^\s{#]+/.exec(line)?.[0] ?? ''))
  return lines.slice(0, maxSamples).flatMap(sampleOf)
}

function sampleOf(line: string): readonly Sample[] {
  try {
    // Without the line end the parser drops the last line.
    return parse(`${line.trimEnd()}\n`).flatMap(({ name, metrics }) =>
      metrics.flatMap(({ value, labels }) => {
        const number = value === undefined || value === '' ? Number.NaN : Number(value)
        if (!Number.isFinite(number) || number < 0) return []
        return [{ name, labels: new Map(Object.entries(labels ?? {})), value: number }]
      }),
    )
  } catch {
    return []
  }
}

const any = (): boolean => true

/**
 * The sum over the series of the first of `names` that has any; null where none has. Several names are spellings of
 * the same thing in different versions, so they are never added up.
 */
export function total(
  samples: readonly Sample[],
  names: readonly string[],
  counts: (sample: Sample) => boolean = any,
): number | null {
  for (const name of names) {
    const series = samples.filter((sample) => sample.name === name)
    if (series.length > 0) return series.filter(counts).reduce((sum, { value }) => sum + value, 0)
  }
  return null
}

/** `names` with the ending that newer versions put behind a counter's name. */
export const counters = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`${name}_total`, name])

/** Sums what is known of several totals; null where nothing is. */
export function sum(...totals: readonly (number | null)[]): number | null {
  const known = totals.filter((one) => one !== null)
  return known.length === 0 ? null : known.reduce((all, one) => all + one, 0)
}

/**
 * Which series belong to the outputs that carry the key: those whose `label` is one of `outputs`, and all where none
 * is, since then the names say nothing.
 */
export function ofOutputs(
  samples: readonly Sample[],
  label: string,
  outputs: readonly string[],
): (sample: Sample) => boolean {
  const named = (sample: Sample): boolean => outputs.includes(sample.labels.get(label) ?? '')
  return samples.some(named) ? named : any
}

/** Seconds since 1970 as a time, cut to whole milliseconds, so never later than it was; null where it is none. */
export function timeOf(seconds: number | null): string | null {
  // Before 2001 nothing of this ran; a clock that was never set is no time.
  if (seconds === null || seconds < 1e9 || seconds > 1e11) return null
  return new Date(Math.floor(seconds * 1000)).toISOString()
}

/** When that was which has lasted for so many seconds at `at`; null where that is not known. */
export const since = (at: Date, seconds: number | null): string | null =>
  seconds === null ? null : timeOf(at.getTime() / 1000 - seconds)

/** The object that a text of JSON is; null where it is none. */
export function objectOf(text: string | undefined): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** A value that should be a number from 0 on; null where it is not. */
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
