import { Composer, type Document, isScalar, Parser, visit } from 'yaml'

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

/**
 * The documents of a text, in order. Composing ends at the first thing that the parser itself refuses, with the error
 * in the last document: a text of nothing but such things would take many seconds, for one error each.
 */
export function documentsIn(text: string): readonly Document.Parsed[] {
  const composer = new Composer({
    keepSourceTokens: true,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
    // Looked for afterwards: the parser compares each key with every other one.
    uniqueKeys: false,
  })
  const documents: Document.Parsed[] = []
  let refused = false
  for (const token of new Parser().parse(text)) {
    refused = token.type === 'error'
    documents.push(...(composer.next(token) as Iterable<Document.Parsed>))
    if (refused) break
  }
  documents.push(...(composer.end(refused, text.length) as Iterable<Document.Parsed>))
  return documents
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
