import type { AgentId } from '../../shared/model.ts'
import type { AgentTarget } from '../../shared/rotation.ts'
import type { Database, Row } from './sqlite.ts'

/** The agents that the user has named. */
export class TargetsTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** By host and file; those of this machine first. */
  list(): readonly AgentTarget[] {
    return this.#db.all('SELECT * FROM targets ORDER BY host, file').map(toTarget)
  }

  /** Keeps a target in place of the one with the same file and host. Throws `StorageError`. */
  put(target: AgentTarget): void {
    this.#db.run(
      `INSERT OR REPLACE INTO targets (file, host, agent, account_id, key_id, control_url, reload_command, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      target.file,
      target.host ?? '',
      target.agent,
      target.ref?.accountId ?? null,
      target.ref?.keyId ?? null,
      target.controlUrl,
      target.reloadCommand,
      target.addedAt,
    )
  }

  /** Whether there was one. Throws `StorageError`. */
  delete(file: string, host: string | null): boolean {
    return this.#db.run('DELETE FROM targets WHERE file = ? AND host = ?', file, host ?? '') > 0
  }
}

const toTarget = (row: Row): AgentTarget => ({
  file: String(row.file),
  host: row.host === '' ? null : String(row.host),
  ref:
    row.account_id === null || row.key_id === null
      ? null
      : { accountId: String(row.account_id), keyId: String(row.key_id) },
  agent: row.agent as AgentId | null,
  controlUrl: row.control_url === null ? null : String(row.control_url),
  reloadCommand: row.reload_command === null ? null : String(row.reload_command),
  addedAt: String(row.added_at),
})
