import { type Position, positionsIn } from '../text.ts'

/** The deepest nesting of parentheses that is read. */
const deepest = 50

/** The words and conditions of a Logstash pipeline. A method that finds nothing stays where it is. */
export class LogstashScanner {
  readonly text: string
  readonly positionAt: (offset: number) => Position
  /** How far reading came, for the message about what is not valid. */
  furthest: number
  #at: number

  constructor(text: string) {
    this.text = text
    this.positionAt = positionsIn(text)
    this.#at = text.startsWith('\uFEFF') ? 1 : 0
    this.furthest = this.#at
  }

  get at(): number {
    return this.#at
  }

  set at(offset: number) {
    this.#at = offset
    if (offset > this.furthest) this.furthest = offset
  }

  done(): boolean {
    return this.#at >= this.text.length
  }

  peek(piece: string): boolean {
    return this.text.startsWith(piece, this.#at)
  }

  accept(piece: string): boolean {
    if (!this.peek(piece)) return false
    this.at += piece.length
    return true
  }

  /** What a sticky pattern matches here. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) return null
    this.at += found.length
    return found
  }

  /** Blanks, line ends and comments. */
  space(): void {
    this.take(/(?:[ \t\r\n]+|#[^\r\n]*)*/y)
  }

  /** A string's text without its quotes. It may go over lines. */
  string(): string | null {
    return this.#quoted('"') ?? this.#quoted("'")
  }

  number(): string | null {
    return this.take(/-?[0-9]+(?:\.[0-9]*)?/y)
  }

  /** The name of a plugin or a setting. */
  name(): string | null {
    return this.take(/[A-Za-z0-9_-]+/y) ?? this.string()
  }

  hashKey(): string | null {
    return this.number() ?? this.take(/[A-Za-z_][A-Za-z0-9_]+/y) ?? this.string()
  }

  /** A whole condition; false where it is not valid. */
  condition(depth: number): boolean {
    if (depth > deepest || !this.#expression(depth)) return false
    for (;;) {
      const before = this.at
      this.space()
      if (this.take(/(?:and|or|xor|nand)(?![A-Za-z0-9_])/y) === null) {
        this.at = before
        return true
      }
      this.space()
      if (!this.#expression(depth)) return false
    }
  }

  #expression(depth: number): boolean {
    const negated = this.peek('!')
    if (negated) {
      this.accept('!')
      this.space()
    }
    if (this.accept('(')) {
      this.space()
      if (!this.condition(depth + 1)) return false
      this.space()
      return this.accept(')')
    }
    if (negated) return this.#selector()
    if (!this.#operand(depth)) return false
    const before = this.at
    this.space()
    const operator = this.take(/==|!=|<=|>=|=~|!~|<|>|in(?![A-Za-z0-9_])|not[ \t\r\n]+in(?![A-Za-z0-9_])/y)
    if (operator === null) {
      this.at = before
      return true
    }
    this.space()
    return this.#operand(depth)
  }

  /** A backslash before the closing character keeps it from closing, and means nothing else. */
  #quoted(quote: string): string | null {
    if (!this.peek(quote)) return null
    let end = this.#at + 1
    while (end < this.text.length && this.text[end] !== quote)
      end += this.text.startsWith(`\\${quote}`, end) ? 2 : 1
    if (end >= this.text.length) return null
    const inner = this.text.slice(this.#at + 1, end)
    this.at = end + 1
    return inner
  }

  #selector(): boolean {
    return this.take(/(?:\[[^\][,]+\])+/y) !== null
  }

  #operand(depth: number): boolean {
    if (depth > deepest) return false
    if (this.string() !== null || this.number() !== null || this.#selector()) return true
    if (this.accept('[')) return this.#operands(']', depth)
    if (this.take(/[A-Za-z_][A-Za-z0-9_]+/y) !== null) {
      this.space()
      return this.accept('(') && this.#operands(')', depth)
    }
    return this.#quoted('/') !== null
  }

  #operands(close: string, depth: number): boolean {
    this.space()
    if (this.accept(close)) return true
    for (;;) {
      if (!this.#operand(depth + 1)) return false
      this.space()
      if (this.accept(close)) return true
      if (!this.accept(',')) return false
      this.space()
    }
  }
}
