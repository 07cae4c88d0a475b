/** Lets so many through in any minute. A compromised window cannot read out all values at once. */
export class RateLimit {
  readonly #perMinute: number
  readonly #now: () => number
  #passed: readonly number[] = []

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute
    this.#now = now
  }

  /** Counts this one and says 0, or says how many seconds to wait. */
  take(): number {
    const now = this.#now()
    this.#passed = this.#passed.filter((at) => now - at < 60_000)
    const oldest = this.#passed[0]
    if (oldest !== undefined && this.#passed.length >= this.#perMinute)
      return Math.ceil((oldest + 60_000 - now) / 1000)
    this.#passed = [...this.#passed, now]
    return 0
  }
}
