import { fail, ok, type Result } from '../../shared/errors.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { ProviderSession } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import type { Secret } from '../vault/secret.ts'
import { credentialReference, type Vault } from '../vault/vault.ts'

/** Opens sessions with vendors. An account's credential is read from the keychain once and then kept in memory. */
export class Sessions {
  readonly #vault: Vault
  readonly #providers: Providers
  readonly #accounts: AccountsTable
  readonly #credentials = new Map<string, Secret>()

  constructor(vault: Vault, providers: Providers, accounts: AccountsTable) {
    this.#vault = vault
    this.#providers = providers
    this.#accounts = accounts
  }

  /** Fails with `not-found` for an unknown account, or with the keychain's failure. */
  async open(accountId: string): Promise<Result<ProviderSession>> {
    const account = this.#accounts.find(accountId, new Set())
    if (!account) return fail('not-found', 'There is no such account.', 'List the accounts.')
    const provider = this.#providers.of(account.provider)
    if (provider.info.credential === null) return ok(provider.connect({ ...account, credential: null }))
    let credential = this.#credentials.get(accountId)
    if (!credential) {
      const read = await this.#vault.get(credentialReference(accountId))
      if (!read.ok) return read
      if (!read.value) {
        return fail(
          'credential-rejected',
          `The keychain has no credential for ${account.name}. Its keys stay browsable.`,
          'Replace the credential of the account.',
        )
      }
      credential = read.value
      this.#credentials.set(accountId, credential)
    }
    return ok(provider.connect({ ...account, credential }))
  }

  /** Drops the credential from memory, after it was replaced or the account removed. */
  forget(accountId: string): void {
    this.#credentials.get(accountId)?.dispose()
    this.#credentials.delete(accountId)
  }

  forgetAll(): void {
    for (const id of [...this.#credentials.keys()]) this.forget(id)
  }
}
