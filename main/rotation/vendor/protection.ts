import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccountsTable } from '../../database/accounts-table.ts'
import type { KeysTable, StoredKey } from '../../database/keys-table.ts'
import type { ValueKeeper } from '../../keys/value-keeper.ts'
import { credentialReference, type Vault } from '../../vault/vault.ts'

export interface ProtectionParts {
  readonly table: Pick<KeysTable, 'stored'>
  readonly accounts: Pick<AccountsTable, 'list'>
  readonly keeper: Pick<ValueKeeper, 'fingerprint'>
  readonly vault: Pick<Vault, 'get' | 'probe'>
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
  const admin = await adminReason(parts, key)
  if (admin !== null) return both(admin)
  const kept = `${name} is the default key: Coralogix never lets it be deleted, only deactivated.`
  return { cut: null, delete: key.provider.isDefault ? kept : null }
}

const both = (reason: string): Protection => ({ cut: reason, delete: reason })

async function adminReason(parts: ProtectionParts, key: StoredKey): Promise<string | null> {
  const { name } = key.provider
  if (key.fingerprint === null) {
    if (!mayManageKeys(key)) return null
    return `Keyturn does not hold the value of ${name}, so it cannot tell whether it is an admin key that Keyturn itself uses. Import its value first.`
  }
  for (const account of parts.accounts.list(new Set())) {
    const used = await fingerprintOfCredential(parts, account.id)
    if (used.ok && used.value === key.fingerprint) {
      return `${name} is the admin key with which Keyturn reaches ${account.name}. Give that account another admin key first.`
    }
    if (!used.ok && mayManageKeys(key)) {
      return `Whether ${name} is the admin key of ${account.name} could not be checked: ${used.failure.message}`
    }
  }
  return null
}

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

/**
 * Whether the vendor would take it as an admin key: a Send-Your-Data key it never does, and any other only with a right
 * to keys. A preset of which nobody said what it stands for may be such a right.
 */
function mayManageKeys({ provider }: StoredKey): boolean {
  if (provider.type === 'send-your-data') return false
  if (provider.permissions.some(aboutKeys)) return true
  return provider.presets.some(
    (preset) =>
      preset.name === 'APIKeys' || preset.permissions.length === 0 || preset.permissions.some(aboutKeys),
  )
}

const aboutKeys = (permission: string): boolean => /api-keys/i.test(permission)
