import {
  type Alias,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  parseAllDocuments,
} from 'yaml'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { AgentId } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import { remembered } from './remembered.ts'
import { bearerTokenStart, type Position, positionOf, positionsIn, referenceIn } from './text.ts'
import { isTooLarge, repeatedKey } from './yaml-limits.ts'

/** A parsed YAML text: its documents in order. All ranges are UTF-16 offsets into `text`. */
export interface YamlFile {
  readonly text: string
  readonly documents: readonly Document.Parsed[]
  readonly positionAt: (offset: number) => Position
}

/** One entry of a map. `merged`: it comes in through `<<`. */
export interface YamlEntry {
  readonly key: string
  readonly value: Node | null
  readonly document: Document.Parsed
  readonly merged: boolean
}

/**
 * Parses strictly. Fails with `file-invalid` on any error of any document, duplicate keys among them (the agents
 * refuse those too), and with `file-not-editable` on a template that still holds unquoted `{{ }}` and on a text that
 * is too large.
 */
export const readYaml = remembered(parsed)

function parsed(text: string): Result<YamlFile> {
  if (isTooLarge(text))
    return fail(
      'file-not-editable',
      'This YAML is larger than 1 MiB or longer than 50,000 lines, and reading it strictly would take too long.',
      'Split the file, or change the key by hand.',
    )
  if (text.includes('{{') && isTemplate(text))
    return fail(
      'file-not-editable',
      'This is a template: it holds unquoted {{ }}, so it is not YAML until it is rendered.',
      'Change the values that the template is rendered with.',
    )
  const control = text.search(/[^\P{Cc}\t\n\r\u0085]/u)
  // The agents' parsers refuse these; this one lets them pass.
  if (control !== -1)
    return fail(
      'file-invalid',
      `Line ${positionOf(text, control).line} is not valid YAML (control character).`,
      'Correct the file, then try again.',
    )
  const all = parseAllDocuments(text, {
    keepSourceTokens: true,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
    // Looked for below: the parser compares each key with every other one.
    uniqueKeys: false,
  })
  const documents = Array.isArray(all) ? (all as Document.Parsed[]) : []
  for (const document of documents) {
    const error = document.errors[0]
    if (error !== undefined) {
      const { line } = positionOf(text, error.pos[0])
      // The parser's own message may quote the text, and with it a value: only its code is passed on.
      const what = error.code.toLowerCase().replaceAll('_', ' ')
      return fail(
        'file-invalid',
        `Line ${line} is not valid YAML (${what}).`,
        'Correct the file, then try again.',
      )
    }
  }
  const repeated = documents.map(repeatedKey).find((offset) => offset !== null) ?? null
  if (repeated !== null)
    return fail(
      'file-invalid',
      `Line ${positionOf(text, repeated).line} is not valid YAML (duplicate key).`,
      'Correct the file, then try again.',
    )
  // An alias to nothing, or one to too much, is only found when it is followed.
  if (/[*]|<</.test(text) && plainData(documents) === null)
    return fail(
      'file-invalid',
      'The YAML aliases or merges of this file do not resolve.',
      'Correct the file, then try again.',
    )
  return ok({ text, documents, positionAt: positionsIn(text) })
}

function plainData(documents: readonly Document.Parsed[]): readonly unknown[] | null {
  try {
    const data = documents.map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
    // An alias inside of what it refers to has no end; this throws on one.
    JSON.stringify(data)
    return data
  } catch {
    return null
  }
}

function isTemplate(text: string): boolean {
  if (/^\s*\{\{/m.test(text)) return true
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document') continue
    let found = false
    CST.visit(token, ({ key, value }) => {
      for (const part of [key, value]) {
        if (part?.type === 'scalar' && part.source.includes('{{')) found = true
        if (part?.type === 'flow-collection' && text.startsWith('{{', part.start.offset)) found = true
      }
      return found ? CST.visit.BREAK : undefined
    })
    if (found) return true
  }
  return false
}

/** The documents as plain data, to prove that a splice changed nothing else. Fails like `readYaml`. */
export function yamlTree(text: string): Result<unknown> {
  const file = readYaml(text)
  if (!file.ok) return file
  const data = plainData(file.value.documents)
  return data === null
    ? fail('file-not-editable', 'This YAML cannot be read as plain data.', 'Change the file by hand.')
    : ok(data)
}

/** Follows an alias to its node; null where there is none. */
export function resolve(node: unknown, document: Document.Parsed): Node | null {
  if (isAlias(node)) return ((node as Alias).resolve(document) as Node | undefined) ?? null
  return (node as Node | null) ?? null
}

/** The entries of a map or of an alias to one; none for anything else. Own entries come before merged ones. */
export function entriesOf(node: Node | null, document: Document.Parsed, depth = 0): readonly YamlEntry[] {
  const map = resolve(node, document)
  if (!isMap(map) || depth > 20) return []
  const own: YamlEntry[] = []
  const merged: YamlEntry[] = []
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value ?? '') : ''
    const value = (pair.value ?? null) as Node | null
    if (isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN') {
      for (const source of itemsOf(value, document, true))
        for (const entry of entriesOf(source, document, depth + 1)) merged.push({ ...entry, merged: true })
    } else own.push({ key, value, document, merged: false })
  }
  const names = new Set(own.map((entry) => entry.key))
  return [...own, ...merged.filter((entry) => !names.has(entry.key))]
}

