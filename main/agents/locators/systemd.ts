import { fail, ok, type Result } from '../../../shared/errors.ts'
import { hasLoneCarriageReturn, type Line, linesOf } from './text.ts'

type Quote = '"' | "'" | ''

/** One assignment of `Environment=`. */
export interface UnitVariable {
  readonly name: string
  /** As the process gets it. */
  readonly value: string
  /** Where its characters stand, one for each unit of `value` and one for the end; `quote`: in which they stand. */
  readonly marks: readonly { readonly at: number; readonly quote: Quote }[]
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

/** A character of a logical line and where it stands; -1 for the blank that a continuation turns into. */
interface Sign {
  readonly text: string
  readonly at: number
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
  for (const { line, signs, continued } of logicalLines(linesOf(text))) {
    const content = signs.map((sign) => sign.text).join('')
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
    // `before` is counted in UTF-16 units, as the signs are.
    const rest = signs.slice(before.length, before.length + value.length)
    if (name === 'Environment') {
      const words = value === '' ? [] : wordsOf(rest)
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
      else files.push({ path: value.slice(skip), start: rest[skip]?.at ?? line.start })
    }
  }
  return ok({ variables, files, sections })
}

/** Lines without comments, joined where a backslash ends one. */
function* logicalLines(
  lines: readonly Line[],
): Generator<{ readonly line: Line; readonly signs: readonly Sign[]; readonly continued: boolean }> {
  let open: { readonly line: Line; readonly signs: Sign[] } | null = null
  for (const line of lines) {
    // A comment ends nothing: systemd reads the line after it as the continuation.
    if (/^\s*[#;]/.test(line.text)) continue
    const goesOn = line.text.endsWith('\\')
    const body = goesOn ? line.text.slice(0, -1) : line.text
    // Units, not code points: offsets in the text count units.
    const signs: Sign[] = body.split('').map((text, index) => ({ text, at: line.start + index }))
    if (goesOn) signs.push({ text: ' ', at: -1 })
    const first: Line = open?.line ?? line
    const all: Sign[] = [...(open?.signs ?? []), ...signs]
    if (goesOn) open = { line: first, signs: all }
    else {
      yield { line: first, signs: all, continued: open !== null }
      open = null
    }
  }
  if (open !== null) yield { ...open, continued: true }
}

interface Word {
  /** The characters without quotes; `quote`: in which they stood. */
  readonly signs: readonly (Sign & { readonly quote: Quote })[]
  readonly escaped: boolean
  /** It has a `%` that systemd expands. */
  readonly specifier: boolean
}

/** Splits at blanks outside of quotes, as systemd does: quotes may also open inside a word. Null: one never closes. */
function wordsOf(signs: readonly Sign[]): readonly Word[] | null {
  const words: Word[] = []
  let current: { signs: (Sign & { quote: Quote })[]; escaped: boolean; specifier: boolean } | null = null
  let quote: Quote = ''
  for (let index = 0; index < signs.length; index++) {
    const sign = signs[index]
    if (sign === undefined) break
    if (quote === '' && /\s/.test(sign.text)) {
      if (current !== null) words.push(current)
      current = null
      continue
    }
    current ??= { signs: [], escaped: false, specifier: false }
    if (sign.text === quote && quote !== '') quote = ''
    else if (quote === '' && (sign.text === '"' || sign.text === "'")) quote = sign.text
    else if (sign.text === '\\') {
      current.escaped = true
      // What it stands before ends no quote; what it means is nobody's business here, the word is not edited.
      const next = signs[++index]
      current.signs.push({ ...sign, quote })
      if (next !== undefined) current.signs.push({ ...next, quote })
    } else {
      current.signs.push({ ...sign, quote })
      // `%%` is one percent sign.
      if (sign.text === '%' && signs[index + 1]?.text === '%') index++
      else if (sign.text === '%') current.specifier = true
    }
  }
  if (quote !== '') return null
  return current === null ? words : [...words, current]
}

function variableIn(word: Word, continued: boolean): UnitVariable | null {
  const whole = word.signs.map((sign) => sign.text).join('')
  const equals = whole.indexOf('=')
  if (equals === -1 || !/^[A-Za-z_]\w*$/.test(whole.slice(0, equals))) return null
  const signs = word.signs.slice(equals + 1)
  const last = word.signs.at(-1) ?? { at: 0, quote: '' as const }
  const doubt = continued
    ? 'it stands on lines that a backslash joins'
    : word.escaped
      ? 'it is written with escapes'
      : word.specifier
        ? 'systemd puts something else in for the % in it'
        : null
  return {
    name: whole.slice(0, equals),
    value: whole.slice(equals + 1),
    marks: [...signs, { at: last.at + 1, quote: last.quote }],
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
    variables.map(({ name, value, marks, dropped }) => [name, value, marks.at(-1)?.quote, dropped]),
    files.map(({ path }) => path),
  ])
}
