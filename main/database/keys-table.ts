import type {
  Key,
  KeyOwner,
  KeyRef,
  KeyState,
  KeyType,
  LegacyKind,
  RotationPolicy,
} from '../../shared/model.ts'
import type { ProviderKey } from '../providers/provider.ts'
import { ageOf, dueAtOf, effectivePolicy, hasExpired } from '../rotation/policy.ts'
import type { Cell, Database, Row } from './sqlite.ts'

/** A key as it is stored, with what only the detail shows. */
export interface StoredKey {
  readonly ref: KeyRef
  readonly provider: ProviderKey
  readonly state: KeyState
  readonly valueVersion: number | null
  readonly fingerprint: string | null
  readonly firstSeenAt: string
  readonly enteredCreatedAt: string | null
}

const columns = `keys.*, accounts.name AS account_name, accounts.provider AS provider, accounts.by_word AS by_word,
  (SELECT json_group_array(json_object('file', file, 'agent', agent)) FROM
     (SELECT DISTINCT file, agent FROM uses WHERE uses.account_id = keys.account_id AND uses.key_id = keys.id
      ORDER BY file)) AS used_in_json,
  (SELECT 1 FROM intents WHERE intents.state = 'orphan' AND intents.account_id = keys.account_id
     AND intents.key_id = keys.id LIMIT 1) AS orphaned`
const from = 'FROM keys JOIN accounts ON accounts.id = keys.account_id'

/** The keys of all accounts. Reads give the shape that both doors show, with age and due date worked out. */
export class KeysTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  list(policies: readonly RotationPolicy[], now: Date): Key[] {
    return this.#db
      .all(`SELECT ${columns} ${from} ORDER BY keys.name COLLATE NOCASE, keys.id`)
      .map((row) => toKey(row, policies, now))
  }

  find(ref: KeyRef, policies: readonly RotationPolicy[], now: Date): Key | null {
    const row = this.#db.one(
      `SELECT ${columns} ${from} WHERE keys.account_id = ? AND keys.id = ?`,
      ref.accountId,
      ref.keyId,
    )
    return row && toKey(row, policies, now)
  }

  stored(ref: KeyRef): StoredKey | null {
    const row = this.#db.one('SELECT * FROM keys WHERE account_id = ? AND id = ?', ref.accountId, ref.keyId)
    return row && toStored(row)
  }

  ofAccount(accountId: string): StoredKey[] {
    return this.#db.all('SELECT * FROM keys WHERE account_id = ?', accountId).map(toStored)
  }

  /** What the vendor is told of the account's keys when it is asked for them: those that it had when last asked. */
  live(accountId: string): ProviderKey[] {
    return this.ofAccount(accountId).flatMap((key) => (key.state === 'gone' ? [] : [key.provider]))
  }

  withFingerprint(fingerprint: string): StoredKey | null {
    const row = this.#db.one('SELECT * FROM keys WHERE fingerprint = ? LIMIT 1', fingerprint)
    return row && toStored(row)
  }

  /** Writes what the vendor says; never touches what we hold, first saw or were told. */
  upsert(accountId: string, key: ProviderKey, seenAt: string, change: Key['change']): void {
    this.#db.run(
      `INSERT INTO keys (account_id, id, name, type, legacy_kind, is_default, state, hashed, rum, owner_json,
         presets_json, permissions_json, created_at, last_activated_at, first_seen_at, change, description,
         locked, expires_at, has_policy)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id, id) DO UPDATE SET name = excluded.name, type = excluded.type,
         legacy_kind = excluded.legacy_kind, is_default = excluded.is_default, state = excluded.state,
         hashed = excluded.hashed, rum = excluded.rum, owner_json = excluded.owner_json,
         presets_json = excluded.presets_json, permissions_json = excluded.permissions_json,
         created_at = coalesce(excluded.created_at, created_at),
         last_activated_at = coalesce(excluded.last_activated_at, last_activated_at), change = excluded.change,
         description = excluded.description, locked = excluded.locked, expires_at = excluded.expires_at,
         has_policy = coalesce(excluded.has_policy, has_policy)`,
      accountId,
      key.id,
      key.name,
      key.type,
      key.legacyKind,
      Number(key.isDefault),
      key.active ? 'active' : 'disabled',
      Number(key.hashed),
      Number(key.rum),
      JSON.stringify(key.owner),
      JSON.stringify(key.presets),
      JSON.stringify(key.permissions),
      key.createdAt,
      key.lastActivatedAt,
      seenAt,
      change,
      key.description,
      Number(key.locked),
      key.expiresAt,
      key.hasPolicy === null ? null : Number(key.hasPolicy),
    )
  }

  /** The keys whose value the keychain holds, with the version of it. */
  held(): readonly { readonly ref: KeyRef; readonly version: number }[] {
    return this.#db
      .all('SELECT account_id, id, value_version FROM keys WHERE value_version IS NOT NULL')
      .map((row) => ({
        ref: { accountId: String(row.account_id), keyId: String(row.id) },
        version: Number(row.value_version),
      }))
  }

  /** The fingerprints of replaced values mean nothing under another fingerprint key. */
  forgetSuperseded(): void {
    this.#db.run('DELETE FROM superseded_values')
  }

  /** Sets single columns of a key. */
  set(ref: KeyRef, values: Partial<Record<SettableColumn, Cell>>): void {
    const names = Object.keys(values) as SettableColumn[]
    this.#db.run(
      `UPDATE keys SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE account_id = ? AND id = ?`,
      ...names.map((name) => values[name] ?? null),
      ref.accountId,
      ref.keyId,
    )
  }

  clearChanges(accountId: string): void {
    this.#db.run('UPDATE keys SET change = NULL WHERE account_id = ? AND change IS NOT NULL', accountId)
  }

  delete(ref: KeyRef): void {
    this.#db.run('DELETE FROM keys WHERE account_id = ? AND id = ?', ref.accountId, ref.keyId)
  }
}

