import { type Document, isScalar, visit } from 'yaml'

/** The parser takes about 5 µs for each line, even of comments, and a plan reads a file five times. */
const mostLines = 50_000
const mostCharacters = 1024 * 1024

/** Whether it would take the parser so long that a user would take it for hanging. */
export function isTooLarge(text: string): boolean {
  if (text.length > mostCharacters) return true
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if (++lines > mostLines) return true
  return false
}

/** The offset of a key that stands twice in one map; null where none does. */
export function repeatedKey(document: Document.Parsed): number | null {
  let found: number | null = null
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) found ??= key.range?.[0] ?? 0
        seen.add(key.value)
      }
      return found === null ? undefined : visit.BREAK
    },
  })
  return found
}
