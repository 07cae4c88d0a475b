import { randomBytes } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { ClipboardStatus, KeyRef } from '../../shared/model.ts'
import type { Secret } from '../vault/secret.ts'
import type { ClipboardMark, ClipboardSink } from './clipboard.ts'

/** What is kept over a crash: when to clear, and how to recognise what to clear. */
export interface PendingClear extends ClipboardMark {
  readonly until: string
}

/** Where a pending clear is kept; null when there is none. */
export interface PendingClearStore {
  read(): PendingClear | null
  write(pending: PendingClear | null): void
}

/** How long a copied value stays. */
export const HELD_MS = 30_000

const nothing: ClipboardStatus = { state: 'empty', ref: null, label: '', until: null }

/**
 * Puts a value on the clipboard and takes it away again, if it is still there then. Keeps no value: only a salted
 * mark. What the user has copied since is left alone.
 */
export class HeldClipboard {
  readonly #sink: Pick<ClipboardSink, 'mark' | 'write' | 'look' | 'clear'>
  readonly #store: PendingClearStore
  readonly #onStatus: (status: ClipboardStatus) => void
  #status: ClipboardStatus = nothing
  #timer: NodeJS.Timeout | undefined
  /** One at a time: a copy must not slip between the look and the clear of another. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    sink: Pick<ClipboardSink, 'mark' | 'write' | 'look' | 'clear'>,
    store: PendingClearStore,
    onStatus: (status: ClipboardStatus) => void,
  ) {
    this.#sink = sink
    this.#store = store
    this.#onStatus = onStatus
  }

  status(): ClipboardStatus {
    return this.#status
  }

  /** Copies a value for 30 seconds. `label` is what the window calls it: the key's name, never the value. */
  hold(value: Secret, ref: KeyRef | null, label: string): Promise<Result<ClipboardStatus>> {
    return this.#alone(async () => {
      clearTimeout(this.#timer)
      const until = new Date(Date.now() + HELD_MS).toISOString()
      const mark = this.#sink.mark(value, randomBytes(32).toString('base64'))
      // Before the write: a crash in between leaves a mark that fits nothing, not a value that nobody clears.
      this.#store.write({ ...mark, until })
      try {
        await this.#sink.write(value)
      } catch {
        this.#store.write(null)
        this.#show(nothing)
        return notCopied()
      }
      const seen = await this.#sink.look(mark)
      if (seen === 'other' || seen === 'empty') {
        this.#store.write(null)
        this.#show(nothing)
        return notCopied()
      }
      this.#timer = setTimeout(() => void this.clear(), HELD_MS)
      this.#show({ state: 'held', ref, label, until })
      return ok(this.#status)
    })
  }

  /** Takes the value away now, if it is still there. For the timer, the user, a locked screen, sleep and the end. */
  clear(): Promise<ClipboardStatus> {
    return this.#alone(async () => {
      const pending = this.#store.read()
      if (!pending) return this.#status
      clearTimeout(this.#timer)
      const state = await this.#takeAway(pending)
      // What could not be confirmed is tried again when the window is in front, and at the next start.
      if (state !== 'unconfirmed') this.#store.write(null)
      this.#show({ state, ref: this.#status.ref, label: this.#status.label, until: null })
      return this.#status
    })
  }

  /** At the start: clears what a session that died has left behind. */
  async recover(): Promise<void> {
    if (this.#store.read()) await this.clear()
  }

  /** On Wayland only the app in front may read the clipboard: called when the window comes to the front. */
  retryUnconfirmed(): void {
    if (this.#status.state === 'unconfirmed') void this.clear()
  }

  /** Ends the wait for the clear, and clears; gives up after `deadlineMs`, so that it cannot hold the end. */
  async close(deadlineMs: number): Promise<void> {
    clearTimeout(this.#timer)
    const bound = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs).unref())
    await Promise.race([this.clear(), bound])
  }

  async #takeAway(mark: ClipboardMark): Promise<'cleared' | 'replaced' | 'unconfirmed'> {
    const before = await this.#sink.look(mark)
    if (before === 'other') return 'replaced'
    if (before === 'empty') return 'cleared'
    if (before === 'unknown') return 'unconfirmed'
    try {
      await this.#sink.clear()
    } catch {
      return 'unconfirmed'
    }
    const after = await this.#sink.look(mark)
    return after === 'ours' || after === 'unknown' ? 'unconfirmed' : 'cleared'
  }

  #show(status: ClipboardStatus): void {
    this.#status = status
    this.#onStatus(status)
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

const notCopied = () =>
  fail(
    'refused',
    'The system’s clipboard did not take the value. The value is safe in the keychain.',
    'Bring Keyturn’s window to the front and copy again, or use Reveal.',
  )
