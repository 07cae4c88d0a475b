import { type Alias, CST, type Document, isAlias, isMap, isScalar, isSeq, type Node, Parser } from 'yaml'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { type Position, positionOf, positionsIn } from '../text.ts'
import { remembered } from './remembered.ts'
import { documentsIn, isTooLarge, repeatedKey } from './yaml-limits.ts'

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
  const documents = documentsIn(text)
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
