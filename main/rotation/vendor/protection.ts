import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccountsTable } from '../../database/accounts-table.ts'
import type { KeysTable, StoredKey } from '../../database/keys-table.ts'
import type { ValueKeeper } from '../../keys/value-keeper.ts'
import type { Provider } from '../../providers/provider.ts'
import type { Providers } from '../../providers/providers.ts'
import { credentialReference, type Vault } from '../../vault/vault.ts'

export interface ProtectionParts {
  readonly table: Pick<KeysTable, 'stored'>
  readonly accounts: Pick<AccountsTable, 'list'>
  readonly keeper: Pick<ValueKeeper, 'fingerprint'>
  readonly vault: Pick<Vault, 'get' | 'probe'>
  readonly providers: Providers
}

export interface Protection {
  readonly cut: string | null
  readonly delete: string | null
}

/** Why a key must never be cut or deleted; see `RotationVendor.protection`. What cannot be told counts as protected. */
export async function protectionOf(parts: ProtectionParts, ref: KeyRef): Promise<Protection> {
  const key = parts.table.stored(ref)
  if (!key) return both('There is no such key.')
  const { name } = key.provider
  if (key.state === 'gone') return both(`The vendor no longer has ${name}.`)
  const used = await credentialReason(parts, key)
  if (used !== null) return both(used)
  if (key.provider.locked)
    return both(`${name} is locked at the vendor: nothing about it can be changed. Unlock it first.`)
  const cannot = providerOf(parts, key)?.cannot(key.provider) ?? {}
  const cut = cannot.disable ?? null
  return {
    cut: cut && `${name}: ${cut}`,
    delete: cannot.delete === undefined ? null : `${name}: ${cannot.delete}`,
  }
}

const both = (reason: string): Protection => ({ cut: reason, delete: reason })

const providerOf = ({ accounts, providers }: ProtectionParts, { ref }: StoredKey): Provider | null => {
  const account = accounts.list(new Set()).find(({ id }) => id === ref.accountId)
  return account ? providers.of(account.provider) : null
}

/**
 * Why a key is for certain what Keyturn reaches an account with; null where it is not, or where that cannot be told: who
 * names a single key means it.
 */
export async function usedAsCredential(parts: ProtectionParts, ref: KeyRef): Promise<string | null> {
  const key = parts.table.stored(ref)
  return key ? credentialReason(parts, key, 'certain') : null
}

/** Why it counts as the credential of an account; null where it is none, which the vendor says or the values show. */
async function credentialReason(
  parts: ProtectionParts,
  key: StoredKey,
  how: 'certain' | 'doubtful' = 'doubtful',
): Promise<string | null> {
  const { name } = key.provider
  const provider = providerOf(parts, key)
  if (!provider || provider.info.credential === null) return null
  const same = parts.accounts.list(new Set()).filter((account) => account.provider === provider.id)
  const said = same.find((account) => account.credentialKeyId === key.ref.keyId)
  if (said) return reaches(name, said.name)
  // Of an account of which the vendor says which key reaches it there is nothing to doubt.
  const unsaid = same.filter((account) => account.credentialKeyId === null)
  if (unsaid.length === 0) return null
  const mayBe = how === 'doubtful' && provider.mayBeCredential(key.provider)
  if (key.fingerprint === null) {
    if (!mayBe) return null
    return `Keyturn does not hold the value of ${name}, so it cannot tell whether it is an account credential that Keyturn itself uses. Import its value first.`
  }
  for (const account of unsaid) {
    const used = await fingerprintOfCredential(parts, account.id)
    if (used.ok && used.value === key.fingerprint) return reaches(name, account.name)
    if (!used.ok && mayBe) {
      return `Whether ${name} is the account credential of ${account.name} could not be checked: ${used.failure.message}`
    }
  }
  return null
}

const reaches = (name: string, account: string): string =>
  `${name} is the account credential with which Keyturn reaches ${account}. Give that account another one first.`

/** Null where the keychain, proven to work, has no credential of the account. */
async function fingerprintOfCredential(
  { vault, keeper }: ProtectionParts,
  accountId: string,
): Promise<Result<string | null>> {
  const credential = await vault.get(credentialReference(accountId))
  if (!credential.ok) return credential
  if (credential.value) {
    const fingerprint = await keeper.fingerprint(credential.value)
    credential.value.dispose()
    return fingerprint
  }
  const status = await vault.probe()
  if (status.state === 'ready') return ok(null)
  return { ok: false, failure: { code: 'keychain-locked', message: status.message, hint: status.hint } }
}
