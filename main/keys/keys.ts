import { fail, ok, type Result } from '../../shared/errors.ts'
import type { CreateOptions, Key, KeyDetail, KeyRef, RotationPolicy } from '../../shared/model.ts'
import { stamp } from '../clock.ts'
import type { FileUses } from '../database/file-uses.ts'
import type { IntentsTable } from '../database/intents-table.ts'
import { plainName } from '../plain-name.ts'
import { effectivePolicy } from '../rotation/policy.ts'
import type { KeyFilter, Keys as KeysContract } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { cannotOf } from './cannot.ts'
import { byWord, stateText } from './change-words.ts'
import { KeyChanges, type KeyChangesParts } from './key-changes.ts'
import { filtered, foundBy } from './key-search.ts'
import { KeyValues, type KeyValuesParts, type purposes } from './key-values.ts'

interface Parts extends KeyChangesParts, KeyValuesParts {
  readonly intents: IntentsTable
  readonly uses: FileUses
  readonly policies: () => readonly RotationPolicy[]
}

/** Keys of all accounts: what is known of them, their lifecycle at the vendor, and their values for a sink. */
export class Keys implements KeysContract {
  readonly #parts: Parts

  readonly #changes: KeyChanges
  readonly #values: KeyValues

  constructor(parts: Parts) {
    this.#parts = parts
    this.#changes = new KeyChanges(parts, (ref) => this.read(ref))
    this.#values = new KeyValues(parts, (ref) => this.#changes.need(ref))
  }

  list(filter: KeyFilter = {}): readonly Key[] {
    return filtered(this.#parts.table.list(this.#parts.policies(), this.#parts.clock.now()), filter)
  }

  find(id: string, accountId?: string): Result<Key> {
    return foundBy(this.list(accountId === undefined ? {} : { accountId }), id)
  }

  read(ref: KeyRef): Key | null {
    return this.#parts.table.find(ref, this.#parts.policies(), this.#parts.clock.now())
  }

  detail(ref: KeyRef): Result<KeyDetail> {
    const found = this.#changes.need(ref)
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
      cannot: cannotOf(provider, row.provider, this.#parts.clock.now()),
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
    return this.#changes.atVendor(ref, {
      action: 'rename',
      call: (session) => session.updateKey(ref.keyId, { name }),
      record: (key) => {
        this.#parts.table.set(ref, { name })
        this.#parts.audit.record('key.rename', byWord(key, `Renamed ${key.name} to ${name}`), ref)
      },
    })
  }

  async setActive(ref: KeyRef, active: boolean): Promise<Result<Key>> {
    const action = active ? 'enable' : 'disable'
    return this.#changes.atVendor(ref, {
      action,
      call: (session) => session.updateKey(ref.keyId, { active }),
      record: (key) => this.recordActive(key, active),
    })
  }

  /** Runs in the caller's transaction. */
  recordActive(key: Key, active: boolean): void {
    const ref = { accountId: key.accountId, keyId: key.id }
    const action = active ? 'enable' : 'disable'
    this.#parts.table.set(ref, { state: active ? 'active' : 'disabled' })
    this.#parts.audit.record(`key.${action}`, stateText(key, action), ref)
  }

  async remove(ref: KeyRef): Promise<Result<void>> {
    const removed = await this.#changes.atVendor(ref, {
      action: 'delete',
      call: (session) => session.deleteKey(ref.keyId),
      record: (key) => this.recordRemoved(key),
    })
    return removed.ok ? ok(undefined) : removed
  }

  /** Runs in the caller's transaction. */
  recordRemoved(key: Key): void {
    const { table, intents, audit, clock } = this.#parts
    const ref = { accountId: key.accountId, keyId: key.id }
    const orphan = intents.orphanOf(ref)
    if (orphan) intents.set(orphan.id, stamp(clock), { state: 'removed' })
    table.set(ref, { state: 'gone' })
    audit.record('key.delete', stateText(key, 'delete'), ref)
  }

  enterCreatedAt(ref: KeyRef, createdAt: string | null): Result<Key> {
    const key = this.#changes.need(ref)
    if (!key.ok) return key
    if (createdAt !== null && Date.parse(createdAt) > this.#parts.clock.now().getTime()) {
      return fail(
        'usage',
        'A key cannot have been created in the future.',
        'Enter the date that the vendor shows.',
      )
    }
    return this.#changes.record(ref, 'The date was not saved', () => {
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

  value(ref: KeyRef, purpose: keyof typeof purposes): Promise<Result<Secret>> {
    return this.#values.value(ref, purpose)
  }

  /** The value without an audit entry, for a plan: it is audited when it is written. */
  valueToPlan(ref: KeyRef): Promise<Result<Secret>> {
    return this.#values.valueToPlan(ref)
  }
}
