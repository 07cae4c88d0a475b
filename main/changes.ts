import type { ChangedTopic } from '../shared/ipc.ts'

type Listener = (topics: readonly ChangedTopic[]) => void

/** Tells whoever shows data what has changed; services call it after their transaction. */
export class Changes {
  readonly #listeners = new Set<Listener>()

  /** The result ends the subscription. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  notify(...topics: ChangedTopic[]): void {
    for (const listener of this.#listeners) listener(topics)
  }
}
