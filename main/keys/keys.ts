import { fail, ok, type Result } from '../../shared/errors.ts'
import type { CreateOptions, Key, KeyDetail, KeyRef, RotationPolicy } from '../../shared/model.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { Clock } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { FileUses } from '../database/file-uses.ts'
import type { IntentsTable } from '../database/intents-table.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import { plainName } from '../plain-name.ts'
import type { ProviderSession } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import { effectivePolicy } from '../rotation/policy.ts'
import type { KeyFilter, Keys as KeysContract } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { type Vault, valueReference } from '../vault/vault.ts'
import { namedBy, toldApart } from './named.ts'
import type { ValueKeeper } from './value-keeper.ts'
import type { ValueStore } from './value-store.ts'

interface Parts {
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly audit: Audit
  readonly changes: Changes
  readonly table: KeysTable
  readonly intents: IntentsTable
  readonly uses: FileUses
  readonly sessions: Sessions
  readonly providers: Providers
  readonly values: ValueStore
  readonly keeper: Pick<ValueKeeper, 'fingerprint'>
  readonly policies: () => readonly RotationPolicy[]
  readonly accounts: Pick<AccountsTable, 'find'>
}

const purposes = {
  copy: 'Copied the value',
  reveal: 'Revealed the value',
  print: 'Printed the value',
  inject: 'Put the value into a config',
  snippet: 'Put the value into a snippet',
  canary: 'Sent one marked line with the value',
  verify: 'Verified the value at the vendor',
} as const

/** What a search looks at. */
const haystack = (key: Key): string =>
  [
    key.name,
    key.id,
    key.account,
    key.owner?.name,
    ...key.presets,
    ...key.usedIn.flatMap((use) => [use.file, use.agent]),
  ]
    .join('\n')
    .toLowerCase()

