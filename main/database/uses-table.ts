import type { AgentId, KeyRef, KeyState, KnownUse, UseKind } from '../../shared/model.ts'
import type { Database } from './sqlite.ts'

/** Which places are known to carry which key. */
export class UsesTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** The uses of a key, by file and line. */
  ofKey(ref: KeyRef, keyState: KeyState): readonly KnownUse[] {
    return this.#db
      .all(
        'SELECT * FROM uses WHERE account_id = ? AND key_id = ? ORDER BY file, line',
        ref.accountId,
        ref.keyId,
      )
      .map((row) => ({
        file: String(row.file),
        line: Number(row.line),
        column: Number(row.column_number),
        agent: row.agent as AgentId,
        output: String(row.output),
        kind: row.kind as UseKind,
        keyId: ref.keyId,
        keyState,
        seenAt: String(row.seen_at),
        canRestore: false,
      }))
  }
}
