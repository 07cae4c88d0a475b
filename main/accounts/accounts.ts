import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, ProviderId, SyncCounts } from '../../shared/model.ts'
import type { AccountReport, ProviderInfo } from '../../shared/providers.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { Intent, IntentsTable } from '../database/intents-table.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import { plainName } from '../plain-name.ts'
import type { AccountPlace, Endpoints, Identity, Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import type { Accounts as AccountsContract, NewAccount, SandboxAt } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { credentialReference, type Vault, valueReference } from '../vault/vault.ts'
import type { KeySync } from './key-sync.ts'
import type { Sessions } from './sessions.ts'

interface Parts {
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly audit: Audit
  readonly changes: Changes
  readonly providers: Providers
  readonly table: AccountsTable
  readonly keys: KeysTable
  readonly intents: IntentsTable
  readonly sessions: Sessions
  readonly keySync: KeySync
  /** A creation or import of this account on which some process works now. */
  readonly underWay: (accountId: string) => Pick<Intent, 'name'> | null
}

/** Vendor accounts: added after their credential was checked and kept, removed without touching another's. */
export class Accounts implements AccountsContract {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  providers(): readonly ProviderInfo[] {
    return this.#parts.providers.all.map(({ info }) => info)
  }

  checkPlace(provider: ProviderId, place: AccountPlace): Result<void> {
    const endpoints = this.#parts.providers.of(provider).endpointsOf(place)
    return endpoints.ok ? ok(undefined) : endpoints
  }

  list(): readonly Account[] {
    return this.#parts.table.list(this.#parts.keySync.running)
  }

  async add(account: NewAccount): Promise<Result<Account>> {
    const named = plainName(account.name)
    if (!named.ok) return named
    const provider = this.#parts.providers.of(account.provider)
    const endpoints = provider.endpointsOf(account)
    if (!endpoints.ok) return endpoints
    return this.#addChecked(account.name, provider, endpoints.value, account.credential)
  }

  async addSandbox(id: ProviderId, sandbox: SandboxAt): Promise<Result<Account>> {
    const provider = this.#parts.providers.of(id)
    const existing = this.list().find((account) => account.region === 'sandbox' && account.provider === id)
    const { table, changes } = this.#parts
    const { credential, ...at } = sandbox
    if (!existing) {
      const transport = provider.info.transports[0] ?? null
      const name = id === 'coralogix' ? 'Sandbox' : `Sandbox (${provider.info.name})`
      return this.#addChecked(name, provider, { region: 'sandbox', transport, ...at }, credential)
    }
    return stored('The sandbox account was not updated', () => {
      table.setAddresses(existing.id, at)
      this.#parts.sessions.forget(existing.id)
      changes.notify('accounts')
      return table.find(existing.id, this.#parts.keySync.running) ?? existing
    })
  }

  report(accountId: string): Result<AccountReport> {
    const account = this.#find(accountId)
    if (!account.ok) return account
    const provider = this.#parts.providers.of(account.value.provider)
    const pages = provider.consolePages(account.value)
    return ok({ accountId, rights: account.value.sync.rights, pages, notes: provider.notes })
  }

  async replaceCredential(accountId: string, adminKey: Secret): Promise<Result<Account>> {
    const account = this.#find(accountId)
    if (!account.ok) return account
    const { providers, vault, sessions, table, audit, db, changes } = this.#parts
    const provider = providers.of(account.value.provider)
    if (provider.info.credential === null) {
      return fail('refused', `${provider.info.name} accounts have no credential. Nothing was changed.`)
    }
    const identity = await provider.connect({ ...account.value, credential: adminKey }).identify()
    if (!identity.ok) return identity
    const old = account.value
    if (old.teamId && identity.value.teamId && old.teamId !== identity.value.teamId) {
      return fail(
        'refused',
        `This admin key belongs to ${identity.value.teamName ?? 'another team'}, not to ${old.teamName ?? old.name}. Nothing was changed.`,
        'Add it as an account of its own.',
      )
    }
    const kept = await keepCredential(vault, accountId, adminKey)
    if (!kept.ok) return kept
    sessions.forget(accountId)
    return stored('The new admin key is kept, but the account was not updated', () =>
      db.transaction(() => {
        table.setIdentity(accountId, identity.value)
        audit.record('account.credential', `Replaced the admin key of ${old.name}`, null)
        changes.notify('accounts')
        return table.find(accountId, this.#parts.keySync.running) ?? old
      }),
    )
  }

  async check(accountId: string): Promise<Result<{ readonly message: string }>> {
    const account = this.#find(accountId)
    if (!account.ok) return account
    const session = await this.#parts.sessions.open(accountId)
    if (!session.ok) return session
    const identity = await session.value.identify()
    if (!identity.ok) return identity
    const { teamName, userName } = identity.value
    return ok({
      message: `The vendor answers. The admin key belongs to ${[userName, teamName].filter(Boolean).join(', ') || 'a team that it does not name'}.`,
    })
  }

  valuesLost(accountId: string): number {
    return this.#parts.keys.ofAccount(accountId).filter((key) => key.valueVersion !== null).length
  }

  async remove(accountId: string, loseValues: boolean): Promise<Result<void>> {
    const account = this.#find(accountId)
    if (!account.ok) return account
    const { vault, table, keys, intents, audit, db, changes, sessions } = this.#parts
    const held = keys.ofAccount(accountId).filter((key) => key.valueVersion !== null)
    if (held.length > 0 && !loseValues) {
      return fail(
        'refused',
        `Keyturn holds ${held.length === 1 ? '1 value' : `${held.length} values`} of ${account.value.name}. Removing the account deletes them from the keychain; the vendor cannot show them again.`,
        'Confirm that these values may be lost.',
      )
    }
    const free = this.#notUnderWay(account.value)
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
        const still = this.#notUnderWay(account.value)
        if (!still.ok) return still
        table.delete(accountId)
        audit.record(
          'account.remove',
          `Removed the account ${account.value.name} and ${held.length} values`,
          null,
        )
        changes.notify('accounts', 'keys', 'intents')
        return ok(undefined)
      }),
    )
    return removed.ok ? removed.value : removed
  }

  /** Without the account's row, the value of a key that the vendor is making now could not be recorded. */
  #notUnderWay(account: Account): Result<void> {
    const intent = this.#parts.underWay(account.id)
    if (intent === null) return ok(undefined)
    return fail(
      'refused',
      `${intent.name} is being created, imported or rotated in ${account.name} now. The account was not removed.`,
      'Wait until that has ended, then try again.',
    )
  }

  sync(accountId: string): Promise<Result<SyncCounts>> {
    return this.#parts.keySync.run(accountId)
  }

  #find(accountId: string): Result<Account> {
    const account = this.#parts.table.find(accountId, this.#parts.keySync.running)
    return account ? ok(account) : fail('not-found', 'There is no such account.', 'List the accounts.')
  }

  async #addChecked(
    name: string,
    provider: Provider,
    endpoints: Endpoints,
    credential: Secret | null,
  ): Promise<Result<Account>> {
    const { vault, table, audit, db, clock, changes } = this.#parts
    if (table.nameTaken(name)) {
      return fail('refused', `There is already an account named ${name}.`, 'Choose another name.')
    }
    if (credential === null && provider.info.credential !== null) {
      const what = provider.info.credential.label.toLowerCase()
      return fail('usage', `An account at ${provider.info.name} needs its ${what}. Nothing was added.`)
    }
    const session = provider.connect({ ...endpoints, credential, teamId: null, userId: null })
    const identity = await session.identify()
    if (!identity.ok) return identity
    const id = randomUUID()
    if (credential !== null && provider.info.credential !== null) {
      const kept = await keepCredential(vault, id, credential)
      if (!kept.ok) return kept
    }
    const row = {
      id,
      name,
      provider: provider.id,
      ...endpoints,
      identity: identity.value,
      byWord: provider.info.mode === 'record',
      addedAt: stamp(clock),
    }
    const recorded = stored('The account was not added', () =>
      db.transaction(() => {
        table.insert(row)
        audit.record('account.add', `Added the account ${name}${teamOf(identity.value)}`, null)
        return table.find(id, new Set())
      }),
    )
    if (!recorded.ok || recorded.value === null) {
      await vault.delete(credentialReference(id))
      return recorded.ok ? fail('unexpected', 'The account was not recorded.') : recorded
    }
    changes.notify('accounts')
    return ok(recorded.value)
  }
}

const teamOf = (identity: Identity): string => (identity.teamName ? ` (${identity.teamName})` : '')

/** Keeps an admin key in the keychain and reads it back. */
async function keepCredential(vault: Vault, accountId: string, adminKey: Secret): Promise<Result<void>> {
  const reference = credentialReference(accountId)
  const set = await vault.set(reference, adminKey)
  if (!set.ok) return set
  const back = await vault.get(reference)
  if (!back.ok) return back
  if (back.value?.equals(adminKey)) return ok(undefined)
  return fail(
    'keychain-refused',
    'The keychain took the admin key but gave something else back. The account was not added.',
    'Check the keychain with keyturn doctor, then try again.',
  )
}
