import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, positionOf } from '../text.ts'

/**
 * A token of HCL. Offsets are UTF-16 units; those of a string leave out its quotes, those of a heredoc are its lines.
 * `broken`: a line's end, which ends a setting outside of brackets.
 */
export interface HclToken {
  readonly type: 'word' | 'string' | 'heredoc' | 'number' | 'sign' | 'broken'
  readonly text: string
  readonly start: number
  readonly end: number
}

class HclError extends Error {
  constructor(
    readonly offset: number,
    readonly why: string,
  ) {
    super(why)
  }
}

const blanks = /(?:[ \t]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y
const word = /[\p{L}_][\p{L}\p{N}_-]*/uy
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const sign = /\.\.\.|=>|==|!=|<=|>=|&&|\|\||[=[\]{}(),.:?!+\-*/%<>]/y
const heredoc = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy

/** The tokens of an HCL text. Fails with `file-invalid` on what HCL does not know and on what is never closed. */
export function hclTokens(text: string): Result<readonly HclToken[]> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  try {
    const tokens = scan(text, text.startsWith('\uFEFF') ? 1 : 0)
    if (isTemplate(tokens))
      return fail(
        'file-not-editable',
        'This is a template: it holds unquoted {{ }}, so it is not HCL until it is rendered.',
        'Change the values that the template is rendered with.',
      )
    return ok(tokens)
  } catch (error) {
    if (error instanceof HclError) return invalidHcl(text, error.offset, error.why)
    throw error
  }
}

/** The failure of an HCL text; it names the line and quotes nothing. */
export const invalidHcl = (text: string, offset: number, why: string): Result<never> =>
  fail(
    'file-invalid',
    `Line ${positionOf(text, offset).line} is not valid HCL: ${why}.`,
    'Correct the file, then try again.',
  )

const isTemplate = (tokens: readonly HclToken[]): boolean =>
  tokens.some((token, index) => {
    const next = tokens[index + 1]
    return token.text === '{' && next?.text === '{' && next.start === token.end && token.type === 'sign'
  })

function scan(text: string, from: number): readonly HclToken[] {
  const tokens: HclToken[] = []
  const match = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  let at = from
  while (at < text.length) {
    const skipped = match(blanks, at)
    if (skipped !== null) {
      at += skipped[0].length
      continue
    }
    if (text.startsWith('/*', at)) throw new HclError(at, 'a comment is never closed')
    const newline = /^\r?\n/.exec(text.slice(at, at + 2))
    if (newline !== null) {
      tokens.push({ type: 'broken', text: '', start: at, end: at + newline[0].length })
      at += newline[0].length
      continue
    }
    if (text[at] === '"') {
      const end = stringEnd(text, at + 1)
      tokens.push({ type: 'string', text: text.slice(at + 1, end), start: at + 1, end })
      at = end + 1
      continue
    }
    const here = match(heredoc, at)
    if (here?.[2] !== undefined) {
      const start = at + here[0].length
      const end = heredocEnd(text, start, here[2])
      tokens.push({ type: 'heredoc', text: text.slice(start, end.body), start, end: end.body })
      at = end.after
      continue
    }
    const [type, found] =
      (['word', 'number', 'sign'] as const)
        .map((each) => [each, match({ word, number, sign }[each], at)] as const)
        .find(([, hit]) => hit !== null) ?? []
    if (type === undefined || found == null) throw new HclError(at, 'a character that does not belong there')
    tokens.push({ type, text: found[0], start: at, end: at + found[0].length })
    at += found[0].length
  }
  return tokens
}

/** The offset of the quote that closes a string; templates in it may hold strings of their own. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '"') return at
    if (character === '\n') break
    if (character === '\\') at++
    else if (/^[$%]{2}\{/.test(text.slice(at, at + 3))) at += 2
    else if (/^[$%]\{/.test(text.slice(at, at + 2))) at = templateEnd(text, at + 2)
  }
  throw new HclError(from, 'a string is never closed')
}

/** The offset of the brace that closes a template. */
function templateEnd(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = stringEnd(text, at + 1)
    else if (character === '{') depth++
    else if (character === '\n') break
    else if (character === '}' && --depth === 0) return at
  }
  throw new HclError(from, 'a template is never closed')
}

function heredocEnd(text: string, from: number, marker: string): { body: number; after: number } {
  for (let at = from; at <= text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    if (text.slice(at, end).trim() === marker)
      return { body: at, after: at + text.slice(at, end).trimEnd().length }
    if (newline === -1) break
    at = newline + 1
  }
  throw new HclError(from, 'a heredoc is never closed')
}

/** The tokens as plain data, for the proof of a splice. Fails like `hclTokens`. */
export function hclTree(text: string): Result<unknown> {
  const tokens = hclTokens(text)
  if (!tokens.ok) return tokens
  return ok(
    tokens.value.map(({ type, text: inner }) => [type, type === 'heredoc' ? inner.split('\n') : inner]),
  )
}
