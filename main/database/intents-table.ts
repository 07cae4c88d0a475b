import type { CreateRequest, KeyRef } from '../../shared/model.ts'
import type { ProcessIdentity } from '../process-identity.ts'
import type { Cell, Database, Row } from './sqlite.ts'

export type IntentState =
  | 'intent' // written down, the vendor not asked yet
  | 'asked' // the call may have left
  | 'unknown' // it left, and no answer came
  | 'received' // the vendor made the key; its value is on the way into the keychain
  | 'stored' // in the keychain and read back; the final name may be missing
  | 'done'
  | 'failed' // no key was made, nothing is lost
  | 'orphan' // the key exists, its value does not
  | 'removed' // an orphan, deleted on the user's order
  | 'dismissed' // an orphan, taken off the list on the user's order

/** Nothing remains to be done for these. */
const ended = `('done', 'failed', 'removed', 'dismissed')`

export interface Intent {
  readonly id: string
  readonly kind: 'create' | 'import'
  readonly accountId: string
  /** Part of the temporary name: how the key is found again at the vendor. */
  readonly nonce: string
  /** The final name of the key. */
  readonly name: string
  readonly request: CreateRequest | null
  readonly keyId: string | null
  /** Version of the value reference. */
  readonly version: number
  /** For an import: what the value must be. */
  readonly fingerprint: string | null
  readonly state: IntentState
  readonly note: string
  readonly holder: ProcessIdentity
  readonly leaseUntil: string
  readonly startedAt: string
}

/** Creations and imports, from before the vendor is asked until their end is known. */
export class IntentsTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  insert(intent: Intent): void {
    this.#db.run(
      `INSERT INTO intents (id, kind, account_id, nonce, name, request_json, key_id, version, fingerprint, state, note,
         pid, process_start, lease_until, started_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      intent.id,
      intent.kind,
      intent.accountId,
      intent.nonce,
      intent.name,
      JSON.stringify(intent.request),
      intent.keyId,
      intent.version,
      intent.fingerprint,
      intent.state,
      intent.note,
      intent.holder.pid,
      intent.holder.start,
      intent.leaseUntil,
      intent.startedAt,
      intent.startedAt,
    )
  }

  find(id: string): Intent | null {
    const row = this.#db.one('SELECT * FROM intents WHERE id = ?', id)
    return row && toIntent(row)
  }

  /** Everything that has not ended, oldest first. */
  open(): Intent[] {
    return this.#db
      .all(`SELECT * FROM intents WHERE state NOT IN ${ended} ORDER BY started_at, id`)
      .map(toIntent)
  }

  /** The creation whose nonce is in this key's name, whatever its state. */
  withNonce(accountId: string, nonce: string): Intent | null {
    const row = this.#db.one('SELECT * FROM intents WHERE account_id = ? AND nonce = ?', accountId, nonce)
    return row && toIntent(row)
  }

  orphanOf(ref: KeyRef): Intent | null {
    const row = this.#db.one(
      `SELECT * FROM intents WHERE account_id = ? AND key_id = ? AND state = 'orphan'`,
      ref.accountId,
      ref.keyId,
    )
    return row && toIntent(row)
  }

  set(id: string, at: string, values: { state: IntentState; note?: string; keyId?: string }): void {
    this.#db.run(
      'UPDATE intents SET state = ?, note = coalesce(?, note), key_id = coalesce(?, key_id), updated_at = ? WHERE id = ?',
      values.state,
      values.note ?? null,
      values.keyId ?? null,
      at,
      id,
    )
  }

  /** Takes an intent over from a process that is gone. False when another process was quicker. */
  claim(intent: Intent, holder: ProcessIdentity, leaseUntil: string): boolean {
    return (
      this.#db.run(
        'UPDATE intents SET pid = ?, process_start = ?, lease_until = ? WHERE id = ? AND pid = ? AND process_start = ? AND state = ?',
        holder.pid,
        holder.start,
        leaseUntil,
        intent.id,
        intent.holder.pid,
        intent.holder.start,
        intent.state,
      ) === 1
    )
  }

  renew(id: string, leaseUntil: string): void {
    this.#db.run('UPDATE intents SET lease_until = ? WHERE id = ?', leaseUntil, id)
  }

  /** Whether another creation than this one made the key. */
  madeByOther(ref: KeyRef, id: string): boolean {
    const row = this.#db.one(
      `SELECT 1 FROM intents WHERE account_id = ? AND key_id = ? AND kind = 'create' AND id <> ?`,
      ref.accountId,
      ref.keyId,
      id,
    )
    return row !== null
  }

  /** The next unused version of a key's value reference: no item is ever overwritten. */
  nextVersion(ref: KeyRef): number {
    const row = this.#db.one(
      'SELECT max(version) AS newest FROM intents WHERE account_id = ? AND key_id = ?',
      ref.accountId,
      ref.keyId,
    )
    return Number(row?.newest ?? 0) + 1
  }
}

const text = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell))

const toIntent = (row: Row): Intent => ({
  id: String(row.id),
  kind: row.kind as Intent['kind'],
  accountId: String(row.account_id),
  nonce: String(row.nonce),
  name: String(row.name),
  request: JSON.parse(String(row.request_json)) as CreateRequest | null,
  keyId: text(row.key_id),
  version: Number(row.version),
  fingerprint: text(row.fingerprint),
  state: row.state as IntentState,
  note: String(row.note),
  holder: { pid: Number(row.pid), start: String(row.process_start) },
  leaseUntil: String(row.lease_until),
  startedAt: String(row.started_at),
})
