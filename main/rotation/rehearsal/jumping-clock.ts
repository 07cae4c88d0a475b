import type { Clock } from '../../clock.ts'

/** A clock that goes on from now, and over which the waits of a rehearsal are jumped. */
export class JumpingClock implements Clock {
  readonly #real: Clock
  #ahead = 0

  constructor(real: Clock) {
    this.#real = real
  }

  now(): Date {
    return new Date(this.#real.now().getTime() + this.#ahead)
  }

  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void {
    this.#ahead += Math.max(0, milliseconds)
  }

  /** Lets the time come; one that is over already changes nothing. */
  passUntil(at: string): void {
    this.pass(Date.parse(at) - this.now().getTime())
  }
}
