import type { Failure } from '../shared/errors.ts'
import type { DueItem, Key, KeyChanges, KeyRef } from '../shared/model.ts'
import { api } from './api.ts'

interface Mirrored {
  readonly key: Key
  readonly due: DueItem | null
}

const nameOf = ({ accountId, keyId }: KeyRef): string => `${accountId}/${keyId}`

/** The window's copy of the list of keys. Main hands over only what changed; what did not keeps its identity. */
export class KeyMirror {
  readonly #all = new Map<string, Mirrored>()
  #revision = 0
  /** One at a time: pages of two runs must not cross. */
  #last: Promise<Failure | null> = Promise.resolve(null)

  /** Takes in what changed, page by page, so that none stalls the window. Null when it is up to date. */
  update(): Promise<Failure | null> {
    this.#last = this.#last.then(() => this.#run())
    return this.#last
  }

  async #run(): Promise<Failure | null> {
    for (let look = true; ; look = false) {
      const answer = await api['keys.changes']({ since: this.#revision, look })
      if (!answer.ok) return answer.failure
      this.#take(answer.value)
      if (!answer.value.more) return null
    }
  }

  keys(): readonly Key[] {
    return Array.from(this.#all.values(), ({ key }) => key)
  }

  /** What is due, the nearest first. */
  due(): readonly DueItem[] {
    const items: DueItem[] = []
    for (const { due } of this.#all.values()) if (due) items.push(due)
    return items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0))
  }

  #take({ revision, listed, dropped }: KeyChanges): void {
    this.#revision = revision
    for (const { key, due } of listed)
      this.#all.set(nameOf({ accountId: key.accountId, keyId: key.id }), { key, due: due && { ...due, key } })
    for (const ref of dropped) this.#all.delete(nameOf(ref))
  }
}
