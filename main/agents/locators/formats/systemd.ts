import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, type Line, linesOf } from '../text.ts'

type Quote = '"' | "'" | ''

/** One assignment of `Environment=`. */
export interface UnitVariable {
  readonly name: string
  /** As the process gets it. */
  readonly value: string
  /** Where its characters stand: one offset for each unit of `value`, and one for the end. */
  readonly offsets: readonly number[]
  /** The quotes that they stand in, as many. */
  readonly quotes: readonly Quote[]
  /** Why its value must not be edited, or null. */
  readonly doubt: string | null
  /** Whether a later, empty `Environment=` drops it. */
  readonly dropped: boolean
}

/** A file of NAME=value that a unit reads. */
export interface EnvironmentFile {
  readonly path: string
  readonly start: number
}

export interface UnitEnvironment {
  readonly variables: readonly UnitVariable[]
  readonly files: readonly EnvironmentFile[]
  /** Sections with their assignments in order, values as they stand but for `Environment=`. */
  readonly sections: readonly (readonly [string, readonly (readonly [string, string])[]])[]
}

/**
 * Reads the environment that a unit file or drop-in sets in `[Service]`. Strict: fails with `file-invalid` on a line
 * that is no section, comment or assignment, on an assignment before the first section, and on a quote that is never
 * closed in `Environment=`; systemd itself would pass over some of these with a warning.
 */
export function readUnit(text: string): Result<UnitEnvironment> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that readers take for line ends or not.',
      'Convert its line ends first.',
    )
  const sections: [string, [string, string][]][] = []
  let variables: UnitVariable[] = []
  let files: EnvironmentFile[] = []
  const invalid = (line: Line, why: string): Result<never> =>
    fail('file-invalid', `Line ${line.number} ${why}.`, 'Correct the file, then try again.')
  for (const { line, content, continued, offsetOf } of logicalLines(linesOf(text))) {
    if (content.trim() === '') continue
    const section = /^\s*\[([^[\]]+)\]\s*$/.exec(content)?.[1]
    if (section !== undefined) {
      sections.push([section, []])
      continue
    }
    const match = /^(\s*([\w-]+)\s*=\s*)(.*?)\s*$/su.exec(content)
    const [, before = '', name = '', value = ''] = match ?? []
    const current = sections.at(-1)
    if (match === null || current === undefined)
      return invalid(
        line,
        match === null ? 'is no section, comment or Name=value' : 'stands before any section',
      )
    const ours = current[0] === 'Service'
    // Its words stand in `variables`.
    current[1].push([name, ours && name === 'Environment' ? '' : value])
    if (!ours) continue
    if (name === 'Environment') {
      const words = wordsOf(value, (index) => offsetOf(before.length + index))
      if (words === null) return invalid(line, 'opens a quote that is never closed')
      if (value === '') variables = variables.map((each) => ({ ...each, dropped: true }))
      for (const word of words) {
        const variable = variableIn(word, continued)
        if (variable === null) return invalid(line, 'has a word that is not NAME=value')
        variables.push(variable)
      }
    } else if (name === 'EnvironmentFile') {
      const skip = value.startsWith('-') ? 1 : 0
      if (value === '') files = []
      else files.push({ path: value.slice(skip), start: offsetOf(before.length + skip) })
    }
  }
  return ok({ variables, files, sections })
}

interface LogicalLine {
  /** The first of its lines. */
  readonly line: Line
  readonly content: string
  readonly continued: boolean
  /** Where a character of `content` stands in the text; -1 for the blank that a continuation turns into. */
  offsetOf(index: number): number
}

/** Lines without comments, joined where a backslash ends one. */
function* logicalLines(lines: readonly Line[]): Generator<LogicalLine> {
  let open: Line[] = []
  for (const line of lines) {
    // A comment ends nothing: systemd reads the line after it as the continuation.
    if (/^\s*[#;]/.test(line.text)) continue
    open.push(line)
    if (line.text.endsWith('\\')) continue
    yield joinedLine(line, open)
    open = []
  }
  const last = open.at(-1)
  if (last !== undefined) yield joinedLine(last, open)
}

function joinedLine(last: Line, parts: readonly Line[]): LogicalLine {
  const offsetOf = (index: number): number => {
    let from = 0
    for (const part of parts) {
      const goesOn = part.text.endsWith('\\')
      if (index < from + part.text.length || part === last)
        return goesOn && index === from + part.text.length - 1 ? -1 : part.start + index - from
      from += part.text.length
    }
    return -1
  }
  return {
    line: parts[0] ?? last,
    content: parts.map((part) => part.text.replace(/\\$/, ' ')).join(''),
    continued: parts.length > 1 || last.text.endsWith('\\'),
    offsetOf,
  }
}

interface Word {
  /** The characters without quotes, where each stands, and in which quotes. */
  text: string
  readonly offsets: number[]
  readonly quotes: Quote[]
  escaped: boolean
  /** It has a `%` that systemd expands. */
  specifier: boolean
}

/** Splits at blanks outside of quotes, as systemd does: quotes may also open inside a word. Null: one never closes. */
function wordsOf(value: string, offsetOf: (index: number) => number): readonly Word[] | null {
  const words: Word[] = []
  let current: Word | null = null
  let quote: Quote = ''
  // Units, not code points: offsets in the text count units.
  for (let index = 0; index < value.length; index++) {
    const sign = value[index] ?? ''
    if (quote === '' && /\s/.test(sign)) {
      current = null
      continue
    }
    if (current === null) {
      current = { text: '', offsets: [], quotes: [], escaped: false, specifier: false }
      words.push(current)
    }
    if (sign === quote) {
      quote = ''
      continue
    }
    if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign
      continue
    }
    add(current, sign, offsetOf(index), quote)
    if (sign === '\\') {
      current.escaped = true
      // What it stands before ends no quote; what it means is nobody's business here, the word is not edited.
      index++
      if (index < value.length) add(current, value[index] ?? '', offsetOf(index), quote)
    } else if (sign === '%') {
      // `%%` is one percent sign.
      if (value[index + 1] === '%') index++
      else current.specifier = true
    }
  }
  return quote === '' ? words : null
}

function add(word: Word, sign: string, at: number, quote: Quote): void {
  word.text += sign
  word.offsets.push(at)
  word.quotes.push(quote)
}

function variableIn(word: Word, continued: boolean): UnitVariable | null {
  const { text } = word
  const equals = text.indexOf('=')
  if (equals === -1 || !/^[A-Za-z_]\w*$/.test(text.slice(0, equals))) return null
  const doubt = continued
    ? 'it stands on lines that a backslash joins'
    : word.escaped
      ? 'it is written with escapes'
      : word.specifier
        ? 'systemd puts something else in for the % in it'
        : null
  return {
    name: text.slice(0, equals),
    value: text.slice(equals + 1),
    offsets: [...word.offsets.slice(equals + 1), (word.offsets.at(-1) ?? 0) + 1],
    quotes: [...word.quotes.slice(equals + 1), word.quotes.at(-1) ?? ''],
    doubt,
    dropped: false,
  }
}

/** What the unit says, as plain data. Fails like `readUnit`. */
export function unitTree(text: string): Result<unknown> {
  const read = readUnit(text)
  if (!read.ok) return read
  const { variables, files, sections } = read.value
  return ok([
    sections,
    variables.map(({ name, value, quotes, dropped }) => [name, value, quotes.at(-1), dropped]),
    files.map(({ path }) => path),
  ])
}
