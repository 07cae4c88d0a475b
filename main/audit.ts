import { createHash } from 'node:crypto'
import type { AuditEntry, KeyRef } from '../shared/model.ts'
import { type Clock, stamp } from './clock.ts'
import type { Database, Row } from './database/sqlite.ts'

export type Actor = AuditEntry['actor']

/** An entry with the hash of the one before it and its own, both hexadecimal. */
export interface ChainedEntry extends AuditEntry {
  readonly previousHash: string
  readonly hash: string
}

/**
 * The append-only record of what was done with keys and values, in words, never with a value. Each entry carries
 * the hash of the one before, so that a changed or removed line is noticed.
 */
export class Audit {
  readonly #db: Database
  readonly #clock: Clock
  readonly #actor: Actor

  constructor(db: Database, clock: Clock, actor: Actor) {
    this.#db = db
    this.#clock = clock
    this.#actor = actor
  }

  /** Adds an entry and returns its number; inside a transaction it is committed with what it describes. */
  record(action: string, text: string, ref: KeyRef | null): number {
    return this.#db.transaction(() => {
      const last = this.#db.one('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1')
      const seq = Number(last?.seq ?? 0) + 1
      const previous = String(last?.hash ?? '')
      const at = stamp(this.#clock)
      const hash = hashOf(previous, [
        seq,
        at,
        this.#actor,
        action,
        text,
        ref?.accountId ?? null,
        ref?.keyId ?? null,
      ])
      this.#db.run(
        'INSERT INTO audit (seq, at, actor, action, text, account_id, key_id, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        seq,
        at,
        this.#actor,
        action,
        text,
        ref?.accountId ?? null,
        ref?.keyId ?? null,
        previous,
        hash,
      )
      return seq
    })
  }

  /** The newest entries first, of one key or of all. */
  list(ref: KeyRef | null, limit: number): readonly AuditEntry[] {
    const rows = ref
      ? this.#db.all(
          'SELECT * FROM audit WHERE account_id = ? AND key_id = ? ORDER BY seq DESC LIMIT ?',
          ref.accountId,
          ref.keyId,
          limit,
        )
      : this.#db.all('SELECT * FROM audit ORDER BY seq DESC LIMIT ?', limit)
    return rows.map(toEntry)
  }

  /** The entries with these numbers, in their order, each with what its hash is recomputed from. */
  entries(seqs: readonly number[]): readonly ChainedEntry[] {
    return [...new Set(seqs)]
      .sort((one, other) => one - other)
      .flatMap((seq) => {
        const row = this.#db.one('SELECT * FROM audit WHERE seq = ?', seq)
        return row
          ? [{ ...toEntry(row), previousHash: String(row.previous_hash), hash: String(row.hash) }]
          : []
      })
  }

  /** The number of the first entry that does not fit the one before it; null when the chain holds. */
  firstBroken(): number | null {
    let previous = ''
    for (const row of this.#db.all('SELECT * FROM audit ORDER BY seq')) {
      const fields = [row.seq, row.at, row.actor, row.action, row.text, row.account_id, row.key_id]
      if (row.previous_hash !== previous || row.hash !== hashOf(previous, fields)) return Number(row.seq)
      previous = String(row.hash)
    }
    return null
  }
}

/** What an entry's hash has to be, from its own fields and the hash before it. */
export const entryHash = ({ seq, at, actor, action, text, ref, previousHash }: ChainedEntry): string =>
  hashOf(previousHash, [seq, at, actor, action, text, ref?.accountId ?? null, ref?.keyId ?? null])

const hashOf = (previous: string, fields: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify([previous, ...fields]))
    .digest('hex')

const toEntry = (row: Row): AuditEntry => ({
  seq: Number(row.seq),
  at: String(row.at),
  actor: row.actor as Actor,
  action: String(row.action),
  text: String(row.text),
  ref: row.account_id && row.key_id ? { accountId: String(row.account_id), keyId: String(row.key_id) } : null,
})
