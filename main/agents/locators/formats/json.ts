import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import type { Place } from '../../agent.ts'
import { type Position, positionOf, positionsIn } from '../text.ts'
import type { PlaceFacts } from './carriage.ts'
import { quotedPlace } from './quoted.ts'

/** A parsed JSON text. All offsets are UTF-16 offsets into `text`. */
export interface JsonFile {
  readonly text: string
  readonly root: Node
  readonly positionAt: (offset: number) => Position
}

/** One property of an object. */
export interface JsonEntry {
  readonly key: string
  readonly value: Node
}

/** No configuration is nested so deep; a reader that recurses must not fall over one that is. */
const deepest = 200

/**
 * Parses strictly; `jsonc` allows comments and trailing commas. Fails with `file-invalid` on any error, on a key
 * that stands twice in one object (readers disagree which of the two counts) and on nesting deeper than anybody's.
 */
export function readJson(text: string, form: 'json' | 'jsonc' = 'json'): Result<JsonFile> {
  // A byte order mark is no JSON; a blank of the same length keeps the offsets.
  const bare = text.replace(/^\uFEFF/, ' ')
  if (tooDeep(bare)) return fail('file-invalid', 'This JSON is nested too deep.', 'Correct the file.')
  const errors: ParseError[] = []
  const strict = form === 'json'
  const root = parseTree(bare, errors, { disallowComments: strict, allowTrailingComma: !strict })
  const error = errors[0]
  // The parser forgives some characters that the standard does not; the standard's own parser is asked as well.
  if (error !== undefined || root === undefined || (strict && !standard(bare))) {
    const { line } = positionOf(text, error?.offset ?? 0)
    const what = error === undefined ? '' : ` (${wordsOf(printParseErrorCode(error.error))})`
    return fail(
      'file-invalid',
      error === undefined ? 'This is not valid JSON.' : `Line ${line} is not valid JSON${what}.`,
      'Correct the file, then try again.',
    )
  }
  const repeated = repeatedKey(root)
  if (repeated !== null)
    return fail(
      'file-invalid',
      `Line ${positionOf(text, repeated.offset).line} sets a key for the second time in one JSON object.`,
      'Remove one of the two, then try again.',
    )
  return ok({ text, root, positionAt: positionsIn(text) })
}

const wordsOf = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

function standard(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// Brackets in strings and comments count too, which only makes it stricter for files that no agent has.
function tooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > deepest) return true
  }
  return false
}

function repeatedKey(node: Node): Node | null {
  const seen = new Set<string>()
  for (const child of node.children ?? []) {
    if (node.type === 'object') {
      const key = child.children?.[0]
      if (key !== undefined && seen.has(String(key.value))) return key
      seen.add(String(key?.value))
    }
    const inner = repeatedKey(child)
    if (inner !== null) return inner
  }
  return null
}

/**
 * The text as plain data, to prove that a splice changed nothing else. An object is a list of its keys and values,
 * so that no name is special. Fails like `readJson`.
 */
export function jsonTree(text: string, form: 'json' | 'jsonc' = 'json'): Result<unknown> {
  const file = readJson(text, form)
  return file.ok ? ok(plain(file.value.root)) : file
}

function plain(node: Node): unknown {
  if (node.type === 'object') return { object: entriesIn(node).map(({ key, value }) => [key, plain(value)]) }
  if (node.type === 'array') return itemsIn(node).map(plain)
  return node.value as unknown
}

/** The properties of an object in their order; none for anything else. */
export function entriesIn(node: Node | null): readonly JsonEntry[] {
  if (node?.type !== 'object') return []
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? []
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), value }]
  })
}

/** The items of an array; none for anything else. */
export const itemsIn = (node: Node | null): readonly Node[] =>
  node?.type === 'array' ? (node.children ?? []) : []

/** The value at a path of keys; null where there is none. */
export function valueIn(node: Node | null, path: readonly string[], ignoreCase = false): Node | null {
  let at = node
  for (const step of path) {
    const fits = (key: string): boolean =>
      ignoreCase ? key.toLowerCase() === step.toLowerCase() : key === step
    at = entriesIn(at).find((entry) => fits(entry.key))?.value ?? null
  }
  return at
}

/** The text of a string; null for anything else. */
export const stringIn = (node: Node | null): string | null =>
  node?.type === 'string' ? String(node.value) : null

/** The place in a string; null where it carries no key of ours (another scheme, not a string). */
export function jsonPlaceOf(file: JsonFile, node: Node | null, facts: PlaceFacts): Place | null {
  const value = stringIn(node)
  if (node === null || value === null) return null
  const end = node.offset + node.length
  const source = file.text.slice(node.offset + 1, end - 1)
  const text = { start: node.offset, end, quotes: 1, source, value, quoting: 'double' as const }
  return quotedPlace(file.positionAt, text, facts)
}
