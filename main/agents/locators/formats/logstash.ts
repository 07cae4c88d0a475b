import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, positionOf } from '../text.ts'
import { LogstashScanner } from './logstash-scanner.ts'

export type LogstashValue =
  | {
      readonly kind: 'string' | 'word' | 'number'
      /** As it stands, without quotes: Logstash knows escapes only where a setting turns them on. */
      readonly text: string
      readonly start: number
      readonly end: number
      readonly quoting: 'plain' | 'single' | 'double'
    }
  | { readonly kind: 'array'; readonly items: readonly LogstashValue[] }
  | { readonly kind: 'hash'; readonly entries: readonly LogstashSetting[] }
  | { readonly kind: 'plugin'; readonly plugin: LogstashPlugin }

export interface LogstashSetting {
  readonly key: string
  readonly value: LogstashValue
}

export interface LogstashPlugin {
  readonly name: string
  /** 1-based. */
  readonly line: number
  readonly settings: readonly LogstashSetting[]
}

/** What stands in a section: plugins, and conditions (as they are written) with what stands in them. */
export type LogstashBlock =
  | { readonly kind: 'plugin'; readonly plugin: LogstashPlugin }
  | { readonly kind: 'branch'; readonly condition: string; readonly blocks: readonly LogstashBlock[] }

/** `input`, `filter` or `output`. */
export interface LogstashSection {
  readonly type: string
  readonly blocks: readonly LogstashBlock[]
}

/** The deepest nesting that is read. */
const deepest = 50

/**
 * Reads a Logstash pipeline by the rules of its grammar: sections, conditions, plugins, strings in single or double
 * quotes, arrays, hashes and comments. Fails with `file-invalid` on what it does not understand.
 */
export function readLogstash(text: string): Result<readonly LogstashSection[]> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  const scanner = new LogstashScanner(text)
  const sections: LogstashSection[] = []
  scanner.space()
  while (!scanner.done()) {
    const type = scanner.take(/input|filter|output/y)
    scanner.space()
    const inner = type === null || !scanner.accept('{') ? null : blocks(scanner, 0)
    if (type === null || inner === null) return invalid(text, scanner)
    sections.push({ type, blocks: inner })
    scanner.space()
  }
  return ok(sections)
}

function invalid(text: string, scanner: LogstashScanner): Result<never> {
  const { line } = positionOf(text, scanner.furthest)
  return fail(
    'file-invalid',
    `Line ${line} is not valid Logstash configuration: something is missing, not closed or in the wrong place.`,
    'Correct the file, then try again.',
  )
}

/** The file as plain data. Fails like `readLogstash`. */
export function logstashTree(text: string): Result<unknown> {
  const read = readLogstash(text)
  return read.ok
    ? ok(read.value.map(({ type, blocks: inner }) => ({ type, inner: inner.map(plainBlock) })))
    : read
}

const plainBlock = (block: LogstashBlock): unknown =>
  block.kind === 'plugin'
    ? plainPlugin(block.plugin)
    : { condition: block.condition, inner: block.blocks.map(plainBlock) }

const plainPlugin = ({ name, settings }: LogstashPlugin): unknown => ({
  name,
  settings: settings.map(plainSetting),
})

const plainSetting = ({ key, value }: LogstashSetting): unknown => [key, plainValue(value)]

function plainValue(value: LogstashValue): unknown {
  if (value.kind === 'array') return value.items.map(plainValue)
  if (value.kind === 'hash') return { entries: value.entries.map(plainSetting) }
  if (value.kind === 'plugin') return plainPlugin(value.plugin)
  return [value.kind, value.quoting, value.text]
}

/** What stands up to a closing brace, which is taken too; null where it is not valid. */
function blocks(scanner: LogstashScanner, depth: number): readonly LogstashBlock[] | null {
  const found: LogstashBlock[] = []
  if (depth > deepest) return null
  for (;;) {
    scanner.space()
    if (scanner.accept('}')) return found
    const condition = branchStart(scanner, found.at(-1))
    if (condition !== undefined) {
      const inner = condition === null ? null : blocks(scanner, depth + 1)
      if (condition === null || inner === null) return null
      found.push({ kind: 'branch', condition, blocks: inner })
    } else {
      const own = plugin(scanner, depth)
      if (own === null) return null
      found.push({ kind: 'plugin', plugin: own })
    }
  }
}

