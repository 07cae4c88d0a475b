import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account } from '../../shared/model.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { IntentsTable } from '../database/intents-table.ts'
import type { KeysTable, StoredKey } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import { credentialReference, type Vault, valueReference } from '../vault/vault.ts'
import type { Sessions } from './sessions.ts'

export interface RemovalParts {
  readonly db: Database
  readonly vault: Vault
  readonly audit: Audit
  readonly changes: Changes
  readonly table: AccountsTable
  readonly keys: KeysTable
  readonly intents: IntentsTable
  readonly sessions: Sessions
  /** A creation, import or rotation of this account that has not ended. */
  readonly underWay: (accountId: string) => { readonly name: string } | null
  /** A setup of this account that has not ended: without the account nobody would know what it made. */
  readonly openSetup: (accountId: string) => { readonly name: string } | null
}

/** The keys of an account whose values the keychain holds. */
export const heldOf = ({ keys }: Pick<RemovalParts, 'keys'>, accountId: string): readonly StoredKey[] =>
  keys.ofAccount(accountId).filter((key) => key.valueVersion !== null)

/**
 * Removes an account with its keys, values and credential, and nothing of any other. Refused while values would be
 * lost and `loseValues` is false, and while something of it is under way.
 */
export async function removeAccount(
  parts: RemovalParts,
  account: Account,
  loseValues: boolean,
): Promise<Result<void>> {
  const { vault, table, keys, intents, audit, db, changes, sessions } = parts
  const { id: accountId, name } = account
  const held = heldOf(parts, accountId)
  if (held.length > 0 && !loseValues) {
    return fail(
      'refused',
      `Keyturn holds ${held.length === 1 ? '1 value' : `${held.length} values`} of ${name}. Removing the account deletes them from the keychain; the vendor cannot show them again.`,
      'Confirm that these values may be lost.',
    )
  }
  const free = notUnderWay(parts, account)
  if (!free.ok) return free
  // The items go first: a crash in between leaves an account that says what it holds, never a value that nothing names.
  for (const key of keys.ofAccount(accountId)) {
    // Older versions of a value that was imported twice go with it, and items that a failed import left behind.
    for (let version = intents.nextVersion(key.ref) - 1; version > 0; version--) {
      const gone = await vault.delete(valueReference(accountId, key.ref.keyId, version))
      if (!gone.ok) return gone
    }
    if (key.valueVersion === null) continue
    const noted = stored('The account was not removed', () =>
      keys.set(key.ref, { value_version: null, fingerprint: null }),
    )
    if (!noted.ok) return noted
  }
  const credential = await vault.delete(credentialReference(accountId))
  if (!credential.ok) return credential
  sessions.forget(accountId)
  const removed = stored('The account was not removed', () =>
    db.transaction(() => {
      // Asked again: another process may have begun a creation meanwhile.
      const still = notUnderWay(parts, account)
      if (!still.ok) return still
      table.delete(accountId)
      audit.record('account.remove', `Removed the account ${name} and ${held.length} values`, null)
      changes.notify('accounts', 'keys', 'intents', 'targets', 'policies', 'setups')
      return ok(undefined)
    }),
  )
  return removed.ok ? removed.value : removed
}

/** Without the account's row, the value of a key that the vendor is making now could not be recorded. */
function notUnderWay({ underWay, openSetup }: RemovalParts, { id, name }: Account): Result<void> {
  const busy = underWay(id)
  if (busy !== null) {
    return fail(
      'refused',
      `${busy.name} is being created, imported or rotated in ${name} now. The account was not removed.`,
      'Wait until that has ended, then try again.',
    )
  }
  const setup = openSetup(id)
  if (setup === null) return ok(undefined)
  return fail(
    'refused',
    `The setup of ${setup.name} in ${name} has not ended, and what it made is at the vendor. The account was not removed.`,
    'Resume it, clean it up, or take it off the list; then try again.',
  )
}
