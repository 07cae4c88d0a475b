import type { ChangedTopic } from '../../shared/ipc.ts'

const TOGETHER_MS = 40

/** Collects what has changed for a moment: a sync touches a thousand rows, and the window asks once. */
export class ChangedTopics {
  readonly #tell: (topics: readonly ChangedTopic[]) => void
  readonly #waiting = new Set<ChangedTopic>()
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (topics: readonly ChangedTopic[]) => void) {
    this.#tell = tell
  }

  add(topics: readonly ChangedTopic[]): void {
    for (const topic of topics) this.#waiting.add(topic)
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #flush(): void {
    this.#timer = undefined
    const topics = [...this.#waiting]
    this.#waiting.clear()
    this.#tell(topics)
  }
}