/** The items of a sequence; with `orSingle` another node counts as a sequence of one. */
export function itemsOf(node: Node | null, document: Document.Parsed, orSingle = false): readonly Node[] {
  const list = resolve(node, document)
  if (isSeq(list)) return list.items as Node[]
  return orSingle && node !== null ? [node] : []
}

/** The entry at a path of keys. `ignoreCase` is for agents that read their keys so. */
export function entryAt(
  node: Node | null,
  document: Document.Parsed,
  path: readonly string[],
  ignoreCase = false,
): YamlEntry | null {
  const [key, ...rest] = path
  if (key === undefined) return null
  const wanted = ignoreCase ? key.toLowerCase() : key
  const found = entriesOf(node, document).find(
    (each) => (ignoreCase ? each.key.toLowerCase() : each.key) === wanted,
  )
  if (found === undefined || rest.length === 0) return found ?? null
  const inner = entryAt(found.value, document, rest, ignoreCase)
  return inner === null ? null : { ...inner, merged: inner.merged || found.merged }
}

/** The text of a scalar (or of an alias to one); null for anything else and for an empty one. */
export function scalarText(entry: YamlEntry | null): string | null {
  if (entry === null) return null
  const node = resolve(entry.value, entry.document)
  if (!isScalar(node) || node.value === null || node.value === undefined) return null
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

/** How the key stands in the scalar: alone, after `Bearer `, or after `Authorization Bearer `. */
export type Carriage =
  | 'bare'
  | 'bearer'
  | 'bare-or-bearer'
  | {
      readonly after: (value: string) => number | null
      /** How long the key is, where more stands after it: from the rest of the value. */
      readonly length?: (rest: string) => number
    }

export interface PlaceFacts {
  readonly agent: AgentId
  readonly output: string
  readonly host: string | null
  readonly carriage: Carriage
  /** The entry names a file that holds the key. */
  readonly names?: 'file'
  readonly notEditable?: string
  /** How references of the reader's own begin, beside the common ones: the caller reads them. */
  readonly ownReference?: RegExp
}

/** The place in a scalar; null where it carries no key of ours (another scheme, nothing there, not a scalar). */
export function placeOf(file: YamlFile, entry: YamlEntry | null, facts: PlaceFacts): Place | null {
  if (entry === null || entry.value === null) return null
  const node = resolve(entry.value, entry.document)
  const at = (isAlias(entry.value) ? entry.value.range : (node?.range ?? null)) as
    | [number, number, number]
    | null
  if (!isScalar(node) || at === null) return null
  const decoded = scalarText({ ...entry, value: node })
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
  if (decoded === null && !quoted) return null
  const value = decoded ?? ''
  const skip = tokenStart(value, facts.carriage)
  if (skip === null) return null
  const token = tokenAt(value, skip, facts.carriage)
  const reference = facts.names === 'file' ? { kind: 'file' as const, target: value } : referenceIn(token)
  const source = file.text.slice(at[0], at[1])
  const literal = reference === null && facts.ownReference?.test(token) !== true
  const obstacle = whyNotEditable(entry, node, source, value, token, literal)
  const reason = facts.notEditable ?? obstacle
  const open = quoted && !isAlias(entry.value) ? 1 : 0
  const start = obstacle === null ? at[0] + open + skip : at[0]
  return {
    start,
    end: obstacle === null ? start + token.length : at[1],
    ...file.positionAt(start),
    agent: facts.agent,
    output: facts.output,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: node.type === 'QUOTE_DOUBLE' ? 'double' : node.type === 'QUOTE_SINGLE' ? 'single' : 'plain',
    ...(reason === null ? {} : { notEditable: reason }),
    host: facts.host,
  }
}

/** Where the key starts in a value that carries it so; null where it carries none. */
export function tokenStart(value: string, carriage: Carriage): number | null {
  if (carriage === 'bare') return 0
  if (carriage === 'bearer') return bearerTokenStart(value)
  if (carriage === 'bare-or-bearer') return bearerTokenStart(value) ?? 0
  return carriage.after(value)
}

/** The key, from where it starts. */
export function tokenAt(value: string, start: number, carriage: Carriage): string {
  const rest = value.slice(start)
  return (
    typeof carriage === 'object' && carriage.length ? rest.slice(0, carriage.length(rest)) : rest
  ).trimEnd()
}

/** Why the scalar cannot be spliced, or null. Only the target itself counts: anchors elsewhere are harmless. */
function whyNotEditable(
  entry: YamlEntry,
  node: Node,
  source: string,
  value: string,
  token: string,
  literal: boolean,
): string | null {
  if (!isScalar(node)) return 'it is not a single value'
  if (entry.merged) return 'it comes in through a YAML merge (<<)'
  if (isAlias(entry.value)) return 'it is a YAML alias (*): the value stands elsewhere in the file'
  if (node.anchor !== undefined) return 'it is a YAML anchor (&): other places refer to it'
  if (node.tag !== undefined && !/^(tag:yaml\.org,2002:str|!)$/.test(node.tag)) {
    if (typeof node.value !== 'string')
      return 'it reads as a number or a word with a meaning: put it in quotes first'
    return 'it carries a YAML tag'
  }
  if (typeof node.value !== 'string')
    return 'it reads as a number or a word with a meaning: put it in quotes first'
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    return 'it is a YAML block value (| or >)'
  const inner = node.type === 'PLAIN' ? source : source.slice(1, -1)
  if (/[\r\n]/.test(inner)) return 'it is folded over several lines'
  if (inner !== value) return 'it is written with escapes'
  if (/\s/.test(token) || (literal && /["'{}]/.test(token))) return 'there is more than the key in it'
  return null
}
