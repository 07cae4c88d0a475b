import type { InboxItem } from '../../shared/model.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** A start, a resume and several syncs may come together: once after them is enough. */
const APART_MS = 5_000
/** A clock that is corrected over the network moves by less. */
const JUMP_MS = 30_000

export interface ReminderClockOptions {
  readonly now?: () => number
  /** Milliseconds that no change of the clock reaches. */
  readonly monotonic?: () => number
  /** When something is due to be said next, in milliseconds since 1970; null: only the hourly look. */
  readonly nextAt?: () => number | null
}

/**
 * Looks for what became due: at the start, every hour, after sleep, after a sync, at the moment at which something is
 * due to be said, and when the clock has jumped.
 */
export class ReminderClock {
  readonly #look: () => readonly InboxItem[]
  readonly #found: (items: readonly InboxItem[]) => void
  readonly #now: () => number
  readonly #monotonic: () => number
  readonly #nextAt: () => number | null
  #timer: NodeJS.Timeout | undefined
  #later: NodeJS.Timeout | undefined
  #started = false
  #anchor = 0
  #last = Number.NEGATIVE_INFINITY
  /** The clock on the wall less the one that nobody sets, at the last look at both. */
  #difference = 0

  /** `look` puts what became due into the inbox and returns just that. */
  constructor(
    look: () => readonly InboxItem[],
    found: (items: readonly InboxItem[]) => void,
    options: ReminderClockOptions = {},
  ) {
    this.#look = look
    this.#found = found
    this.#now = options.now ?? Date.now
    this.#monotonic = options.monotonic ?? (() => performance.now())
    this.#nextAt = options.nextAt ?? (() => null)
  }

  start(): void {
    this.#started = true
    this.#anchor = this.#now()
    this.#difference = this.#now() - this.#monotonic()
    this.run()
  }

  stop(): void {
    this.#started = false
    clearTimeout(this.#timer)
    clearTimeout(this.#later)
  }

  /** Looks now, or a little later when it has just looked. A clock that was set back does not stop it. */
  run(): void {
    const now = this.#now()
    if (now >= this.#last && now - this.#last < APART_MS) {
      this.#later ??= setTimeout(
        () => {
          // A timer may fire a moment early: then it has to be possible to set it again.
          this.#later = undefined
          this.run()
        },
        APART_MS - (now - this.#last),
      ).unref()
      return
    }
    clearTimeout(this.#later)
    this.#later = undefined
    this.#last = now
    try {
      const items = this.#look()
      if (items.length > 0) this.#found(items)
    } finally {
      // A look that fails must not be the last one. And what is due next may have changed with it.
      this.#schedule()
    }
  }

  /**
   * Timers count time awake and know nothing of the wall: none is longer than a minute, and each time the wall is asked
   * what is due. Full hours count from the start, so that slow looks and late timers do not add up.
   */
  #schedule(): void {
    if (!this.#started) return
    clearTimeout(this.#timer)
    const now = this.#now()
    const hour = now + HOUR_MS - (Math.max(0, now - this.#anchor) % HOUR_MS)
    const next = this.#next()
    const due = next !== null && next > now ? Math.min(hour, next) : hour
    this.#sleep(due)
  }

  // A database that cannot be read now must not end the looks.
  #next(): number | null {
    try {
      return this.#nextAt()
    } catch {
      return null
    }
  }

  #sleep(due: number): void {
    const left = Math.max(0, due - this.#now())
    this.#timer = setTimeout(() => this.#wake(due), Math.min(left, MINUTE_MS))
    this.#timer.unref()
  }

  #wake(due: number): void {
    const now = this.#now()
    if (this.#jumped(now)) {
      this.#anchor = now
      this.run()
    } else if (now >= due) this.run()
    else this.#sleep(due)
  }

  // The machine slept, or somebody set the clock: what was computed from it before no longer holds.
  #jumped(now: number): boolean {
    const difference = now - this.#monotonic()
    const jumped = Math.abs(difference - this.#difference) > JUMP_MS
    this.#difference = difference
    return jumped
  }
}
