import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Changes } from '../changes.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { ProviderSession } from '../providers/provider.ts'

export interface KeyChangesParts {
  readonly db: Database
  readonly changes: Changes
  readonly sessions: Sessions
}

/** How a change to a key is made: at the vendor first, then in its record, which follows what the vendor took. */
export class KeyChanges {
  readonly #parts: KeyChangesParts
  readonly #read: (ref: KeyRef) => Key | null

  constructor(parts: KeyChangesParts, read: (ref: KeyRef) => Key | null) {
    this.#parts = parts
    this.#read = read
  }

  need(ref: KeyRef): Result<Key> {
    const key = this.#read(ref)
    return key ? ok(key) : fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
  }

  /** One call at the vendor, then its record. The call is not repeated. */
  async atVendor(
    ref: KeyRef,
    call: (session: ProviderSession) => Promise<Result<void>>,
    record: (key: Key) => void,
  ): Promise<Result<Key>> {
    const key = this.need(ref)
    if (!key.ok) return key
    const session = await this.#parts.sessions.open(ref.accountId)
    if (!session.ok) return session
    const called = await call(session.value)
    if (!called.ok) return called
    return this.record(
      ref,
      'The vendor made the change, but it was not recorded here; sync the account',
      () => record(key.value),
    )
  }

  /** Writes in one transaction and gives the key as it is then. */
  record(ref: KeyRef, what: string, write: () => void): Result<Key> {
    const recorded = stored(what, () => this.#parts.db.transaction(write))
    if (!recorded.ok) return recorded
    this.#parts.changes.notify('keys', 'intents')
    return this.need(ref)
  }
}
