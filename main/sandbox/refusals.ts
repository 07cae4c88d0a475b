/**
 * How many requests were not taken, by what was answered (a status, or `cut` where the connection was), then by the
 * key: its id, whatever its state; `unknown` for a value that no key has; `none` without one.
 */
export type RefusalCounts = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Counts what an agent was told that it must try again or give up, for whatever reason. */
export class Refusals {
  readonly #counts = new Map<string, Map<string, number>>()

  /** `status` null: the connection was cut. A request that was taken is not counted. */
  note(status: number | null, keyId: string): void {
    if (status !== null && status < 300) return
    const name = status === null ? 'cut' : String(status)
    const keys = this.#counts.get(name) ?? new Map<string, number>()
    this.#counts.set(name, keys.set(keyId, (keys.get(keyId) ?? 0) + 1))
  }

  get counts(): RefusalCounts {
    return Object.fromEntries([...this.#counts].map(([name, keys]) => [name, Object.fromEntries(keys)]))
  }

  forget(): void {
    this.#counts.clear()
  }
}
