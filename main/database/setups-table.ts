import type { ProcessIdentity } from '../process-identity.ts'
import type { SetupFacts, SetupRecord } from '../setups/setup-record.ts'
import type { Database, Row } from './sqlite.ts'

/** Setups of service IDs that may send, from before anything is made until their end. */
export class SetupsTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  insert(record: SetupRecord): void {
    this.#db.run(
      `INSERT INTO sender_setups (id, account_id, state, setup_json, pid, process_start, lease_until, started_at,
         updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      record.id,
      record.accountId,
      record.state,
      JSON.stringify(factsOf(record)),
      record.holder.pid,
      record.holder.start,
      record.leaseUntil,
      record.startedAt,
      record.startedAt,
    )
  }

  find(id: string): SetupRecord | null {
    const row = this.#db.one('SELECT * FROM sender_setups WHERE id = ?', id)
    return row && toRecord(row)
  }

  /** Those that have not ended, oldest first. */
  open(): SetupRecord[] {
    return this.#db
      .all("SELECT * FROM sender_setups WHERE state IN ('running', 'stopped') ORDER BY started_at, id")
      .map(toRecord)
      .filter((record) => !record.dismissed)
  }

  update(record: SetupRecord, at: string): void {
    this.#db.run(
      'UPDATE sender_setups SET state = ?, setup_json = ?, updated_at = ? WHERE id = ?',
      record.state,
      JSON.stringify(factsOf(record)),
      at,
      record.id,
    )
  }

  /** Takes a setup over. False when another process was quicker. */
  claim({ id, holder, state }: SetupRecord, by: ProcessIdentity, leaseUntil: string): boolean {
    const changed = this.#db.run(
      `UPDATE sender_setups SET pid = ?, process_start = ?, lease_until = ?, state = 'running'
         WHERE id = ? AND pid = ? AND process_start = ? AND state = ?`,
      ...[by.pid, by.start, leaseUntil, id, holder.pid, holder.start, state],
    )
    return changed === 1
  }

  renew(id: string, leaseUntil: string): void {
    this.#db.run('UPDATE sender_setups SET lease_until = ? WHERE id = ?', leaseUntil, id)
  }
}

function factsOf(record: SetupRecord): SetupFacts {
  const { id: _, accountId: _a, state: _s, holder: _h, leaseUntil: _l, startedAt: _t, ...facts } = record
  return facts
}

const toRecord = (row: Row): SetupRecord => ({
  ...(JSON.parse(String(row.setup_json)) as SetupFacts),
  id: String(row.id),
  accountId: String(row.account_id),
  state: row.state as SetupRecord['state'],
  holder: { pid: Number(row.pid), start: String(row.process_start) },
  leaseUntil: String(row.lease_until),
  startedAt: String(row.started_at),
})
