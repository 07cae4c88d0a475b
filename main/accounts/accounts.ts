import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, ProviderId, SyncCounts } from '../../shared/model.ts'
import type { AccountReport, ProviderInfo } from '../../shared/providers.ts'
import { type Clock, stamp } from '../clock.ts'
import { stored } from '../database/sqlite.ts'
import { plainName } from '../plain-name.ts'
import type { AccountPlace, Endpoints, Identity, Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import type { Accounts as AccountsContract, NewAccount, SandboxAt } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { credentialReference, type Vault } from '../vault/vault.ts'
import { credentialWords, keepCredential } from './credential.ts'
import type { KeySync } from './key-sync.ts'
import { heldOf, type RemovalParts, removeAccount } from './removal.ts'

interface Parts extends RemovalParts {
  readonly clock: Clock
  readonly vault: Vault
  readonly providers: Providers
  readonly keySync: KeySync
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
      // One is enough for most: only a further vendor's says whose it is.
      const name = provider === this.#parts.providers.all[0] ? 'Sandbox' : `Sandbox (${provider.info.name})`
      return this.#addChecked(name, provider, { region: 'sandbox', transport, ...at }, credential)
    }
    const renewed = await this.#renewCredential(existing, provider, sandbox)
    if (!renewed.ok) return renewed
    return stored('The sandbox account was not updated', () => {
      table.setAddresses(existing.id, at)
      this.#parts.sessions.forget(existing.id)
      changes.notify('accounts')
      return table.find(existing.id, this.#parts.keySync.running) ?? existing
    })
  }

  /** A sandbox that began anew has another credential; a keychain that does not answer now keeps the one it has. */
  async #renewCredential(account: Account, provider: Provider, sandbox: SandboxAt): Promise<Result<void>> {
    const { credential } = sandbox
    if (credential === null || provider.info.credential === null) return ok(undefined)
    const { vault, table } = this.#parts
    const held = await vault.get(credentialReference(account.id))
    if (!held.ok || held.value === null || held.value.equals(credential)) return ok(undefined)
    const session = provider.connect({ ...account, ...sandbox, teamId: null, userId: null })
    const identity = await session.identify()
    if (!identity.ok) return identity
    const kept = await keepCredential(vault, account.id, credential, credentialWords(provider.info))
    if (!kept.ok) return kept
    return stored('The sandbox account was not updated', () => table.setIdentity(account.id, identity.value))
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
    const what = credentialWords(provider.info)
    const identity = await provider.connect({ ...account.value, credential: adminKey }).identify()
    if (!identity.ok) return identity
    const old = account.value
    if (old.teamId && identity.value.teamId && old.teamId !== identity.value.teamId) {
      return fail(
        'refused',
        `This ${what} belongs to ${identity.value.teamName ?? `another account at ${provider.info.name}`}, not to ${old.teamName ?? old.name}. Nothing was changed.`,
        'Add it as an account of its own.',
      )
    }
    const kept = await keepCredential(vault, accountId, adminKey, what)
    if (!kept.ok) return kept
    sessions.forget(accountId)
    return stored(`The new ${what} is kept, but the account was not updated`, () =>
      db.transaction(() => {
        table.setIdentity(accountId, identity.value)
        // What the one before was allowed says nothing of this one.
        table.setRights(accountId, [])
        audit.record('account.credential', `Replaced the ${what} of ${old.name}`, null)
        changes.notify('accounts')
        return table.find(accountId, this.#parts.keySync.running) ?? old
      }),
    )
  }

  async check(accountId: string): Promise<Result<{ readonly message: string }>> {
    const account = this.#find(accountId)
    if (!account.ok) return account
    const { providers, sessions, table, changes } = this.#parts
    const { info } = providers.of(account.value.provider)
    if (info.credential === null)
      return ok({ message: `${info.name} has no API for keys: what stands here is what you enter.` })
    const session = await sessions.open(accountId)
    if (!session.ok) return session
    const identity = await session.value.identify()
    if (!identity.ok) return identity
    const { teamId, teamName, userName } = identity.value
    // An account of an earlier Keyturn lacks what was not asked then.
    if (account.value.teamId === null || account.value.teamId === teamId) {
      stored('', () => table.setIdentity(accountId, identity.value))
      changes.notify('accounts')
    }
    const whose = [userName, teamName].filter(Boolean).join(', ') || 'an account that it does not name'
    return ok({ message: `The vendor answers. The ${credentialWords(info)} belongs to ${whose}.` })
  }

  valuesLost(accountId: string): number {
    return heldOf(this.#parts, accountId).length
  }

  async remove(accountId: string, loseValues: boolean): Promise<Result<void>> {
    const account = this.#find(accountId)
    return account.ok ? removeAccount(this.#parts, account.value, loseValues) : account
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
    const taken = fail('refused', `There is already an account named ${name}.`, 'Choose another name.')
    if (table.nameTaken(name)) return taken
    const what = credentialWords(provider.info)
    if (credential === null && provider.info.credential !== null) {
      return fail('usage', `An account at ${provider.info.name} needs its ${what}. Nothing was added.`)
    }
    const session = provider.connect({ ...endpoints, credential, teamId: null, userId: null })
    const identity = await session.identify()
    if (!identity.ok) return identity
    const id = randomUUID()
    if (credential !== null && provider.info.credential !== null) {
      const kept = await keepCredential(vault, id, credential, what)
      if (!kept.ok) {
        // What it took all the same belongs to no account.
        await vault.delete(credentialReference(id))
        return kept
      }
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
        // Another process may have taken it while the vendor was asked.
        if (table.nameTaken(name)) return null
        table.insert(row)
        audit.record('account.add', `Added the account ${name}${teamOf(identity.value)}`, null)
        return table.find(id, new Set())
      }),
    )
    if (!recorded.ok || recorded.value === null) {
      await vault.delete(credentialReference(id))
      return recorded.ok ? taken : recorded
    }
    changes.notify('accounts')
    return ok(recorded.value)
  }
}

const teamOf = (identity: Identity): string => (identity.teamName ? ` (${identity.teamName})` : '')
