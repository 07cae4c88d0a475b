import type { Io } from '../../main/cli/io.ts'

/** A terminal that tests write to and read from. Time passes only while something sleeps. */
export class FakeTerminal implements Io {
  stdoutIsTty = false
  canAsk = false
  columns: number | null = null
  env: Record<string, string | undefined> = {}
  cwd = '/'
  /** What is piped into stdin. */
  stdin = ''
  /** What the person types, one entry per question; null cancels. */
  answers: (string | null)[] = []
  readonly questions: { readonly question: string; readonly how: 'shown' | 'hidden' }[] = []
  stdout = ''
  stderr = ''
  readonly #interrupts = new Set<() => void>()
  #now = Date.parse('2026-11-20T12:00:00Z')

  out(text: string): void {
    this.stdout += text
  }

  err(text: string): void {
    this.stderr += text
  }

  async readStdin(limitBytes: number): Promise<Buffer | null> {
    const bytes = Buffer.from(this.stdin)
    return bytes.length > limitBytes ? null : bytes
  }

  async ask(question: string, how: 'shown' | 'hidden'): Promise<string | null> {
    this.questions.push({ question, how })
    return this.answers.shift() ?? null
  }

  onInterrupt(listener: () => void): () => void {
    this.#interrupts.add(listener)
    return () => this.#interrupts.delete(listener)
  }

  /** Presses Ctrl-C; answers whether anything had taken it over. */
  interrupt(): boolean {
    for (const listener of this.#interrupts) listener()
    return this.#interrupts.size > 0
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds
  }

  now(): Date {
    return new Date(this.#now)
  }
}
