import { Secret } from '../../main/vault/secret.ts'
import type { SecretReference, Vault } from '../../main/vault/vault.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { VaultState, VaultStatus } from '../../shared/model.ts'

/**
 * A vault in memory that behaves as the real one was seen to, with states that a test can switch.
 *
 *     const vault = new FakeVault()
 *     vault.state = 'locked'          // get, set, delete and probe fail
 *     vault.nullWhenLocked = true     // get answers null while locked, as a keychain itself does
 *     vault.failSet(2)                // the second set from now on fails, once
 *     vault.corruptNext()             // the next set is acknowledged, but keeps other bytes
 */
export class FakeVault implements Vault {
  state: VaultState = 'ready'
  nullWhenLocked = false
  closed = false
  /** Called before and after an item is kept; one that never answers is a process that was killed there. */
  onSet: ((reference: string) => undefined | Promise<never>) | null = null
  onKept: ((reference: string) => undefined | Promise<never>) | null = null
  /** What was asked, in order, for example `set 1f…:k1:1`. Never a value. */
  readonly calls: string[] = []
  readonly #items = new Map<string, Secret>()
  #failSetIn = 0
  #corruptNext = false

  /** Makes the `nth` set from now on fail, once, without storing anything. */
  failSet(nth = 1): void {
    this.#failSetIn = nth
  }

  /** Makes the next set report success and keep something else. */
  corruptNext(): void {
    this.#corruptNext = true
  }

  /** The references that hold a value now. */
  references(): string[] {
    return [...this.#items.keys()]
  }

  async set(reference: SecretReference, value: Secret): Promise<Result<void>> {
    this.calls.push(`set ${reference}`)
    await this.onSet?.(reference)
    const text = value.expose((it) => it)
    if (text === '') return fail('refused', 'An empty value cannot be stored.', 'Nothing was stored.')
    if (Buffer.byteLength(text) > 2560)
      return fail('refused', 'The value is too long.', 'Nothing was stored.')
    if (this.state !== 'ready') return this.#failure()
    if (this.#failSetIn > 0 && --this.#failSetIn === 0)
      return fail('keychain-refused', 'The keychain did not let Keyturn in.', 'Check the keychain.')
    // A copy: the caller may dispose of its own.
    this.#items.set(reference, Secret.of(this.#corruptNext ? `${text.slice(0, -1)}\u0001` : text))
    this.#corruptNext = false
    await this.onKept?.(reference)
    return ok(undefined)
  }

  async get(reference: SecretReference): Promise<Result<Secret | null>> {
    this.calls.push(`get ${reference}`)
    if (this.state === 'locked' && this.nullWhenLocked) return ok(null)
    if (this.state !== 'ready') return this.#failure()
    const held = this.#items.get(reference)
    return ok(held ? held.expose((text) => Secret.of(text)) : null)
  }

  async delete(reference: SecretReference): Promise<Result<boolean>> {
    this.calls.push(`delete ${reference}`)
    if (this.state !== 'ready') return this.#failure()
    return ok(this.#items.delete(reference))
  }

  async probe(): Promise<VaultStatus> {
    this.calls.push('probe')
    return this.status()
  }

  status(): VaultStatus {
    const message = this.state === 'ready' ? 'The keychain works.' : `The keychain is ${this.state}.`
    const hint = this.state === 'ready' ? '' : 'Check the keychain.'
    return { state: this.state, message, hint, checkedAt: new Date().toISOString() }
  }

  async close(): Promise<void> {
    this.closed = true
  }

  #failure(): Result<never> {
    if (this.state === 'ready') throw new Error('the vault is ready')
    return fail(`keychain-${this.state}`, this.status().message, 'Check the keychain.')
  }
}
