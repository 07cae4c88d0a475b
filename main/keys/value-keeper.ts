import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import { Secret } from '../vault/secret.ts'
import { type Vault, valueReference } from '../vault/vault.ts'

/** Gives keyed fingerprints of values; see `main/vault/fingerprints.ts`. */
export interface Fingerprinter {
  of(value: Secret): Promise<Result<string>>
}

/** Puts values into the keychain and proves that they are there. */
export class ValueKeeper {
  readonly #vault: Vault
  readonly #fingerprints: Fingerprinter

  constructor(vault: Vault, fingerprints: Fingerprinter) {
    this.#vault = vault
    this.#fingerprints = fingerprints
  }

  fingerprint(value: Secret): Promise<Result<string>> {
    return this.#fingerprints.of(value)
  }

  /** Whether fingerprints can be made now; checked before a vendor is asked for a value. */
  async ready(): Promise<Result<void>> {
    const probe = await this.#fingerprints.of(Secret.of('ready?'))
    return probe.ok ? ok(undefined) : probe
  }

  /**
   * Stores a value under a new version and reads it back.
   *
   * @param onKept called after the keychain took it, before it is read back
   * @returns the value's fingerprint
   */
  async keep(ref: KeyRef, version: number, value: Secret, onKept: () => void): Promise<Result<string>> {
    // Before the value is stored: without the fingerprint's key it could not be recognised in a config later.
    const fingerprint = await this.#fingerprints.of(value)
    if (!fingerprint.ok) return fingerprint
    const reference = valueReference(ref.accountId, ref.keyId, version)
    const set = await this.#vault.set(reference, value)
    if (!set.ok) return set
    onKept()
    const back = await this.#vault.get(reference)
    if (!back.ok) return back
    if (!back.value?.equals(value)) {
      return fail(
        'keychain-refused',
        'The keychain took the value but gave something else back.',
        'Try again; if it stays so, check the keychain with keyturn doctor.',
      )
    }
    return fingerprint
  }

  /**
   * Looks for a value that was kept but not recorded, for example after a crash.
   *
   * @returns its fingerprint; null when the keychain, proven to work, does not have it
   */
  async recover(ref: KeyRef, version: number): Promise<Result<string | null>> {
    const found = await this.#vault.get(valueReference(ref.accountId, ref.keyId, version))
    if (!found.ok) return found
    if (found.value) return this.#fingerprints.of(found.value)
    // A locked keychain says "none" too: only one that works now may be believed.
    const status = await this.#vault.probe()
    if (status.state === 'ready') return ok(null)
    return fail(
      status.state === 'locked' ? 'keychain-locked' : 'keychain-unavailable',
      `Whether the value was kept is not known: ${status.message}`,
      status.hint,
    )
  }
}
