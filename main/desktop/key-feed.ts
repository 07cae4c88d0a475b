import type { DueItem, Key, KeyChanges, KeyRef, ListedKey } from '../../shared/model.ts'

/**
 * Small enough that taking a page in stalls the window for less than a frame or two: crossing into it costs about
 * 40 µs a key.
 */
const PAGE = 250

interface Entry {
  readonly revision: number
  readonly ref: KeyRef
  /** The listed key as JSON, to compare and to hand out; null once it is no longer listed. */
  readonly json: string | null
}

/**
 * Hands the window only what changed, in pages: a list of 10,000 keys crosses once, at the start, and one renamed key
 * afterwards crosses alone. Holds no state of the window's: that says from which revision on it asks.
 */
export class KeyFeed {
  readonly #read: () => { readonly keys: readonly Key[]; readonly due: readonly DueItem[] }
  /** In the order of their revisions: what changes moves to the end. */
  readonly #entries = new Map<string, Entry>()
  #revision = 0

  constructor(read: () => { readonly keys: readonly Key[]; readonly due: readonly DueItem[] }) {
    this.#read = read
  }

  /** Reads the keys again and gives what changed a new revision. */
  look(): void {
    const { keys, due } = this.#read()
    const dueOf = new Map(due.map(({ key, ...rest }) => [nameOf(key.accountId, key.id), rest]))
    const missing = new Set(this.#entries.keys())
    for (const key of keys) {
      const name = nameOf(key.accountId, key.id)
      missing.delete(name)
      const listed: ListedKey = { key, due: dueOf.get(name) ?? null }
      this.#put(name, { accountId: key.accountId, keyId: key.id }, JSON.stringify(listed))
    }
    for (const name of missing) {
      const entry = this.#entries.get(name)
      if (entry) this.#put(name, entry.ref, null)
    }
  }

  since(revision: number): KeyChanges {
    const page: Entry[] = []
    let more = false
    for (const entry of this.#entries.values()) {
      // A window that starts anew has nothing to drop.
      if (entry.revision <= revision || (revision === 0 && entry.json === null)) continue
      more = page.length === PAGE
      if (more) break
      page.push(entry)
    }
    return {
      revision: page.at(-1)?.revision ?? Math.max(revision, this.#revision),
      more,
      listed: page.flatMap(({ json }) => (json === null ? [] : [JSON.parse(json) as ListedKey])),
      dropped: page.flatMap(({ json, ref }) => (json === null ? [ref] : [])),
    }
  }

  #put(name: string, ref: KeyRef, json: string | null): void {
    if (this.#entries.get(name)?.json === json) return
    this.#entries.delete(name)
    this.#entries.set(name, { revision: ++this.#revision, ref, json })
  }
}

const nameOf = (accountId: string, keyId: string): string => `${accountId}/${keyId}`
