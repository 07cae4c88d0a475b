import { ok, type Result } from '../../../shared/errors.ts'
import type { VaultStatus } from '../../../shared/model.ts'
import type { Secret } from '../../vault/secret.ts'
import type { SecretReference, Vault } from '../../vault/vault.ts'

/** A vault over the real one: what is stored or deleted stays in memory, the rest is read where it is. */
export class MemoryVault implements Vault {
  readonly #real: Pick<Vault, 'get'>
  /** Null: deleted here. */
  readonly #items = new Map<SecretReference, Secret | null>()

  constructor(real: Pick<Vault, 'get'>) {
    this.#real = real
  }

  async set(reference: SecretReference, value: Secret): Promise<Result<void>> {
    // The caller disposes of its own.
    this.#items.set(reference, value.copy())
    return ok(undefined)
  }

  async get(reference: SecretReference): Promise<Result<Secret | null>> {
    const held = this.#items.get(reference)
    return held === undefined ? this.#real.get(reference) : ok(held?.copy() ?? null)
  }

  async delete(reference: SecretReference): Promise<Result<boolean>> {
    const before = await this.get(reference)
    if (!before.ok) return before
    this.#items.get(reference)?.dispose()
    this.#items.set(reference, null)
    return ok(before.value !== null)
  }

  /** Memory always works; the real vault is not written to, not even to try. */
  async probe(): Promise<VaultStatus> {
    return this.status()
  }

  status(): VaultStatus {
    return { state: 'ready', message: 'Kept in memory.', hint: '', checkedAt: null }
  }

  /** Wipes what is in memory; the real vault stays open. */
  async close(): Promise<void> {
    for (const value of this.#items.values()) value?.dispose()
    this.#items.clear()
  }
}
