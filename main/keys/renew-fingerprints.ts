import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { Fingerprints } from '../vault/fingerprints.ts'
import type { Secret } from '../vault/secret.ts'
import { type Vault, valueReference } from '../vault/vault.ts'

interface Parts {
  readonly db: Database
  readonly vault: Vault
  readonly fingerprints: Fingerprints
  readonly keys: KeysTable
  readonly audit: Audit
  readonly changes: Changes
}

/**
 * Makes the fingerprint key anew after its keychain item was lost, and with it the fingerprint of every value that is
 * held. Only while the keychain gives all of those values: an emptier one is the wrong one, or is locked. Fails with
 * `refused` then, and when there is nothing to repair; what a scan knew of replaced values is forgotten.
 */
export async function renewFingerprints(parts: Parts): Promise<Result<{ readonly renewed: number }>> {
  const { db, vault, fingerprints, keys, audit, changes } = parts
  const status = await vault.probe()
  if (status.state !== 'ready')
    return fail(
      status.state === 'locked' ? 'keychain-locked' : 'keychain-unavailable',
      status.message,
      status.hint,
    )
  const values: { readonly ref: KeyRef; readonly value: Secret }[] = []
  let missing = 0
  for (const { ref, version } of keys.held()) {
    const value = await vault.get(valueReference(ref.accountId, ref.keyId, version))
    if (!value.ok) return value
    if (value.value === null) missing++
    else values.push({ ref, value: value.value })
  }
  if (missing > 0)
    return fail(
      'refused',
      `This keychain lacks ${missing} of the ${missing + values.length} values that Keyturn stored, so it may be another one. Nothing was changed.`,
      'Unlock or open the keychain that was used before.',
    )
  const renewal = await fingerprints.renew()
  if (!renewal.ok) return renewal
  const recorded = stored('The new fingerprints were not recorded', () =>
    db.transaction(() => {
      for (const { ref, value } of values) keys.set(ref, { fingerprint: renewal.value.of(value) })
      keys.forgetSuperseded()
      audit.record(
        'keychain.repair',
        `Made the fingerprint key anew, with ${values.length} fingerprints`,
        null,
      )
      return renewal.value.confirm()
    }),
  )
  if (!recorded.ok) return recorded
  changes.notify('keys', 'vault')
  return recorded.value
    ? ok({ renewed: values.length })
    : fail('interrupted', 'Another Keyturn process was at it as well.', 'Run the repair again.')
}
