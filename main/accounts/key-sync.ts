import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, Key, SyncCounts } from '../../shared/model.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { KeysTable, StoredKey } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { Listing, ProviderKey } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import { mergeRights } from './rights.ts'
import type { Sessions } from './sessions.ts'

interface Parts {
  readonly db: Database
  readonly clock: Clock
  readonly changes: Changes
  readonly accounts: AccountsTable
  readonly keys: KeysTable
  readonly sessions: Sessions
  readonly providers: Providers
  /** Recognises keys of interrupted creations in what the vendor lists; runs in the sync's transaction. */
  readonly findOrphans: (accountId: string, listing: Listing) => void
  /** Goes on with creations whose end is open, such as a final name that the vendor did not take; cheap without any. */
  readonly settle: () => Promise<unknown>
}

/**
 * Brings an account's keys up to date with the vendor. A list that returns less than before marks keys as gone; it
 * never deletes anything, and marks nothing of a type that the list does not cover.
 */
export class KeySync {
  readonly #parts: Parts
  readonly #runs = new Map<string, Promise<Result<SyncCounts>>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The accounts whose sync runs now. */
  get running(): ReadonlySet<string> {
    return new Set(this.#runs.keys())
  }

  /** A second call while one runs gets the same result. */
  run(accountId: string): Promise<Result<SyncCounts>> {
    const running = this.#runs.get(accountId)
    if (running) return running
    const run = this.#run(accountId).finally(() => {
      this.#runs.delete(accountId)
      this.#parts.changes.notify('accounts', 'keys', 'intents')
    })
    this.#runs.set(accountId, run)
    this.#parts.changes.notify('accounts')
    return run
  }

  async #run(accountId: string): Promise<Result<SyncCounts>> {
    const { sessions, accounts, clock } = this.#parts
    if (!accounts.find(accountId, new Set())) {
      return fail('not-found', 'There is no such account.', 'List the accounts.')
    }
    const session = await sessions.open(accountId)
    const before = this.#parts.keys.ofAccount(accountId).map((key) => key.ref.keyId)
    const known = this.#parts.keys.live(accountId)
    const listing = session.ok ? await session.value.listKeys(known) : session
    if (!listing.ok) {
      const { code, message, hint } = listing.failure
      stored('', () => accounts.setSyncFailure(accountId, { code, message, hint, at: stamp(clock) }))
      return listing
    }
    const merged = stored('The sync was not recorded', () =>
      this.#merge(accountId, listing.value, new Set(before)),
    )
    if (!merged.ok) return merged
    if (merged.value === null) {
      return fail('not-found', 'The account was removed while its vendor was asked.', 'List the accounts.')
    }
    await this.#parts.settle()
    return ok(merged.value)
  }

  /** Merges a listing in one transaction. `asked`: the keys that there were when the vendor was asked. Null: the account is gone. */
  #merge(accountId: string, listing: Listing, asked: ReadonlySet<string>): SyncCounts | null {
    const { db, keys, accounts, clock } = this.#parts
    return db.transaction(() => {
      const at = stamp(clock)
      const account = accounts.find(accountId, new Set())
      if (!account) return null
      const rights = mergeRights(account.sync.rights, listing.rights)
      const told = { notes: listing.notes, rights }
      if (this.#isByWord(account)) {
        // It can only say again what it was told, and that may have changed since.
        keys.clearChanges(accountId)
        const counts = { new: 0, changed: 0, gone: 0, total: keys.live(accountId).length }
        accounts.setSynced(accountId, at, counts, told)
        return counts
      }
      const before = new Map(keys.ofAccount(accountId).map((key) => [key.ref.keyId, key]))
      const first = account.sync.lastSyncedAt === null
      const counts = { new: 0, changed: 0, gone: 0, total: listing.keys.length }
      keys.clearChanges(accountId)
      for (const key of listing.keys) {
        const change = changeOf(before.get(key.id), key)
        if (change) counts[change] += 1
        // On the first sync everything is new: marking it all would say nothing.
        keys.upsert(accountId, key, at, first ? null : change)
        before.delete(key.id)
      }
      for (const missing of before.values()) {
        const { keyId } = missing.ref
        const covered = listing.covers.includes(missing.provider.type)
        const named = listing.gone?.includes(keyId) ?? false
        // A key that was made while the vendor was answering is not missing.
        if (missing.state === 'gone' || !asked.has(keyId) || !(covered || named)) continue
        keys.set(missing.ref, { state: 'gone', change: 'gone' })
        counts.gone += 1
      }
      this.#parts.findOrphans(accountId, listing)
      accounts.setSynced(accountId, at, counts, told)
      return counts
    })
  }

  #isByWord({ provider }: Account): boolean {
    return this.#parts.providers.of(provider).info.mode === 'record'
  }
}

/** What a sync says of a key that was listed: new, changed since, or nothing. */
function changeOf(before: StoredKey | undefined, now: ProviderKey): Exclude<Key['change'], 'gone'> {
  if (!before) return 'new'
  if (before.state === 'gone') return 'new'
  return describe(before.provider) === describe(now) ? null : 'changed'
}

/** What counts as a change; dates that the vendor adds later do not. */
const describe = (key: ProviderKey): string =>
  JSON.stringify([
    ...[key.name, key.active, key.hashed, key.type, key.owner?.id, key.presets, key.permissions],
    ...[key.description, key.locked, key.expiresAt],
  ])
