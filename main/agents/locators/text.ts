import type { UseKind } from '../../../shared/model.ts'

/** 1-based, in characters (code points); a byte order mark takes no column. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Tells the position of offsets of one text; for many of them, without counting from its start each time. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  // Where the last answer was: of many on one long line, each counts on from the one before.
  let last = { start: -1, offset: 0, column: 1 }
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const start = starts[low] ?? 0
    const known = last.start === start && last.offset <= offset ? last : { offset: start, column: 1 }
    const column = known.column + [...text.slice(known.offset, Math.max(start, offset))].length
    last = { start, offset: Math.max(start, offset), column }
    return { line: low + 1, column }
  }
}

/** The position of one offset. */
export const positionOf = (text: string, offset: number): Position => positionsIn(text)(offset)

/** One line of a text, without its end. `start` is its offset in UTF-16 units. */
export interface Line {
  readonly text: string
  readonly start: number
  /** 1-based. */
  readonly number: number
}

/** Splits into lines; CRLF and LF end one. A byte order mark is not part of the first. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let start = text.startsWith('\uFEFF') ? 1 : 0
  for (let number = 1; start <= text.length; number++) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const body = text.slice(start, end)
    lines.push({ text: body.endsWith('\r') ? body.slice(0, -1) : body, start, number })
    if (newline === -1) break
    start = newline + 1
  }
  return lines
}

/** Whether a carriage return stands alone: readers disagree whether it ends a line. */
export const hasLoneCarriageReturn = (text: string): boolean => /\r(?!\n)/.test(text)

export interface Reference {
  readonly kind: Exclude<UseKind, 'literal'>
  /** The variable, file or secret. */
  readonly target: string
}

/** The longest value that is looked at for a reference, in UTF-16 units. */
const longest = 4096

/**
 * What a value refers to, when it is a reference and not the key: `${env:X}`, `${X:-d}`, `$X`, `${file:/p}`,
 * `#{ENV['X']}`, `SECRET[b.k]`, `@{…}`, `%{X}`, `{{ X }}`, `arn:…`. Null for a literal value.
 */
export function referenceIn(value: string): Reference | null {
  // Neither a key nor a reference is that long; openings without an end would be searched for theirs over and over.
  if (value.length > longest) return null
  const file = /\$\{file:([^}]+)\}/.exec(value)
  if (file?.[1] !== undefined) return { kind: 'file', target: file[1] }
  const variable =
    /\$\{(?:env:)?([A-Za-z_][\w.-]*?)(?::[-?+=]?[^}]*)?\}/.exec(value) ??
    /^\$([A-Za-z_]\w*)$/.exec(value) ??
    /#\{ENV\[["']?([^\]"']+)["']?\]/.exec(value) ??
    /%\{([^}]+)\}/.exec(value)
  if (variable?.[1] !== undefined) return { kind: 'env', target: variable[1] }
  const secret = /SECRET\[([^\]]+)\]/.exec(value) ?? /^(arn:\S+)$/.exec(value) ?? /@\{([^}]+)\}/.exec(value)
  if (secret?.[1] !== undefined) return { kind: 'secret', target: secret[1] }
  const template = /\{\{-?\s*(.*?)\s*-?\}\}/.exec(value) ?? /\$\{([^}]*)\}/.exec(value)
  if (template !== null) return { kind: 'env', target: template[1] ?? '' }
  return null
}

/**
 * Where the token starts in an `Authorization` value: after `Bearer` and its spacing, or `Bearer%20`. Null for
 * another scheme (`Basic …`), which is never a key of ours.
 */
export function bearerTokenStart(value: string): number | null {
  const match = /^\s*Bearer(?:[ \t]+|(?:%20|\+)+)/i.exec(value)
  return match === null ? null : match[0].length
}

/** A text in which what has the shape of a vendor key (`cxtp_…`) is hidden, as far as one regular expression tells. */
export const withoutKeyShapes = (text: string): string =>
  text.replace(/cx[a-z]{2}_[A-Za-z0-9]{20,64}/g, '•••')

/** Whether a value has the shape of a vendor key (`cxtp_…`, or the older UUID); only a hint, never a rule. */
export const looksLikeKey = (value: string): boolean =>
  /^cx[a-z]{2}_[A-Za-z0-9]{20,64}$/.test(value) ||
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
