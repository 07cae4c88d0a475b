import { fail, type Result } from '../../../../shared/errors.ts'
import { positionOf } from '../text.ts'

export type ShellQuote = 'plain' | 'single' | 'double'

/** A run of characters that stand for themselves. `exact`: they stand in the text as they are, side by side. */
export interface ShellText {
  readonly kind: 'text'
  readonly text: string
  readonly start: number
  readonly quote: ShellQuote
  readonly exact: boolean
}

/** What the shell fills in when the script runs. `name`: of a variable whose value it takes as it is. */
export interface ShellExpansion {
  readonly kind: 'expansion'
  readonly source: string
  readonly start: number
  readonly quote: ShellQuote
  readonly name: string | null
  /** What stands there where the variable is not set: a reference with a default. */
  readonly fallback: ShellWord | null
}

export type ShellPart = ShellText | ShellExpansion
export interface ShellWord {
  readonly parts: readonly ShellPart[]
}

export const deepest = 40

/** Reads words as a shell does. What stands in `$( )` is a script, which the subclass reads. */
export abstract class WordScanner {
  protected at: number
  protected failure: Result<never> | null = null
  protected readonly tokens: string[][] = []
  constructor(protected readonly text: string) {
    this.at = text.startsWith('\uFEFF') ? 1 : 0
  }

  protected abstract script(nested: boolean, depth: number): void

  /** Keeps the first failure and ends the reading. */
  protected stop(code: 'file-invalid' | 'file-not-editable', offset: number, why: string): void {
    const { line } = positionOf(this.text, Math.min(offset, this.text.length))
    const hint = code === 'file-invalid' ? 'Correct the file, then try again.' : 'Change this script by hand.'
    this.failure ??= fail(code, `Line ${line} ${why}.`, hint)
    this.at = this.text.length
  }

  protected is(piece: string): boolean {
    return this.text.startsWith(piece, this.at)
  }

  protected token(...parts: string[]): void {
    this.tokens.push(parts)
  }

  /** `(( … ))`, whose signs mean something else. Skips it. */
  protected arithmetic(): void {
    const from = this.at
    let open = 0
    for (this.at += 2; open > 0 || !this.is('))'); this.at++) {
      const char = this.text[this.at]
      if (char === undefined || /["'`\n#]/.test(char) || (char === ')' && open === 0)) {
        this.stop('file-not-editable', from, 'has a (( that Keyturn does not read')
        return
      }
      open += char === '(' ? 1 : char === ')' ? -1 : 0
    }
    this.at += 2
    this.token('((', this.text.slice(from, this.at))
  }

  /** One word; with `braced` the operand of a `${…}`, up to its `}`. */
  protected word(depth: number, braced: boolean): ShellWord {
    const parts: ShellPart[] = []
    const from = this.at
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at)
      if (braced ? char === '}' : /[ \t\n;&|()<>]/.test(char) && !this.is('<(') && !this.is('>(')) break
      if (char === "'") parts.push(this.#single(1))
      else if (char === '"') this.#double(parts, depth, 1)
      else if (this.is("$'")) parts.push(this.#single(2))
      else if (this.is('$"')) this.#double(parts, depth, 2)
      else if (this.is('\\\n')) this.at += 2
      else if (char === '\\') this.#escape(parts, 'plain')
      else if (char === '$' || char === '`' || (!braced && (char === '<' || char === '>')))
        parts.push(this.#expansion('plain', depth))
      else this.#run(parts, braced ? /[^}'"\\$`]+/y : /[^ \t\n;&|()<>'"\\$`]+/y, 'plain')
      if (this.at === from) break
    }
    if (parts.length > 0)
      this.token(...parts.map((p) => (p.kind === 'text' ? `${p.quote} ${p.text}` : p.source)))
    return { parts }
  }

  #run(parts: ShellPart[], pattern: RegExp, quote: ShellQuote): void {
    pattern.lastIndex = this.at
    const text = pattern.exec(this.text)?.[0] ?? this.text.charAt(this.at)
    parts.push({ kind: 'text', text, start: this.at, quote, exact: true })
    this.at += text.length
  }

  #escape(parts: ShellPart[], quote: ShellQuote): void {
    const text = this.text.charAt(this.at + 1)
    if (text === '') {
      this.stop('file-invalid', this.at, 'ends with a backslash that escapes nothing')
      return
    }
    parts.push({ kind: 'text', text, start: this.at, quote, exact: false })
    this.at += 2
  }

