import { isDeepStrictEqual } from 'node:util'

/**
 * Whether two parsed texts differ only in strings in which one of the old pieces was replaced by the new one.
 * Compares the order of keys too, since some agents read their maps in order. Returns the number of changed
 * strings, or null when anything else differs.
 */
export function changedStrings(
  before: unknown,
  after: unknown,
  fits: (before: string, after: string) => boolean,
): number | null {
  if (typeof before === 'string' && typeof after === 'string')
    return before === after ? 0 : fits(before, after) ? 1 : null
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return null
    return sum(before.map((item, index) => changedStrings(item, after[index], fits)))
  }
  if (isPlain(before) && isPlain(after)) {
    const keys = Object.keys(before)
    if (!isDeepStrictEqual(keys, Object.keys(after))) return null
    return sum(keys.map((key) => changedStrings(before[key], after[key], fits)))
  }
  return isDeepStrictEqual(before, after) ? 0 : null
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

function sum(counts: readonly (number | null)[]): number | null {
  let total = 0
  for (const count of counts) {
    if (count === null) return null
    total += count
  }
  return total
}