/** The text of an `if`, `else if` or `else`, up to its brace; undefined where none starts here, null where it is not valid. */
function branchStart(scanner: LogstashScanner, before: LogstashBlock | undefined): string | null | undefined {
  const from = scanner.at
  const word = scanner.take(/(?:if|else)(?![A-Za-z0-9_-])/y)
  if (word === null) return undefined
  scanner.space()
  // A plugin could have such a name.
  if (word === 'if' && scanner.peek('{')) {
    scanner.at = from
    return undefined
  }
  if (word === 'else') {
    const follows = before?.kind === 'branch' && !/^else$/.test(before.condition)
    if (!follows) return null
    if (scanner.accept('{')) return 'else'
    if (scanner.take(/if(?![A-Za-z0-9_-])/y) === null) return null
    scanner.space()
  }
  if (!scanner.condition(0)) return null
  const condition = scanner.text.slice(from, scanner.at)
  scanner.space()
  return scanner.accept('{') ? condition : null
}

function plugin(scanner: LogstashScanner, depth: number): LogstashPlugin | null {
  const { line } = scanner.positionAt(scanner.at)
  const name = scanner.name()
  scanner.space()
  if (name === null || !scanner.accept('{')) return null
  const settings = settingsIn(scanner, depth + 1, () => scanner.name())
  return settings === null ? null : { name, line, settings }
}

/** `key => value` up to a closing brace, with a blank or line end between two of them. */
function settingsIn(
  scanner: LogstashScanner,
  depth: number,
  key: () => string | null,
): readonly LogstashSetting[] | null {
  const found: LogstashSetting[] = []
  if (depth > deepest) return null
  for (;;) {
    const blank = scanner.take(/[ \t\r\n]/y) !== null
    scanner.space()
    if (scanner.accept('}')) return found
    if (found.length > 0 && !blank) return null
    const name = key()
    scanner.space()
    if (name === null || !scanner.accept('=>')) return null
    scanner.space()
    const own = value(scanner, depth)
    if (own === null) return null
    found.push({ key: name, value: own })
  }
}

function value(scanner: LogstashScanner, depth: number): LogstashValue | null {
  const from = scanner.at
  if (scanner.name() !== null) {
    scanner.space()
    const isPlugin = scanner.peek('{')
    scanner.at = from
    if (isPlugin) {
      const own = plugin(scanner, depth)
      return own === null ? null : { kind: 'plugin', plugin: own }
    }
  }
  if (scanner.accept('[')) return array(scanner, depth + 1)
  if (scanner.accept('{')) {
    const entries = settingsIn(scanner, depth + 1, () => scanner.hashKey())
    return entries === null ? null : { kind: 'hash', entries }
  }
  const string = scanner.string()
  if (string !== null)
    return {
      kind: 'string',
      text: string,
      start: from + 1,
      end: from + 1 + string.length,
      quoting: scanner.text[from] === '"' ? 'double' : 'single',
    }
  const word = scanner.take(/[A-Za-z_][A-Za-z0-9_]+/y)
  const text = word ?? scanner.number()
  return text === null
    ? null
    : { kind: word === null ? 'number' : 'word', text, start: from, end: scanner.at, quoting: 'plain' }
}

function array(scanner: LogstashScanner, depth: number): LogstashValue | null {
  const items: LogstashValue[] = []
  if (depth > deepest) return null
  scanner.space()
  if (scanner.accept(']')) return { kind: 'array', items }
  for (;;) {
    const item = value(scanner, depth)
    if (item === null) return null
    items.push(item)
    scanner.space()
    if (scanner.accept(']')) return { kind: 'array', items }
    if (!scanner.accept(',')) return null
    scanner.space()
  }
}
