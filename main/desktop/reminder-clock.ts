import type { InboxItem } from '../../shared/model.ts'

const HOUR_MS = 3_600_000
/** A start, a resume and several syncs may come together: once after them is enough. */
const APART_MS = 5_000

/** Looks for what became due: at the start, every hour, after sleep and after a sync. */
export class ReminderClock {
  readonly #look: () => readonly InboxItem[]
  readonly #found: (items: readonly InboxItem[]) => void
  readonly #now: () => number
  #timer: NodeJS.Timeout | undefined
  #later: NodeJS.Timeout | undefined
  #anchor = 0
  #last = Number.NEGATIVE_INFINITY

  /** `look` puts what became due into the inbox and returns just that. */
  constructor(
    look: () => readonly InboxItem[],
    found: (items: readonly InboxItem[]) => void,
    now: () => number = Date.now,
  ) {
    this.#look = look
    this.#found = found
    this.#now = now
  }

  start(): void {
    this.#anchor = this.#now()
    this.run()
    this.#schedule()
  }

  stop(): void {
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
    const items = this.#look()
    if (items.length > 0) this.#found(items)
  }

  // To the next full hour after the start, so that slow runs and late timers do not add up.
  #schedule(): void {
    const passed = Math.max(0, this.#now() - this.#anchor) % HOUR_MS
    this.#timer = setTimeout(() => {
      this.run()
      this.#schedule()
    }, HOUR_MS - passed)
    this.#timer.unref()
  }
}
