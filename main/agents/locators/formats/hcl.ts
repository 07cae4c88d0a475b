import { ok, type Result } from '../../../../shared/errors.ts'
import { type HclToken, hclTokens, invalidHcl } from './hcl-tokens.ts'

/** The value of a setting, as far as a key can stand in it. */
export type HclValue =
  /** A string; `text` as it is written, templates and escapes in it. */
  | { readonly kind: 'string' | 'heredoc'; readonly token: HclToken }
  | { readonly kind: 'object'; readonly settings: readonly HclSetting[] }
  /** A list, or the arguments of a function. */
  | { readonly kind: 'list'; readonly items: readonly HclValue[]; readonly called: string | null }
  /** `var.x`, `data.a.b.c[0]`. */
  | { readonly kind: 'reference'; readonly path: string; readonly start: number; readonly end: number }
  /** Numbers, conditions, loops; what it holds is kept, since keys may stand in it. */
  | { readonly kind: 'other'; readonly parts: readonly HclValue[] }

export interface HclSetting {
  readonly name: string
  readonly value: HclValue
}

export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly settings: readonly HclSetting[]
  readonly blocks: readonly HclBlock[]
}

class Unexpected extends Error {
  constructor(
    readonly offset: number,
    readonly why: string,
  ) {
    super(why)
  }
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }
const deepest = 100

/** The blocks and settings of an HCL text: its top level as one block without a name. Fails with `file-invalid`. */
export function readHcl(text: string): Result<HclBlock> {
  const tokens = hclTokens(text)
  if (!tokens.ok) return tokens
  try {
    return ok(new Reader(tokens.value, text.length).body(null, '', [], 0))
  } catch (error) {
    if (error instanceof Unexpected) return invalidHcl(text, error.offset, error.why)
    throw error
  }
}

class Reader {
  private at = 0
  constructor(
    private readonly tokens: readonly HclToken[],
    private readonly length: number,
  ) {}

  private get token(): HclToken | undefined {
    return this.tokens[this.at]
  }
  private is(text: string): boolean {
    return this.token?.type === 'sign' && this.token.text === text
  }
  private refuse(why: string): never {
    throw new Unexpected(this.token?.start ?? this.length, why)
  }
  private skipBreaks(): void {
    while (this.token?.type === 'broken') this.at++
  }

  body(end: '}' | null, type: string, labels: readonly string[], depth: number): HclBlock {
    if (depth > deepest) this.refuse('it is nested too deep')
    const settings: HclSetting[] = []
    const blocks: HclBlock[] = []
    for (;;) {
      this.skipBreaks()
      const token = this.token
      if (token === undefined) {
        if (end !== null) this.refuse('a block is never closed')
        break
      }
      if (end !== null && this.is(end)) break
      if (token.type !== 'word') this.refuse('neither a setting nor a block')
      this.at++
      if (this.is('=')) {
        this.at++
        if (settings.some(({ name }) => name === token.text))
          this.refuse('a setting stands twice in its block')
        settings.push({ name: token.text, value: this.value(false, depth) })
      } else blocks.push(this.block(token.text, depth))
      if (!(end !== null && this.is(end)) && this.token !== undefined && this.token.type !== 'broken')
        this.refuse('there is more on the line than one setting or block')
    }
    return { type, labels, settings, blocks }
  }

  private block(type: string, depth: number): HclBlock {
    const labels: string[] = []
    while (this.token?.type === 'string' || this.token?.type === 'word') {
      labels.push(this.token.text)
      this.at++
    }
    if (!this.is('{')) this.refuse('a name has neither a value nor a block')
    this.at++
    const block = this.body('}', type, labels, depth + 1)
    this.at++
    return block
  }