type SettableColumn =
  | 'name'
  | 'state'
  | 'change'
  | 'value_version'
  | 'fingerprint'
  | 'entered_created_at'
  | 'created_at'
  | 'type'
  | 'description'
  | 'locked'
  | 'presets_json'
  | 'permissions_json'
  | 'has_policy'

const text = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell))

function toStored(row: Row): StoredKey {
  return {
    ref: { accountId: String(row.account_id), keyId: String(row.id) },
    state: row.state as KeyState,
    valueVersion: row.value_version == null ? null : Number(row.value_version),
    fingerprint: text(row.fingerprint),
    firstSeenAt: String(row.first_seen_at),
    enteredCreatedAt: text(row.entered_created_at),
    provider: {
      id: String(row.id),
      name: String(row.name),
      type: row.type as KeyType,
      legacyKind: text(row.legacy_kind) as LegacyKind | null,
      isDefault: Boolean(row.is_default),
      active: row.state === 'active',
      hashed: Boolean(row.hashed),
      rum: Boolean(row.rum),
      owner: JSON.parse(String(row.owner_json)) as KeyOwner | null,
      presets: JSON.parse(String(row.presets_json)) as ProviderKey['presets'],
      permissions: JSON.parse(String(row.permissions_json)) as string[],
      createdAt: text(row.created_at),
      lastActivatedAt: text(row.last_activated_at),
      description: text(row.description),
      locked: Boolean(row.locked),
      expiresAt: text(row.expires_at),
      hasPolicy: row.has_policy == null ? null : Boolean(row.has_policy),
    },
  }
}

function toKey(row: Row, policies: readonly RotationPolicy[], now: Date): Key {
  const { ref, provider, valueVersion, fingerprint, firstSeenAt, enteredCreatedAt } = toStored(row)
  const dates = { createdAt: provider.createdAt, enteredCreatedAt, firstSeenAt }
  const presets = provider.presets.map((preset) => preset.name)
  const policy = effectivePolicy(policies, { ref, type: provider.type, presets })
  const expired = row.state === 'active' && hasExpired(provider.expiresAt, now)
  // To whoever uses it an expired key is one that the vendor does not take: disabled, and not to be enabled again.
  const known: KeyState = expired ? 'disabled' : (row.state as KeyState)
  const state: KeyState = row.orphaned ? 'orphan' : known
  const usedIn = JSON.parse(String(row.used_in_json)) as Key['usedIn']
  // An expired key that something still carries is overdue: that sends in vain.
  const mayBeDue = state === 'active' || (expired && usedIn.length > 0)
  return {
    id: ref.keyId,
    accountId: ref.accountId,
    account: String(row.account_name),
    provider: row.provider as Key['provider'],
    name: provider.name,
    type: provider.type,
    legacy: provider.legacyKind !== null,
    isDefault: provider.isDefault,
    state,
    stateBasis: row.by_word ? 'user' : 'vendor',
    description: provider.description,
    locked: provider.locked,
    expiresAt: provider.expiresAt,
    secret: provider.hashed ? 'once' : 'readable',
    hasValue: valueVersion !== null,
    owner: provider.owner,
    presets,
    permissions: provider.permissions,
    createdAt: provider.createdAt,
    lastActivatedAt: provider.lastActivatedAt,
    firstSeenAt,
    age: ageOf(dates, now),
    dueAt: mayBeDue ? dueAtOf(dates, policy, provider.expiresAt) : null,
    fingerprint,
    change: text(row.change) as Key['change'],
    usedIn,
    rum: provider.rum,
  }
}
