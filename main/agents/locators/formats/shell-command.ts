import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn } from '../text.ts'
import { deepest, plainText, type ShellWord, WordScanner } from './shell-word.ts'

/** The words of one simple command, without redirections. */
export type ShellCommand = readonly ShellWord[]
export interface ShellScript {
  /** Those inside `$( )` are among them. */
  readonly commands: readonly ShellCommand[]
  /** Everything but blanks, as plain data. */
  readonly tokens: readonly (readonly string[])[]
}

/**
 * Splits a script for sh or bash into words as the shell does: quotes, escapes, expansions, here-documents. Fails with
 * `file-invalid` on something that is never closed, and with `file-not-editable` on what it does not understand.
 */
export function readShell(text: string): Result<ShellScript> {
  if (text.includes('\r'))
    return fail(
      'file-not-editable',
      hasLoneCarriageReturn(text)
        ? 'The file has carriage returns that end no line.'
        : 'The lines of this script end with CRLF, which a shell takes for a part of the words.',
      'Convert its line ends first.',
    )
  return new Scanner(text).read()
}

class Scanner extends WordScanner {
  readonly #commands: ShellWord[][] = []
  #pending: { readonly end: string; readonly tabs: boolean }[] = []

  read(): Result<ShellScript> {
    this.script(false, 0)
    if (this.#pending.length > 0) this.stop('file-invalid', this.at, 'starts a here-document that never ends')
    if (this.failure !== null) return this.failure
    return ok({ commands: this.#commands.filter((each) => each.length > 0), tokens: this.tokens })
  }

  /** Commands up to the end of the text, or up to the `)` that closes a `$(`. */
  protected script(nested: boolean, depth: number): void {
    const from = this.at
    if (depth > deepest) {
      this.stop('file-not-editable', from, 'nests too deeply')
      return
    }
    let open = 0
    let command: ShellWord[] = []
    let redirected = false
    const end = (token: string): void => {
      this.token(token)
      this.#commands.push(command)
      command = []
      redirected = false
    }
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at)
      if (char === ' ' || char === '\t') this.at += 1
      else if (this.is('\\\n')) this.at += 2
      else if (char === '#') {
        const start = this.at
        this.at = lineEnd(this.text, start)
        this.token('#', this.text.slice(start, this.at))
      } else if (char === '\n') {
        this.at += 1
        end(char)
        this.#hereDocuments()
      } else if (char === ')' && nested && open === 0) {
        this.at += 1
        end(char)
        return
      } else if (this.is('((') && command.length === 0) this.arithmetic()
      else if (char === '(' || char === ')') {
        open = Math.max(0, open + (char === '(' ? 1 : -1))
        this.at += 1
        end(char)
      } else if (this.is('&>')) {
        this.at += 1
      } else if (';&|'.includes(char)) {
        this.at += 1
        end(char)
      } else if ((char === '<' || char === '>') && this.text[this.at + 1] !== '(')
        redirected = this.#redirection()
      else {
        const before = this.at
        const word = this.word(depth, false)
        if (this.at === before)
          this.stop('file-not-editable', before, 'has a sign that Keyturn does not read')
        if (nested && command.length === 0 && plainText(word) === 'case') {
          this.stop('file-not-editable', from, 'opens a $( ) with a case in it, which Keyturn does not read')
          return
        }
        // `2>` names a file descriptor.
        const descriptor = /^\d+$/.test(plainText(word) ?? '') && (this.is('<') || this.is('>'))
        if (!redirected && !descriptor) command.push(word)
        redirected = false
      }
    }
    if (nested) this.stop('file-invalid', from, 'opens a $( that is never closed')
    this.#commands.push(command)
  }

  /** Returns whether the next word is the target of it, and no argument. */
  #redirection(): boolean {
    const match = /(<<<|<<-?|>>|>\||[<>]&-?|<>|[<>])/y
    match.lastIndex = this.at
    const operator = match.exec(this.text)?.[0] ?? '<'
    this.at += operator.length
    this.token(operator)
    if (this.is('\\\n')) this.stop('file-not-editable', this.at, 'breaks off inside a redirection')
    if (operator !== '<<' && operator !== '<<-') return !operator.endsWith('-')
    while (this.is(' ') || this.is('\t')) this.at += 1
    const from = this.at
    const word = this.word(0, false)
    const name = word.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
    if (name === '' || word.parts.some(({ kind }) => kind === 'expansion'))
      this.stop('file-not-editable', from, 'starts a here-document whose end Keyturn cannot tell')
    else this.#pending.push({ end: name, tabs: operator === '<<-' })
    return false
  }

  #hereDocuments(): void {
    const pending = this.#pending
    this.#pending = []
    for (const { end, tabs } of pending) {
      const from = this.at
      let line: string
      do {
        if (this.at >= this.text.length) {
          this.stop('file-invalid', from, 'is in a here-document that never ends')
          return
        }
        const stop = lineEnd(this.text, this.at)
        line = this.text.slice(this.at, stop)
        this.at = Math.min(stop + 1, this.text.length)
      } while ((tabs ? line.replace(/^\t+/, '') : line) !== end)
      this.token('<<', this.text.slice(from, this.at))
    }
  }
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline
}
