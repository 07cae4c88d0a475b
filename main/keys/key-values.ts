import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Secret } from '../vault/secret.ts'
import { type Vault, valueReference } from '../vault/vault.ts'
import type { ValueKeeper } from './value-keeper.ts'
import type { ValueStore } from './value-store.ts'

export interface KeyValuesParts {
  readonly vault: Vault
  readonly audit: Audit
  readonly changes: Changes
  readonly table: KeysTable
  readonly sessions: Sessions
  readonly values: ValueStore
  readonly keeper: Pick<ValueKeeper, 'fingerprint'>
}

export const purposes = {
  copy: 'Copied the value',
  reveal: 'Revealed the value',
  print: 'Printed the value',
  inject: 'Put the value into a config',
  snippet: 'Put the value into a snippet',
  canary: 'Sent one marked line with the value',
  verify: 'Asked the vendor with the value',
} as const

/** The values of keys, for a sink: from the keychain, or once from a vendor that shows it. */
export class KeyValues {
  readonly #parts: KeyValuesParts
  readonly #need: (ref: KeyRef) => Result<Key>

  /** @param need finds a key, or fails with `not-found` */
  constructor(parts: KeyValuesParts, need: (ref: KeyRef) => Result<Key>) {
    this.#parts = parts
    this.#need = need
  }

  async value(ref: KeyRef, purpose: keyof typeof purposes): Promise<Result<Secret>> {
    const key = this.#need(ref)
    if (!key.ok) return key
    const value = await this.valueToPlan(ref)
    if (!value.ok) return value
    const audited = stored('The value was not given out', () =>
      this.#parts.audit.record(`value.${purpose}`, `${purposes[purpose]} of ${key.value.name}`, ref),
    )
    if (!audited.ok) return audited
    // Its history has a new entry: who looks at the key shall see it.
    this.#parts.changes.notify('keys')
    return value
  }

  /** The value without an audit entry, for a plan: it is audited when it is written. */
  async valueToPlan(ref: KeyRef): Promise<Result<Secret>> {
    const key = this.#need(ref)
    if (!key.ok) return key
    const held = this.#parts.table.stored(ref)?.valueVersion ?? null
    return held === null ? this.#fetch(key.value, ref) : this.#held(key.value, ref, held)
  }

  async #held(key: Key, ref: KeyRef, version: number): Promise<Result<Secret>> {
    const value = await this.#parts.vault.get(valueReference(ref.accountId, ref.keyId, version))
    if (!value.ok) return value
    if (value.value) return this.#unchanged(key, value.value)
    return fail(
      'keychain-refused',
      `The keychain says that it has no value for ${key.name}, although Keyturn stored one. Keyturn still counts it as held: a keychain that is locked answers the same.`,
      'Unlock the keychain and try again. If somebody deleted the item, create a new key.',
    )
  }

  /** Another value in the item is nobody's key: it would go into configs, and agents would send in vain. */
  async #unchanged(key: Key, value: Secret): Promise<Result<Secret>> {
    const fingerprint = await this.#parts.keeper.fingerprint(value)
    // Without the fingerprint's key nobody can tell; the value may be the only copy, so it is given out.
    if (!fingerprint.ok || key.fingerprint === null || fingerprint.value === key.fingerprint) return ok(value)
    return fail(
      'keychain-refused',
      `The keychain holds another value for ${key.name} than the one that Keyturn stored: something changed the item. It was not used.`,
      `If the new value is right, import it for ${key.name}; otherwise put the old one back.`,
    )
  }

  /** A readable key's value is read from the vendor once and then kept. */
  async #fetch(key: Key, ref: KeyRef): Promise<Result<Secret>> {
    if (key.secret === 'readable' && key.state !== 'gone') {
      const session = await this.#parts.sessions.open(ref.accountId)
      if (!session.ok) return session
      const read = await session.value.readValue(ref.keyId)
      if (!read.ok) return read
      if (read.value) {
        const kept = await this.#parts.values.store(ref, read.value, 'Fetched')
        return kept.ok ? ok(read.value) : kept
      }
    }
    return fail(
      'not-found',
      `Keyturn does not hold the value of ${key.name}, and the vendor does not show it again.`,
      'Import the value if you have it, or create a new key.',
    )
  }
}
