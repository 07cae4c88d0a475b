import type { StepContext } from './step.ts'

/** More than this between two looks, in milliseconds, is no waiting: the clock was set, or the machine slept. */
const longestLook = 30_000

/** How long is still waited for something, in milliseconds, whatever is done to the clock meanwhile. */
export class Patience {
  readonly #c: Pick<StepContext, 'clock' | 'pause'>
  #left: number
  #seen: number

  constructor(c: Pick<StepContext, 'clock' | 'pause'>, milliseconds: number) {
    this.#c = c
    this.#left = milliseconds
    this.#seen = c.clock.now().getTime()
  }

  get left(): number {
    return this.#left
  }

  /** Waits, at most for what is left. What was done since the last wait counts as waited. */
  async pause(atMost: number): Promise<void> {
    const waited = Math.min(atMost, this.#left)
    await this.#c.pause(waited)
    const now = this.#c.clock.now().getTime()
    const passed = now - this.#seen
    this.#left -= passed < waited || passed > waited + longestLook ? waited : passed
    this.#seen = now
  }
}
