import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, type Line, linesOf } from '../text.ts'

/** One directive of a definition. Offsets are UTF-16 units of the value, without a comment behind it. */
export interface Directive {
  readonly name: string
  readonly value: string
  readonly start: number
  /** Whether the value goes on in the next line. */
  readonly continued: boolean
}

/** `define TYPE{ … }`. */
export interface Definition {
  readonly type: string
  readonly directives: readonly Directive[]
}

/** `$USERn$=value` in a resource file. */
export interface Macro {
  readonly name: string
  readonly value: string
  readonly start: number
  /** Why its value must not be edited, or null. */
  readonly doubt: string | null
}

export type NagiosFile =
  | { readonly kind: 'objects'; readonly definitions: readonly Definition[] }
  | { readonly kind: 'resource'; readonly macros: readonly Macro[] }

const invalid = (line: Line, why: string, hint = 'Correct the file, then try again.'): Result<never> =>
  fail('file-invalid', `Line ${line.number} ${why}.`, hint)

const macroLine = /^(\$USER\d+\$)=(.*)$/

/** Whether a text is a resource file: it sets a `$USERn$`. */
export const isResourceFile = (text: string): boolean => /^\$USER\d+\$=/m.test(text)

/**
 * Reads a file of object definitions, or a resource file with its macros. Strict: fails with `file-invalid` on a line
 * that is not in a definition, on one that is no directive, and on a definition that is never closed.
 */
export function readNagios(text: string): Result<NagiosFile> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  return isResourceFile(text.replace(/^\uFEFF/, '')) ? readMacros(text) : readObjects(text)
}

function readMacros(text: string): Result<NagiosFile> {
  const macros: Macro[] = []
  for (const { line, continued } of joined(linesOf(text))) {
    if (/^\s*(#|$)/.test(line.text)) continue
    const [, name, rest] = macroLine.exec(line.text) ?? []
    if (name === undefined || rest === undefined)
      return invalid(line, 'is neither a comment nor $USERn$=value')
    const value = rest.trimEnd()
    const doubt = continued
      ? 'it goes on in the next line'
      : /^\s/.test(value)
        ? 'Nagios takes the blank before it for a part of it'
        : null
    macros.push({ name, value, start: line.start + name.length + 1, doubt })
  }
  return ok({ kind: 'resource', macros })
}

function readObjects(text: string): Result<NagiosFile> {
  const definitions: Definition[] = []
  let open: { readonly line: Line; readonly type: string; readonly directives: Directive[] } | null = null
  for (const { line, continued } of joined(linesOf(text))) {
    if (/^\s*#/.test(line.text)) continue
    const body = withoutComment(line.text)
    const content = body.trim()
    if (content === '') continue
    if (open === null) {
      const type = /^define[ \t]+(\w+)[ \t]*\{$/.exec(content)?.[1]
      if (type !== undefined) open = { line, type, directives: [] }
      else if (continued || !/^(include_file|include_dir)=\S/.test(content)) return outside(line)
      continue
    }
    if (content === '}') {
      definitions.push(open)
      open = null
      continue
    }
    const match = /^(\s*)(\w+)(?:(\s+)(.*))?$/.exec(body)
    const [, before = '', name, gap = '', rest = ''] = match ?? []
    if (name === undefined || /^define\b/.test(content))
      return invalid(line, 'is no directive of a definition')
    const value = rest.trimEnd()
    const start = line.start + before.length + name.length + gap.length
    open.directives.push({ name, value, start, continued })
  }
  if (open !== null) return invalid(open.line, 'opens a definition that is never closed')
  return ok({ kind: 'objects', definitions })
}

const outside = (line: Line): Result<never> =>
  invalid(
    line,
    'stands outside of a definition',
    'Put it into define command{ … }: the sample that Coralogix published lacks its first such line.',
  )

/** Up to a `;`, which starts a comment unless a backslash stands before it. */
function withoutComment(line: string): string {
  for (let at = line.indexOf(';'); at !== -1; at = line.indexOf(';', at + 1))
    if (at === 0 || line[at - 1] !== '\\') return line.slice(0, at)
  return line
}

/**
 * The first line of every run that backslashes join, comments too. Nothing that Nagios reads of the others could be
 * changed safely, so they are left out.
 */
function joined(lines: readonly Line[]): readonly { readonly line: Line; readonly continued: boolean }[] {
  const firsts: { readonly line: Line; readonly continued: boolean }[] = []
  let goesOn = false
  for (const line of lines) {
    const continued = /(^|[^\\])\\$/.test(line.text)
    if (!goesOn) firsts.push({ line, continued })
    goesOn = continued
  }
  return firsts
}

/** What a file says, as plain data. Lines that continue another are compared as they stand. Fails like `readNagios`. */
export function nagiosTree(text: string): Result<unknown> {
  const read = readNagios(text)
  if (!read.ok) return read
  const said =
    read.value.kind === 'resource'
      ? read.value.macros.map(({ name, value }) => [name, value])
      : read.value.definitions.map(({ type, directives }) => [
          type,
          directives.map(({ name, value }) => [name, value]),
        ])
  return ok([said, linesOf(text).map((line) => line.text)])
}

/** An option of a command line, such as `--token=KEY` or `-t 'KEY'`. Offsets are those of the bare value in the line. */
export interface Option {
  readonly value: string
  readonly start: number
  readonly quoting: 'plain' | 'single' | 'double'
  /** Whether the shell reads exactly these characters as the whole of the value. */
  readonly whole: boolean
}

/** Every value of an option behind offset `after`, in order. `long` and `short` are names without their dashes. */
export function optionsIn(command: string, after: number, long: string, short: string): readonly Option[] {
  const name = new RegExp(`(?<=^|\\s)(?:--${long}(?:=|[ \\t]+)|-${short}(?:[ \\t]+|=))(?=\\S)`, 'g')
  const found: Option[] = []
  for (const match of command.matchAll(name)) {
    if (match.index < after) continue
    const from = match.index + match[0].length
    const word = wordAt(command, from)
    const quote = word[0] === '"' || word[0] === "'" ? word[0] : ''
    const bare = quote === '' ? word : word.slice(1, -1)
    const closed = quote === '' || (word.length > 1 && word.endsWith(quote))
    found.push({
      value: closed ? bare : word,
      start: from + (closed ? quote.length : 0),
      quoting: quote === '"' ? 'double' : quote === "'" ? 'single' : 'plain',
      whole: closed && !/["'\\`|&;<>()]/.test(bare),
    })
  }
  return found
}

/** A word of a command line up to a blank outside of quotes. */
function wordAt(command: string, from: number): string {
  let quote = ''
  let at = from
  for (; at < command.length; at++) {
    const character = command[at] ?? ''
    if (quote === '' && /\s/.test(character)) break
    if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
    else if (character === '\\' && quote !== "'") at++
  }
  return command.slice(from, at)
}
