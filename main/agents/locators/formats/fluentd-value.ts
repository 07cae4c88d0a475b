/** A value as Fluentd reads it, with the way back to the text. Offsets are UTF-16 units. */
export interface FluentdValue {
  readonly form: 'plain' | 'single' | 'double' | 'hash'
  /** Decoded; `#{…}` as it stands. For a hash or an array its source. */
  readonly text: string
  /** Whether Fluentd runs `#{…}` in it. */
  readonly expands: 'yes' | 'no' | 'since 1.18'
  /** For a hash or an array: strict JSON of the same length, its comments blanked out. */
  readonly json: string | null
  /** Where the value stands, without quotes. */
  readonly start: number
  readonly end: number
  /** The offset in the outer text of an offset in `text`; null where that is not known. */
  outer(offset: number): number | null
  /** Why nothing in it may be edited, or null. */
  readonly blocked: string | null
  /** The entries of a map of the YAML format. */
  readonly fields?: readonly { readonly key: string; readonly value: FluentdValue }[]
}

/** What a reader found, and where the text goes on; or why it cannot be read, and where. */
export type Scanned =
  | { readonly value: FluentdValue; readonly next: number }
  | { readonly at: number; readonly why: string }

/** Reads one value: a string in double or single quotes, a hash, an array, or the rest of the line. */
export function scanValue(text: string, at: number): Scanned {
  const first = text[at]
  if (first === '"') return scanDouble(text, at)
  if (first === "'") return scanSingle(text, at)
  if (first === '{' || first === '[') return scanJson(text, at)
  // A comment needs a blank before its #; one right at the start belongs to the value.
  const line = /[^\r\n]*/y
  line.lastIndex = at
  const all = line.exec(text)?.[0] ?? ''
  const comment = all.search(/[ \t]#/)
  const body = (comment === -1 ? all : all.slice(0, comment)).trimEnd()
  return { value: direct('plain', body, at), next: at + body.length }
}

const direct = (form: FluentdValue['form'], body: string, start: number, json: string | null = null) => ({
  form,
  expands: form === 'hash' ? ('since 1.18' as const) : ('no' as const),
  text: body,
  json,
  start,
  end: start + body.length,
  outer: (offset: number) => start + offset,
  blocked: null,
})

const embedded = /#\{(?:[^{}"'\r\n]|"[^"\r\n]*"|'[^'\r\n]*'|\{[^{}\r\n]*\})*\}/y

function scanDouble(text: string, open: number): Scanned {
  let decoded = ''
  const offsets: number[] = []
  const keep = (from: number, piece: string): void => {
    for (let index = 0; index < piece.length; index++) offsets.push(from + index)
    decoded += piece
  }
  let at = open + 1
  while (at < text.length) {
    const character = text[at] ?? ''
    if (character === '"') {
      const end = [...offsets, at]
      const value = {
        form: 'double' as const,
        expands: 'yes' as const,
        text: decoded,
        json: null,
        start: open + 1,
        end: at,
        blocked: null,
      }
      return { value: { ...value, outer: (offset) => end[offset] ?? null }, next: at + 1 }
    }
    if (character === '\\') {
      const known = /\\(\r?\n|[^\r\n])/y
      known.lastIndex = at
      const found = known.exec(text)
      const what = found?.[1] ?? ''
      if (found === null || (/[A-Za-z0-9]/.test(what) && !(what in escapes)))
        return { at, why: 'it has an escape that Fluentd does not know' }
      // A line that ends in a backslash goes on in the next one.
      if (!what.endsWith('\n')) keep(at, escapes[what] ?? what)
      at += found[0].length
    } else if (text.startsWith('#{', at)) {
      embedded.lastIndex = at
      const code = embedded.exec(text)?.[0]
      if (code === undefined)
        return { at, why: 'the Ruby code in it is not closed, or not simple enough to be read' }
      keep(at, code)
      at += code.length
    } else {
      keep(at, character)
      at++
    }
  }
  return { at: open, why: 'a double quote is not closed' }
}

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', f: '\f', b: '\b' }

function scanSingle(text: string, open: number): Scanned {
  let decoded = ''
  const offsets: number[] = []
  let at = open + 1
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') {
    if (text[at] === "'") {
      const end = [...offsets, at]
      const value = {
        form: 'single' as const,
        expands: 'no' as const,
        text: decoded,
        json: null,
        start: open + 1,
        end: at,
        blocked: null,
      }
      return { value: { ...value, outer: (offset) => end[offset] ?? null }, next: at + 1 }
    }
    const escaped = text[at] === '\\' && (text[at + 1] === "'" || text[at + 1] === '\\')
    offsets.push(at)
    decoded += text[at + (escaped ? 1 : 0)] ?? ''
    at += escaped ? 2 : 1
  }
  return { at: open, why: 'a single quote is not closed on its line' }
}

/**
 * Reads JSON that may go over lines and hold `#` comments where Fluentd knows them: not inside of an inner hash or
 * array, behind a value or behind a comma on the same line.
 */
function scanJson(text: string, open: number): Scanned {
  let masked = ''
  let depth = 0
  let at = open
  // The last character that is not a blank, and whether its line goes on.
  let last = ''
  let sameLine = true
  while (at < text.length) {
    const character = text[at] ?? ''
    if (character === '"') {
      const piece = scanJsonString(text, at)
      if (piece === null) return { at, why: 'a string is not closed on its line' }
      masked += piece
      at += piece.length
      last = '"'
      sameLine = true
      continue
    }
    if (character === '#') {
      if (depth !== 1 || last === ':' || (last === ',' && !sameLine))
        return { at, why: 'a comment stands where Fluentd knows none' }
      const comment = /#[^\n]*/y
      comment.lastIndex = at
      const length = comment.exec(text)?.[0].length ?? 1
      masked += ' '.repeat(length)
      at += length
      continue
    }
    if (character === '\n') sameLine = false
    else if (!/\s/.test(character)) {
      last = character
      sameLine = true
    }
    if (character === '{' || character === '[') depth++
    if (character === '}' || character === ']') depth--
    masked += character
    at++
    if (depth === 0) {
      try {
        JSON.parse(masked)
      } catch {
        return { at: open, why: 'it is not valid JSON' }
      }
      return { value: direct('hash', text.slice(open, at), open, masked), next: at }
    }
  }
  return { at: open, why: 'a brace or bracket is not closed' }
}

/** A JSON string with its quotes, of the same length; the quotes of `#{ENV["X"]}` in it become single ones. */
function scanJsonString(text: string, open: number): string | null {
  const string = /"(?:[^"\\\r\n#]|\\[^\r\n]|#\{\s*ENV\["[\w.-]+"\]\s*\}|#)*"/y
  string.lastIndex = open
  const found = string.exec(text)?.[0]
  return found?.replace(/#\{\s*ENV\["[\w.-]+"\]\s*\}/g, (code) => code.replaceAll('"', "'")) ?? null
}
