import { fail, ok, type Result } from '../../shared/errors.ts'
import type { ProviderInfo } from '../../shared/providers.ts'
import type { Secret } from '../vault/secret.ts'
import { credentialReference, type Vault } from '../vault/vault.ts'

/** What a vendor's credential is called within a sentence: `admin key`, `IBM Cloud API key`. */
export function credentialWords({ credential }: Pick<ProviderInfo, 'credential'>): string {
  const label = credential?.label ?? 'credential'
  // An abbreviation stays as it is.
  return /^[A-Z][a-z]/.test(label) ? `${label.slice(0, 1).toLowerCase()}${label.slice(1)}` : label
}

/**
 * Keeps an account's credential in the keychain and reads it back.
 *
 * @param what what it is called
 */
export async function keepCredential(
  vault: Vault,
  accountId: string,
  credential: Secret,
  what: string,
): Promise<Result<void>> {
  const reference = credentialReference(accountId)
  const set = await vault.set(reference, credential)
  if (!set.ok) return set
  const back = await vault.get(reference)
  if (!back.ok) return back
  if (back.value?.equals(credential)) return ok(undefined)
  return fail(
    'keychain-refused',
    `The keychain took the ${what} but gave something else back. The account is as it was.`,
    'Check the keychain with keyturn doctor, then try again.',
  )
}