  /** One expression: up to the line's end, or where `inside` brackets up to a comma or what closes them. */
  private value(inside: boolean, depth: number): HclValue {
    if (depth > deepest) this.refuse('it is nested too deep')
    const parts: HclValue[] = []
    let simple = true
    let open = true
    for (;;) {
      if (inside) this.skipBreaks()
      const token = this.token
      if (token === undefined || token.type === 'broken') break
      if (token.type === 'sign' && /^[\]}),]$/.test(token.text)) break
      if (inside && simple && !open && /^(?:=|:|=>)$/.test(token.text)) break
      const primary = token.type !== 'sign' || closing[token.text] !== undefined
      if (primary && !open) this.refuse('two values stand side by side')
      if (primary) parts.push(this.primary(token, depth))
      else {
        if (token.text === '=' || token.text === '=>')
          this.refuse('an equals sign that does not belong there')
        simple = false
        this.at++
      }
      open = !primary && token.text !== '...'
    }
    const [only] = parts
    if (only === undefined || open) this.refuse('a value is missing')
    return parts.length === 1 && only !== undefined && simple ? only : { kind: 'other', parts }
  }

  private primary(token: HclToken, depth: number): HclValue {
    let found: HclValue
    if (token.type === 'word') found = this.reference(depth)
    else if (token.type === 'sign') found = this.brackets(token.text, null, depth)
    else {
      this.at++
      found =
        token.type === 'string' || token.type === 'heredoc'
          ? { kind: token.type, token }
          : { kind: 'other', parts: [] }
    }
    // An attribute or an item of it: no longer the value itself.
    while (this.is('.') || this.is('[')) {
      if (this.is('[')) this.index(depth)
      else this.at += 2
      found = { kind: 'other', parts: [found] }
    }
    return found
  }

  /** A name with all that follows it: `.attribute`, `[index]`, or the arguments of a function. */
  private reference(depth: number): HclValue {
    const first = this.token
    if (first === undefined) return this.refuse('a name is missing')
    let path = first.text
    let end = first.end
    this.at++
    for (;;) {
      const next = this.tokens[this.at + 1]
      if (this.is('.') && next !== undefined) {
        path += `.${next.text}`
        end = next.end
        this.at += 2
      } else if (this.is('[')) {
        this.index(depth)
        path += '[]'
        end = this.tokens[this.at - 1]?.end ?? end
      } else if (this.is('(')) return this.brackets('(', path, depth)
      else return { kind: 'reference', path, start: first.start, end }
    }
  }

  /** `[0]`, `["x"]` or `[*]` after a value. */
  private index(depth: number): void {
    const [star, close] = this.tokens.slice(this.at + 1, this.at + 3)
    if (star?.text === '*' && close?.text === ']' && close.type === 'sign') this.at += 3
    else this.brackets('[', null, depth)
  }

  private brackets(open: string, called: string | null, depth: number): HclValue {
    const start = this.at
    this.at++
    this.skipBreaks()
    if (this.token?.type === 'word' && this.token.text === 'for' && open !== '(')
      return this.loop(start, depth)
    const close = closing[open] ?? ''
    const items: HclValue[] = []
    const settings: HclSetting[] = []
    while (!this.is(close)) {
      if (this.token === undefined) this.refuse('a bracket is never closed')
      const item = this.value(true, depth + 1)
      if (open === '{') {
        if (!this.is('=') && !this.is(':')) this.refuse('a name in braces has no value')
        this.at++
        this.skipBreaks()
        settings.push({ name: nameOf(item), value: this.value(false, depth + 1) })
      } else items.push(item)
      const separated = this.is(',') || this.token?.type === 'broken'
      if (this.is(',')) this.at++
      this.skipBreaks()
      if (!separated && !this.is(close)) this.refuse('a comma or a bracket is missing')
    }
    this.at++
    return open === '{' ? { kind: 'object', settings } : { kind: 'list', items, called }
  }

  /** `for` expressions are not read, only closed. */
  private loop(start: number, depth: number): HclValue {
    const open: string[] = []
    const parts: HclValue[] = []
    for (this.at = start; this.at < this.tokens.length; this.at++) {
      const token = this.tokens[this.at]
      if (token?.type === 'string' || token?.type === 'heredoc') parts.push({ kind: token.type, token })
      if (token?.type !== 'sign') continue
      const closes = closing[token.text]
      if (closes !== undefined) open.push(closes)
      else if (/^[\]})]$/.test(token.text) && open.pop() !== token.text) this.refuse('brackets do not match')
      if (open.length > deepest - depth) this.refuse('it is nested too deep')
      if (open.length === 0) {
        this.at++
        return { kind: 'other', parts }
      }
    }
    return this.refuse('a bracket is never closed')
  }
}

function nameOf(value: HclValue): string {
  if (value.kind === 'string') return value.token.text
  return value.kind === 'reference' ? value.path : ''
}
