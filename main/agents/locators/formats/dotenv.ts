import { parse } from 'dotenv'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, positionsIn } from '../text.ts'

/** One `NAME=value`. Offsets are UTF-16 units of the bare value, without its quotes. */
export interface Assignment {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
  readonly line: number
  readonly quote: '"' | "'" | '`' | ''
  /** Why readers may disagree about it, or null. */
  readonly doubt: string | null
}

const opening = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*/y

/** Who reads the file: `systemd`, as an EnvironmentFile (and perhaps a shell too), or anybody else. */
export type Dialect = 'dotenv' | 'systemd'

/**
 * Reads a `.env` file: `NAME=value`, with `export`, blanks around `=`, single, double or back quotes (also over
 * several lines) and ` # comment` after a value. Fails with `file-invalid` on a line that is none of these and
 * on a quote that is never closed. What systemd reads otherwise has a doubt where systemd may be the reader.
 */
export function readDotenv(text: string, dialect: Dialect = 'dotenv'): Result<readonly Assignment[]> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  const found: Assignment[] = []
  const positionAt = positionsIn(text)
  let at = text.startsWith('\uFEFF') ? 1 : 0
  const bad = (offset: number, why: string): Result<never> =>
    fail('file-invalid', `Line ${positionAt(offset).line} ${why}.`, 'Correct the file, then try again.')
  while (at < text.length) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end)
    if ((dialect === 'systemd' ? /^\s*([#;]|$)/ : /^\s*(#|$)/).test(line)) {
      at = end + 1
      continue
    }
    opening.lastIndex = at
    const match = opening.exec(text)
    if (match?.[1] === undefined) return bad(at, 'is not NAME=value')
    const valueAt = at + match[0].length
    const read = readValue(text, valueAt)
    if (read === null) return bad(at, 'opens a quote that is never closed or has text after it')
    const after = read.quote === '' ? read.end : read.end + 1
    const doubt =
      dialect === 'systemd' ? systemdDoubt(match[0], text.slice(after, lineEnd(text, after))) : null
    found.push({ name: match[1], line: positionAt(at).line, ...read, doubt: doubt ?? read.doubt })
    at = lineEnd(text, after) + 1
  }
  // The npm reader is the second opinion: where it sees another value, no one knows what the agent sees.
  const other = parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  const last = new Map(found.map((assignment) => [assignment.name, assignment]))
  return ok(
    found.map((assignment) =>
      last.get(assignment.name) === assignment && other[assignment.name] !== assignment.value
        ? {
            ...assignment,
            doubt: assignment.doubt ?? 'readers of .env files disagree about what its value is',
          }
        : assignment,
    ),
  )
}

/** Where systemd and the other readers of such a file disagree, or null. */
function systemdDoubt(opening: string, rest: string): string | null {
  if (/^[ \t]*export[ \t]/.test(opening)) return 'systemd does not know export, and passes over the line'
  if (rest.includes('#')) return 'systemd takes the # and the text after it for a part of the value'
  return null
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}

function readValue(
  text: string,
  at: number,
): Pick<Assignment, 'value' | 'start' | 'end' | 'quote' | 'doubt'> | null {
  const quote = text[at]
  if (quote === '"' || quote === "'" || quote === '`') {
    let close = at + 1
    while (close < text.length && text[close] !== quote)
      close += text[close] === '\\' && quote === '"' ? 2 : 1
    if (close >= text.length) return null
    if (!/^[ \t]*(?:[ \t]#.*)?\r?$/.test(text.slice(close + 1, lineEnd(text, close)))) return null
    const value = text.slice(at + 1, close)
    const doubt = /[\r\n]/.test(value)
      ? 'it is written over several lines'
      : value.includes('\\')
        ? 'it is written with escapes'
        : quote === '`'
          ? 'it stands in back quotes, which most readers do not know'
          : null
    return { value, start: at + 1, end: close, quote, doubt }
  }
  const line = text.slice(at, lineEnd(text, at))
  const comment = /(^|[ \t])#/.exec(line)
  const value = (comment === null ? line : line.slice(0, comment.index)).trimEnd()
  const doubt = value.includes('#')
    ? 'some readers take the # in it for a comment'
    : /["'`\\]/.test(value)
      ? 'it has a quote or a backslash in the middle'
      : null
  return { value, start: at, end: at + value.length, quote: '', doubt }
}

/** The assignments in order, for the proof of a splice. */
export function dotenvTree(text: string, dialect: Dialect = 'dotenv'): Result<unknown> {
  const file = readDotenv(text, dialect)
  if (!file.ok) return file
  return ok([
    file.value.map(({ name, value, quote }) => [name, value, quote]),
    Object.entries(parse(text.startsWith('\uFEFF') ? text.slice(1) : text)),
  ])
}
