import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import { noteTried, type TriedRightsParts } from '../accounts/rights.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { ProviderSession } from '../providers/provider.ts'
import { type ProtectionParts, usedAsCredential } from '../rotation/vendor/protection.ts'
import type { Vault } from '../vault/vault.ts'
import { cannotOf } from './cannot.ts'
import { type ChangeAction, notDone, triedWords } from './change-words.ts'

export interface KeyChangesParts extends TriedRightsParts, Omit<ProtectionParts, 'accounts' | 'vault'> {
  readonly db: Database
  readonly table: KeysTable
  readonly vault: Vault
  readonly accounts: TriedRightsParts['accounts'] & ProtectionParts['accounts']
  readonly sessions: Sessions
}

/** What is done to a key: one call, which is not repeated, and then its record. */
export interface KeyChangeOrder {
  readonly action: ChangeAction
  readonly call: (session: ProviderSession) => Promise<Result<void>>
  /** Runs in a transaction; the key is the one before the change. */
  readonly record: (key: Key) => void
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

  /** The key, where its vendor lets this be done to it; `refused` with the vendor's reason where not. */
  allowed(ref: KeyRef, action: ChangeAction): Result<Key> {
    const key = this.need(ref)
    if (!key.ok) return key
    const row = this.#parts.table.stored(ref)
    const { providers, clock } = this.#parts
    const reason = row && cannotOf(providers.of(key.value.provider), row.provider, clock.now())[action]
    if (!reason) return key
    return fail('refused', notDone(action, key.value.name, reason), 'Nothing was changed.')
  }

  /** Refused before the vendor is asked where it is known to be in vain. The answer tells of the account's rights. */
  async atVendor(ref: KeyRef, { action, call, record }: KeyChangeOrder): Promise<Result<Key>> {
    const key = this.allowed(ref, action)
    if (!key.ok) return key
    const used = action === 'disable' || action === 'delete' ? await usedAsCredential(this.#parts, ref) : null
    if (used !== null) return fail('refused', notDone(action, key.value.name, used), 'Nothing was changed.')
    const session = await this.#parts.sessions.open(ref.accountId)
    if (!session.ok) return session
    const called = await call(session.value)
    this.tried(key.value, action, called)
    if (!called.ok) return called
    return this.record(
      ref,
      'The vendor made the change, but it was not recorded here; sync the account',
      () => record(key.value),
    )
  }

  /** Keeps what the answer to a change tells of the rights of the account's credential. */
  tried(key: Key, action: ChangeAction, result: Result<unknown>): void {
    // Where there is no API nobody was asked.
    if (key.stateBasis === 'user') return
    const failure = result.ok ? null : result.failure
    noteTried(this.#parts, key.accountId, triedWords(action, key), failure, key.type)
  }

  /** Writes in one transaction and gives the key as it is then. */
  record(ref: KeyRef, what: string, write: () => void): Result<Key> {
    const recorded = stored(what, () => this.#parts.db.transaction(write))
    if (!recorded.ok) return recorded
    this.#parts.changes.notify('keys', 'intents')
    return this.need(ref)
  }
}
