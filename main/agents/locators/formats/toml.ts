import { parse } from 'smol-toml'
import { type AST, parseTOML } from 'toml-eslint-parser'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { type Position, positionsIn } from '../text.ts'
import type { DataNode } from './data-node.ts'
import { quotedPlace } from './quoted.ts'
import { remembered } from './remembered.ts'

/** A parsed TOML text. All offsets are UTF-16 offsets into `text`. */
export interface TomlFile {
  readonly text: string
  readonly root: DataNode
  readonly positionAt: (offset: number) => Position
}

/** What Telegraf and Vector put in from their environment before they parse. */
const variable = /\$(?:\{[A-Za-z_][\w.]*(?::?[-?+=][^{}"'\r\n]*)?\}|[A-Za-z_]\w*)/g

/** A byte order mark is no TOML either; a blank of the same length keeps the offsets. */
const maskedIn = (text: string): string =>
  text.replace(/^\uFEFF/, ' ').replace(variable, (found) => '1'.repeat(found.length))

/**
 * Parses strictly, with two parsers that must agree. A variable of the environment may stand without quotes, which
 * is no TOML: digits of the same length stand in for it. Fails with `file-invalid` on any error, keys and tables
 * that stand twice among them, and with `file-not-editable` on a template that still holds unquoted `{{ }}`.
 */
export const readToml = remembered(parsed)

function parsed(text: string): Result<TomlFile> {
  const masked = maskedIn(text)
  try {
    // This one first: it gives up on excessive nesting, where the other would run out of stack.
    parse(masked, { integersAsBigInt: 'asNeeded' })
    const program = parseTOML(masked, { tomlVersion: '1.0' })
    const source: Source = { text, masked, positionAt: positionsIn(text) }
    return ok({ text, root: tableOf(source, program.body[0]), positionAt: source.positionAt })
  } catch (error) {
    if (/^[^#"'\r\n]*\{\{/m.test(text))
      return fail(
        'file-not-editable',
        'This is a template: it holds unquoted {{ }}, so it is not TOML until it is rendered.',
        'Change the values that the template is rendered with.',
      )
    return fail(
      'file-invalid',
      `Line ${lineOf(error)} is not valid TOML.`,
      'Correct the file, then try again.',
    )
  }
}

// The parsers' own messages quote the text, and with it perhaps a value: only the line is passed on.
function lineOf(error: unknown): number | string {
  const { line, lineNumber } = error as { readonly line?: unknown; readonly lineNumber?: unknown }
  return typeof line === 'number' ? line : typeof lineNumber === 'number' ? lineNumber : '?'
}

interface Source {
  readonly text: string
  readonly masked: string
  readonly positionAt: (offset: number) => Position
}

/** A table while it is put together: its parts may stand in several places of the text. */
interface Table {
  readonly start: number
  readonly parts: Map<string, Part>
}

type Part = Table | Part[] | AST.TOMLContentNode

function tableOf(source: Source, top: AST.TOMLTopLevelTable): DataNode {
  const root: Table = { start: 0, parts: new Map() }
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') addPair(root, node)
    else {
      const table = tableAt(root, node.resolvedKey, node.range[0])
      for (const pair of node.body) addPair(table, pair)
    }
  }
  return nodeOf(source, root)
}

/** The table at a path of names and indexes; what is missing on the way is made. */
function tableAt(root: Table, path: readonly (string | number)[], start: number): Table {
  let at: Part = root
  for (const [index, step] of path.entries()) {
    const made: Part = typeof path[index + 1] === 'number' ? [] : { start, parts: new Map() }
    const found: Part | undefined = isList(at) ? at[Number(step)] : tableIn(at).parts.get(String(step))
    if (found === undefined) {
      if (isList(at)) at.push(made)
      else tableIn(at).parts.set(String(step), made)
    }
    at = found ?? made
  }
  return tableIn(at)
}

const isList = (part: Part): part is Part[] => Array.isArray(part)

function tableIn(part: Part): Table {
  // The parser has refused what extends anything but a table.
  if (isList(part) || !('parts' in part)) throw new SyntaxError('not a table')
  return part
}

function addPair(table: Table, pair: AST.TOMLKeyValue): void {
  const names = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))
  const last = names.pop() ?? ''
  tableAt(table, names, pair.range[0]).parts.set(last, pair.value)
}

function nodeOf(source: Source, part: Part): DataNode {
  if (isList(part)) return listNode(source, part)
  if ('parts' in part) return tableNode(source, part)
  if (part.type === 'TOMLInlineTable') {
    const table: Table = { start: part.range[0], parts: new Map() }
    for (const pair of part.body) addPair(table, pair)
    return tableNode(source, table)
  }
  if (part.type === 'TOMLArray') return listNode(source, part.elements)
  return valueNode(source, part)
}

const emptyNode = (source: Source, start: number, end = start): DataNode => ({
  tag: null,
  text: null,
  isEmpty: false,
  entries: () => [],
  items: () => [],
  place: () => null,
  range: [start, end],
  positionAt: source.positionAt,
  yaml: null,
})

function listNode(source: Source, parts: readonly Part[]): DataNode {
  const items = parts.map((part) => nodeOf(source, part))
  return { ...emptyNode(source, items[0]?.range?.[0] ?? 0), items: () => items }
}

function tableNode(source: Source, table: Table): DataNode {
  const entries = [...table.parts].map(([key, part]) => ({ key, node: nodeOf(source, part) }))
  return { ...emptyNode(source, table.start), entries: () => entries }
}

function valueNode(source: Source, node: AST.TOMLValue): DataNode {
  const [start, end] = node.range
  const quotes = node.kind !== 'string' ? 0 : node.multiline ? 3 : 1
  const inner = source.text.slice(start + quotes, end - quotes)
  // Where the masked source is the value itself, nothing is escaped, and the original stands for itself too.
  const literal = node.kind !== 'string' || source.masked.slice(start + quotes, end - quotes) === node.value
  const value = literal ? inner : node.kind === 'string' ? node.value : inner
  // Without quotes only a variable is a text.
  const text = quotes > 0 || inner.startsWith('$') ? value : null
  const quoting =
    node.kind !== 'string'
      ? ('plain' as const)
      : node.style === 'basic'
        ? ('double' as const)
        : ('single' as const)
  return {
    ...emptyNode(source, start, end),
    text,
    place: (facts) =>
      text === null
        ? null
        : quotedPlace(source.positionAt, { start, end, quotes, source: inner, value, quoting }, facts),
  }
}

/**
 * The text as plain data, to prove that a splice changed nothing else: as each of the two parsers reads it. A table
 * is a list of its keys and values, so that no name is special. Fails like `readToml`.
 */
export function tomlTree(text: string): Result<unknown> {
  const file = readToml(text)
  if (!file.ok) return file
  return ok([plain(file.value.root), plainData(parse(maskedIn(text), { integersAsBigInt: 'asNeeded' }))])
}

/** The strings as they stand in the original; the other values are in the second opinion. */
function plain(node: DataNode): unknown {
  return (
    node.text ?? [
      node.entries().map(({ key, node: value }) => [key, plain(value)]),
      node.items().map((item) => plain(item)),
    ]
  )
}

function plainData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainData)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return { table: Object.entries(value).map(([key, each]) => [key, plainData(each)]) }
}