/** Keys of all accounts: what is known of them, their lifecycle at the vendor, and their values for a sink. */
export class Keys implements KeysContract {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  list(filter: KeyFilter = {}): readonly Key[] {
    const { type, state = 'all', accountId, query } = filter
    const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    return this.#parts.table.list(this.#parts.policies(), this.#parts.clock.now()).filter((key) => {
      const text = haystack(key)
      return (
        (type === undefined || key.type === type) &&
        // An orphan is alive at the vendor: it is never hidden behind a filter by state.
        (state === 'all' || key.state === state || (key.state === 'orphan' && state === 'active')) &&
        (accountId === undefined || key.accountId === accountId) &&
        words.every((word) => text.includes(word))
      )
    })
  }

  find(id: string, accountId?: string): Result<Key> {
    const keys = this.list(accountId === undefined ? {} : { accountId })
    const exact = keys.filter((key) => key.id === id)
    const prefixed = id.length >= 6 ? keys.filter((key) => key.id.startsWith(id.toLowerCase())) : []
    const found = [exact, prefixed, namedBy(keys, id)].find((list) => list.length > 0) ?? []
    const [only] = found
    if (only && found.length === 1) return ok(only)
    if (found.length === 0)
      return fail('not-found', `There is no key ${id}.`, 'List the keys, or sync the account first.')
    const list = toldApart(found).join(', ')
    return fail('usage', `${id} names ${found.length} keys: ${list}.`, 'Give the whole id, or the account.')
  }

  read(ref: KeyRef): Key | null {
    return this.#parts.table.find(ref, this.#parts.policies(), this.#parts.clock.now())
  }

  detail(ref: KeyRef): Result<KeyDetail> {
    const found = this.#need(ref)
    if (!found.ok) return found
    const key = found.value
    const row = this.#parts.table.stored(ref)
    if (!row) return fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
    const provider = this.#parts.providers.of(key.provider)
    return ok({
      key,
      presetPermissions: Object.fromEntries(
        row.provider.presets.map((preset) => [preset.name, preset.permissions]),
      ),
      legacyKind: row.provider.legacyKind,
      hashed: row.provider.hashed,
      lastActivatedAt: row.provider.lastActivatedAt,
      enteredCreatedAt: row.enteredCreatedAt,
      policy: effectivePolicy(this.#parts.policies(), { ref, type: key.type, presets: key.presets }),
      uses: this.#parts.uses.ofKey(ref, key.state),
      history: this.#parts.audit.list(ref, 100),
      intentId: this.#parts.intents.orphanOf(ref)?.id ?? null,
      cannot: provider.cannot(row.provider),
      legacyEvidence: provider.legacyEvidence(row.provider),
      hasPolicy: row.provider.hasPolicy,
    })
  }

  createOptions(accountId: string): Result<CreateOptions> {
    const { accounts, providers, table } = this.#parts
    const account = accounts.find(accountId, new Set())
    if (!account) return fail('not-found', 'There is no such account.', 'List the accounts.')
    // What can be chosen is learnt from the keys that exist.
    const known = table.ofAccount(accountId).map((key) => key.provider)
    return ok(providers.of(account.provider).createOptions(known, account))
  }

  async rename(ref: KeyRef, name: string): Promise<Result<Key>> {
    const named = plainName(name)
    if (!named.ok) return named
    return this.#atVendor(
      ref,
      (session) => session.updateKey(ref.keyId, { name }),
      (key) => {
        this.#parts.table.set(ref, { name })
        this.#parts.audit.record('key.rename', `Renamed ${key.name} to ${name}`, ref)
      },
    )
  }

  async setActive(ref: KeyRef, active: boolean): Promise<Result<Key>> {
    return this.#atVendor(
      ref,
      (session) => session.updateKey(ref.keyId, { active }),
      (key) => {
        this.#parts.table.set(ref, { state: active ? 'active' : 'disabled' })
        const text = active ? `Enabled ${key.name}; its value is the same as before` : `Disabled ${key.name}`
        this.#parts.audit.record(active ? 'key.enable' : 'key.disable', text, ref)
      },
    )
  }

  async remove(ref: KeyRef): Promise<Result<void>> {
    const key = this.#need(ref)
    if (!key.ok) return key
    const row = this.#parts.table.stored(ref)
    const refusal = row && this.#parts.providers.of(key.value.provider).cannot(row.provider).delete
    if (refusal) {
      return fail('refused', `${key.value.name} was not deleted: ${refusal}`, 'Nothing was changed.')
    }
    const removed = await this.#atVendor(
      ref,
      (session) => session.deleteKey(ref.keyId),
      () => {
        const orphan = this.#parts.intents.orphanOf(ref)
        if (orphan)
          this.#parts.intents.set(orphan.id, this.#parts.clock.now().toISOString(), { state: 'removed' })
        this.#parts.table.set(ref, { state: 'gone' })
        this.#parts.audit.record('key.delete', `Deleted ${key.value.name} at the vendor`, ref)
      },
    )
    return removed.ok ? ok(undefined) : removed
  }

  enterCreatedAt(ref: KeyRef, createdAt: string | null): Result<Key> {
    const key = this.#need(ref)
    if (!key.ok) return key
    if (createdAt !== null && Date.parse(createdAt) > this.#parts.clock.now().getTime()) {
      return fail(
        'usage',
        'A key cannot have been created in the future.',
        'Enter the date that the vendor shows.',
      )
    }
    return this.#record(ref, 'The date was not saved', () => {
      this.#parts.table.set(ref, { entered_created_at: createdAt })
      this.#parts.audit.record(
        'key.date',
        createdAt
          ? `Entered the creation date ${createdAt.slice(0, 10)}`
          : 'Removed the entered creation date',
        ref,
      )
    })
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

  #need(ref: KeyRef): Result<Key> {
    const key = this.read(ref)
    return key ? ok(key) : fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
  }

  /** One call at the vendor, then its record. The call is not repeated. */
  async #atVendor(
    ref: KeyRef,
    call: (session: ProviderSession) => Promise<Result<void>>,
    record: (key: Key) => void,
  ): Promise<Result<Key>> {
    const key = this.#need(ref)
    if (!key.ok) return key
    const session = await this.#parts.sessions.open(ref.accountId)
    if (!session.ok) return session
    const called = await call(session.value)
    if (!called.ok) return called
    return this.#record(
      ref,
      'The vendor made the change, but it was not recorded here; sync the account',
      () => record(key.value),
    )
  }

  #record(ref: KeyRef, what: string, write: () => void): Result<Key> {
    const recorded = stored(what, () => this.#parts.db.transaction(write))
    if (!recorded.ok) return recorded
    this.#parts.changes.notify('keys', 'intents')
    return this.#need(ref)
  }
}