  /** `'…'`, or `$'…'`, whose backslashes are escapes. */
  #single(opening: 1 | 2): ShellText {
    const start = this.at + opening
    let close = this.text.indexOf("'", start)
    if (opening === 2)
      for (close = start; close < this.text.length && this.text[close] !== "'"; close++)
        if (this.text[close] === '\\') close += 1
    if (close === -1 || close >= this.text.length) {
      this.stop('file-invalid', start, 'opens a quote that is never closed')
      close = this.text.length
    }
    const text = this.text.slice(start, close)
    this.at = close + 1
    return { kind: 'text', text, start, quote: 'single', exact: opening === 1 || !text.includes('\\') }
  }

  #double(parts: ShellPart[], depth: number, opening: number): void {
    const from = this.at
    this.at += opening
    while (!this.is('"')) {
      if (this.at >= this.text.length) {
        this.stop('file-invalid', from, 'opens a quote that is never closed')
        return
      }
      if (this.is('\\\n')) this.at += 2
      else if (/^\\["\\$`]/.test(this.text.slice(this.at, this.at + 2))) this.#escape(parts, 'double')
      else if (this.is('\\')) this.#run(parts, /\\/y, 'double')
      else if (this.is('$') || this.is('`')) parts.push(this.#expansion('double', depth))
      else this.#run(parts, /[^"\\$`]+/y, 'double')
    }
    this.at += 1
    if (parts.length === 0)
      parts.push({ kind: 'text', text: '', start: this.at - 1, quote: 'double', exact: true })
  }

  #expansion(quote: ShellQuote, depth: number): ShellPart {
    const start = this.at
    let name: string | null = null
    let fallback: ShellWord | null = null
    if (this.is('`')) this.#backQuoted()
    else if (this.is('$((')) {
      this.at += 1
      this.arithmetic()
    } else if (this.is('$(') || this.is('<(') || this.is('>(')) {
      this.at += 2
      this.script(true, depth + 1)
    } else if (this.is('${')) [name, fallback] = this.#braces(quote, depth)
    else {
      const match = /\$(?:([A-Za-z_]\w*)|[0-9@*#?$!-])/y
      match.lastIndex = start
      const found = match.exec(this.text)
      if (found === null) {
        this.at += 1
        if (this.is('\\\n')) this.stop('file-not-editable', start, 'breaks off after a $')
        return { kind: 'text', text: '$', start, quote, exact: true }
      }
      name = found[1] ?? null
      this.at += found[0].length
    }
    return { kind: 'expansion', source: this.text.slice(start, this.at), start, quote, name, fallback }
  }

  /** What stands in back quotes has escapes of its own and is not looked into. */
  #backQuoted(): void {
    const from = this.at
    for (this.at += 1; this.at < this.text.length && !this.is('`'); this.at++) if (this.is('\\')) this.at += 1
    if (this.at >= this.text.length)
      this.stop('file-invalid', from, 'opens a back quote that is never closed')
    else this.at += 1
  }

  #braces(quote: ShellQuote, depth: number): [string | null, ShellWord | null] {
    const from = this.at
    const match = /\$\{([A-Za-z_]\w*)(:?[-=?+])?/y
    match.lastIndex = from
    const found = match.exec(this.text)
    const operator = found?.[2] ?? ''
    this.at += found === null ? 2 : found[0].length
    const plain = found !== null && (operator !== '' || this.is('}'))
    if (depth > deepest) this.stop('file-not-editable', from, 'nests too deeply')
    const operand = this.word(depth + 1, true)
    if (!this.is('}')) {
      this.stop('file-invalid', from, 'opens a reference in braces that is never closed')
      return [null, null]
    }
    this.at += 1
    // Shells differ on what a single quote means there.
    if (quote === 'double' && operand.parts.some((part) => part.quote === 'single')) {
      this.stop('file-not-editable', from, 'has a single quote inside a reference in double quotes')
      return [null, null]
    }
    if (!plain || operator.endsWith('+')) return [null, null]
    return [found?.[1] ?? null, /[-=]$/.test(operator) ? operand : null]
  }
}

/** The text of a word in which nothing is filled in; null for another. */
export function plainText(word: ShellWord): string | null {
  let text = ''
  for (const part of word.parts) {
    if (part.kind === 'expansion') return null
    text += part.text
  }
  return text
}
