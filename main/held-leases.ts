import type { Clock } from './clock.ts'
import { leaseMilliseconds } from './process-identity.ts'

/** What this process works on, and the sign of life that others go by. */
export class HeldLeases {
  readonly #clock: Clock
  readonly #renew: (id: string, until: string) => void
  readonly #held = new Set<string>()
  #heartbeat: NodeJS.Timeout | null = null

  /** `renew` records a later end of the lease; it may throw, and is called again before the lease has ended. */
  constructor(clock: Clock, renew: (id: string, until: string) => void) {
    this.#clock = clock
    this.#renew = renew
  }

  has(id: string): boolean {
    return this.#held.has(id)
  }

  get any(): boolean {
    return this.#held.size > 0
  }

  /** The end of a lease that begins now. */
  until(): string {
    return new Date(this.#clock.now().getTime() + leaseMilliseconds).toISOString()
  }

  hold(id: string): void {
    this.#held.add(id)
    this.#heartbeat ??= setInterval(() => {
      for (const held of this.#held) {
        try {
          this.#renew(held, this.until())
        } catch {
          // The database may be busy or full; where start times are known the lease is not needed at all.
        }
      }
    }, leaseMilliseconds / 4).unref()
  }

  release(id: string): void {
    this.#held.delete(id)
    if (this.#held.size > 0 || this.#heartbeat === null) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = null
  }
}
