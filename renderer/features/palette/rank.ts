import { fuzzy } from '../../fuzzy.ts'

/** What the palette can find: `words` are searched besides the title, but not shown. */
export interface Findable {
  readonly title: string
  readonly words?: string
  /** Added to the score: commands come before keys that match as well. */
  readonly weight: number
}

export interface Found<T> {
  readonly item: T
  readonly places: readonly number[]
}

/** The best matches, best first. Without a query all in their own order. */
export function rank<T extends Findable>(
  items: readonly T[],
  query: string,
  most: number,
): readonly Found<T>[] {
  if (query.trim() === '') return items.slice(0, most).map((item) => ({ item, places: [] }))
  const scored: { item: T; places: readonly number[]; score: number }[] = []
  for (const item of items) {
    const match = fuzzy(query, item.title)
    if (match) scored.push({ item, places: match.at, score: match.score + item.weight })
    else if (item.words?.includes(query.toLowerCase().trim()))
      scored.push({ item, places: [], score: item.weight })
  }
  return scored.sort((a, b) => b.score - a.score).slice(0, most)
}
