import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, positionOf } from '../text.ts'
import { type FluentdValue, scanValue } from './fluentd-value.ts'

/** One `key value` line. */
export interface FluentdSetting {
  readonly key: string
  readonly value: FluentdValue
}

/** A section such as `<match **>`; the whole file is one without a name. */
export interface FluentdElement {
  readonly name: string
  readonly argument: string
  /** Where its name stands. */
  readonly start: number
  readonly settings: readonly FluentdSetting[]
  readonly children: readonly FluentdElement[]
}

/** The deepest nesting that is read; Fluentd's own plugins need three. */
const deepest = 50

/** Where and why reading stopped. */
interface Stop {
  readonly at: number
  readonly why: string
}
type Step<T> = { readonly found: T; readonly next: number } | Stop

/**
 * Reads Fluentd's own format by the rules of its parser: sections in angle brackets, `key value` lines, comments,
 * quoted strings with escapes and `#{…}`, hashes and arrays over several lines. `@include` is not followed. Fails
 * with `file-invalid` on what it does not understand.
 */
export function readFluentd(text: string): Result<FluentdElement> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  const start = text.startsWith('\uFEFF') ? 1 : 0
  const read = body(text, start, { name: '', argument: '', start }, 0)
  if (!('why' in read)) return ok(read.found)
  const { line } = positionOf(text, read.at)
  return fail(
    'file-invalid',
    `Line ${line} is not valid Fluentd configuration: ${read.why}.`,
    'Correct the file, then try again.',
  )
}

/** A section as plain data, without its layout and comments. */
export const plainSection = ({ name, argument, settings, children }: FluentdElement): unknown => ({
  name,
  argument,
  settings: settings.map(({ key, value }) => [
    key,
    value.form,
    value.json === null ? value.text : (JSON.parse(value.json) as unknown),
  ]),
  children: children.map(plainSection),
})

function match(text: string, at: number, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Blanks, line ends and comments. */
const afterSpacing = (text: string, at: number): number =>
  at + (match(text, at, /(?:[ \t\r\n]+|#[^\r\n]*)*/y)?.[0].length ?? 0)

/** The offset behind the end of the line; null where something else stands on it. */
const afterLine = (text: string, at: number): number | null => {
  const end = match(text, at, /[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y)
  return end === null ? null : at + end[0].length
}

function body(
  text: string,
  from: number,
  own: Pick<FluentdElement, 'name' | 'argument' | 'start'>,
  depth: number,
): Step<FluentdElement> {
  const settings: FluentdSetting[] = []
  const children: FluentdElement[] = []
  if (depth > deepest) return { at: from, why: 'the sections are nested too deep' }
  let at = afterSpacing(text, from)
  while (at < text.length) {
    if (text.startsWith('</', at)) {
      const end = match(text, at, /<\/([A-Za-z0-9_]+)[ \t]*>/y)
      const next = end === null ? null : afterLine(text, at + end[0].length)
      if (end === null || next === null || own.name !== end[1])
        return { at, why: 'a section is closed that is not open' }
      return { found: { ...own, settings, children }, next }
    }
    const step = text[at] === '<' ? section(text, at, depth) : setting(text, at)
    if ('why' in step) return step
    if ('children' in step.found) children.push(step.found)
    else settings.push(step.found)
    at = afterSpacing(text, step.next)
  }
  return own.name === ''
    ? { found: { ...own, settings, children }, next: at }
    : { at: text.length, why: `the section of line ${positionOf(text, own.start).line} is not closed` }
}

function section(text: string, at: number, depth: number): Step<FluentdElement> {
  const open = match(text, at, /<([A-Za-z0-9_]+)(?:[ \t]+|(?=>))/y)
  if (open?.[1] === undefined) return { at, why: 'a section needs a name' }
  const argumentAt = at + open[0].length
  let argument = ''
  let next = argumentAt
  if (/["']/.test(text[argumentAt] ?? '')) {
    const scanned = scanValue(text, argumentAt)
    if ('why' in scanned) return scanned
    argument = scanned.value.text
    next = scanned.next
  } else {
    argument = match(text, argumentAt, /[^>\r\n]*/y)?.[0].trimEnd() ?? ''
    next += argument.length
  }
  const close = match(text, next, /[ \t]*>/y)
  const after = close === null ? null : afterLine(text, next + close[0].length)
  if (after === null) return { at, why: 'a section needs its > at the end of the line' }
  return body(text, after, { name: open[1], argument, start: at + 1 }, depth + 1)
}

function setting(text: string, at: number): Step<FluentdSetting> {
  let key = match(text, at, /[^\s]+/y)?.[0] ?? ''
  let next = at + key.length
  if (/^["']/.test(key)) {
    const scanned = scanValue(text, at)
    if ('why' in scanned) return scanned
    key = scanned.value.text
    next = scanned.next
  }
  const blanks = match(text, next, /[ \t]*/y)?.[0].length ?? 0
  const bare = match(text, next + blanks, /\r?\n|$/y)
  if (bare !== null) return { found: { key, value: nothing(next) }, next: next + blanks }
  if (blanks === 0) return { at, why: 'a key and its value need a blank between them' }
  const scanned = scanValue(text, next + blanks)
  if ('why' in scanned) return scanned
  const after = afterLine(text, scanned.next)
  if (after === null) return { at: scanned.next, why: 'something follows a value on its line' }
  return { found: { key, value: scanned.value }, next: after }
}

const nothing = (at: number): FluentdValue => ({
  form: 'plain',
  expands: 'no',
  text: '',
  json: null,
  start: at,
  end: at,
  outer: () => null,
  blocked: null,
})
