import type { Result } from '../../shared/errors.ts'
import { type ProtectionParts, protectionOf } from '../rotation/vendor/protection.ts'
import type { Secret } from '../vault/secret.ts'
import type { SecretReference } from '../vault/vault.ts'
import type { Protect } from './bulk-plan.ts'

/**
 * Whether keys may be cut, for a look through many: each account's credential is read from the keychain once, which
 * takes long where it is asked for every key. `end` wipes them.
 */
export function protections(parts: ProtectionParts): { readonly of: Protect; end(): void } {
  const read = new Map<SecretReference, Promise<Result<Secret | null>>>()
  const get = async (reference: SecretReference): Promise<Result<Secret | null>> => {
    const asked = read.get(reference) ?? parts.vault.get(reference)
    read.set(reference, asked)
    const found = await asked
    return found.ok && found.value ? { ok: true, value: found.value.copy() } : found
  }
  const vault = { get, probe: () => parts.vault.probe() }
  return {
    of: (ref) => protectionOf({ ...parts, vault }, ref),
    end: () => {
      for (const asked of read.values()) {
        void asked.then((found) => {
          if (found.ok) found.value?.dispose()
        })
      }
      read.clear()
    },
  }
}
