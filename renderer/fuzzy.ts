/** A match of a palette query: the better, the higher `score`; `at` are the matched characters' places. */
export interface Match {
  readonly score: number
  readonly at: readonly number[]
}

const boundary = /[\s\-_/.:]/

/** The T of OpenTelemetry starts a word as well. */
const humps = (text: string, place: number): boolean =>
  /^\p{Ll}\p{Lu}/u.test(text.slice(place - 1, place + 1))

/**
 * Finds the query's letters in order. Whole words beat word starts, these beat runs, runs beat scattered
 * letters; a shorter text wins a tie. Null when a letter is missing.
 */
export function fuzzy(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replaceAll(' ', '')
  if (wanted === '') return { score: 0, at: [] }
  const low = text.toLowerCase()

  const whole = low.indexOf(query.toLowerCase().trim())
  if (whole >= 0) {
    const starts = whole === 0 || boundary.test(low[whole - 1] ?? '')
    const length = query.trim().length
    return {
      score: 1000 + (starts ? 500 : 0) - whole - low.length / 100,
      at: Array.from({ length }, (_, i) => whole + i),
    }
  }

  const at: number[] = []
  let score = 0
  let from = 0
  for (const letter of wanted) {
    const place = low.indexOf(letter, from)
    if (place < 0) return null
    if (place === 0 || boundary.test(low[place - 1] ?? '') || humps(text, place)) score += 30
    else if (place === from && at.length > 0) score += 20
    else score -= Math.min(place - from, 10)
    at.push(place)
    from = place + 1
  }
  return { score: score - low.length / 100, at }
}
