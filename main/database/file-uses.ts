import { fail, ok, type Result } from '../../shared/errors.ts'
import type { AgentId, KeyRef, KeyState, KnownUse, UseKind } from '../../shared/model.ts'
import { type Clock, stamp } from '../clock.ts'
import type { FileRecord, FileTransaction, RecordedUse, UseStore } from '../injection/injection-ports.ts'
import { isGone, thisProcess } from '../process-identity.ts'
import type { SecretReference } from '../vault/vault.ts'
import { type Database, stored } from './sqlite.ts'

/** Which places carry which key, how to put a file back, and the journal of writes that have not ended. */
export class FileUses implements UseStore {
  readonly #db: Database
  readonly #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  begin(transaction: FileTransaction): Result<void> {
    const begun = stored('No file was changed', () =>
      // Looked at and written in one transaction: of two processes that want one file only one begins.
      this.#db.transaction(() => {
        const busy = this.#heldByOthers()
        const held = transaction.files.find((file) => busy.has(file.resolved)) ?? null
        if (held === null)
          this.#db.run(
            'INSERT INTO file_transactions (id, transaction_json, pid, process_start) VALUES (?, ?, ?, ?)',
            transaction.id,
            JSON.stringify(transaction),
            thisProcess.pid,
            thisProcess.start,
          )
        return held
      }),
    )
    if (!begun.ok) return begun
    return begun.value === null
      ? ok(undefined)
      : fail(
          'refused',
          `${begun.value.file} is being written by another Keyturn at this moment, so no file was changed.`,
          'Try again in a moment.',
        )
  }

  finish(id: string, outcome: 'done' | 'rolled-back'): Result<readonly SecretReference[]> {
    return stored('The end of the write was not recorded; the files are as planned', () =>
      this.#db.transaction(() => {
        const row = this.#db.one('SELECT transaction_json FROM file_transactions WHERE id = ?', id)
        if (!row) return []
        const transaction = JSON.parse(String(row.transaction_json)) as FileTransaction
        const candidates = transaction.files.flatMap(referencesOf)
        this.#db.run('DELETE FROM file_transactions WHERE id = ?', id)
        if (outcome === 'done') {
          for (const file of transaction.files) {
            candidates.push(...this.#replaceUndo(transaction.kind, file))
            this.#replaceUses(file)
          }
        }
        const named = new Set(this.#undos().flatMap(referencesOf))
        return [...new Set(candidates)].filter((reference) => !named.has(reference))
      }),
    )
  }

  unfinished(): readonly FileTransaction[] {
    return this.#journal()
      .filter(({ others }) => !others)
      .map(({ transaction }) => transaction)
  }

  undoOf(resolved: string): FileRecord | null {
    const row = this.#db.one('SELECT record_json FROM undos WHERE resolved = ?', resolved)
    return row && (JSON.parse(String(row.record_json)) as FileRecord)
  }

  recordedIn(resolved: string): readonly RecordedUse[] {
    return this.#db.all('SELECT * FROM uses WHERE file = ? ORDER BY line', resolved).map((row) => ({
      line: Number(row.line),
      column: Number(row.column_number),
      agent: row.agent as AgentId,
      output: String(row.output),
      kind: row.kind as UseKind,
      ref: { accountId: String(row.account_id), keyId: String(row.key_id) },
    }))
  }

  undosOf(setId: string): readonly FileRecord[] {
    return this.#undos().filter((record) => record.set?.id === setId)
  }

  /** The known uses of a key, by file and line. */
  ofKey(ref: KeyRef, keyState: KeyState): readonly KnownUse[] {
    const undos = this.#undos()
    const undoOf = new Map(undos.map((record) => [record.resolved, record]))
    return this.#db
      .all(
        'SELECT * FROM uses WHERE account_id = ? AND key_id = ? ORDER BY file, line',
        ref.accountId,
        ref.keyId,
      )
      .map((row) => ({ row, undo: undoOf.get(String(row.file)) }))
      .map(({ row, undo }) => ({
        file: String(row.file),
        line: Number(row.line),
        column: Number(row.column_number),
        agent: row.agent as AgentId,
        output: String(row.output),
        kind: row.kind as UseKind,
        keyId: ref.keyId,
        keyState,
        seenAt: String(row.seen_at),
        restoresFiles:
          undo?.set === undefined ? 1 : undos.filter((other) => other.set?.id === undo.set?.id).length,
        canRestore: undo?.ref.keyId === ref.keyId,
      }))
  }

  /**
   * What a scan saw. Of the files that it read whole, literal uses that it did not find are forgotten; what it found
   * is recorded; a place where another value stands now carries nothing. A reference's record stays: a scan records
   * where the value is. Throws `StorageError`.
   */
  replaceSeen(read: readonly string[], seen: readonly SeenUse[]): void {
    this.#db.transaction(() => {
      for (const file of read) this.#db.run("DELETE FROM uses WHERE file = ? AND kind = 'literal'", file)
      for (const { file, use } of seen)
        this.#db.run(
          'DELETE FROM uses WHERE file = ? AND line = ? AND column_number = ?',
          file,
          use.line,
          use.column,
        )
      for (const { file, use } of seen) this.#insertUse(file, use)
    })
  }

  /** Every recorded place of a value. */
  literals(): readonly LiteralUse[] {
    return this.#db.all("SELECT file, line, agent, output FROM uses WHERE kind = 'literal'").map((row) => ({
      file: String(row.file),
      line: Number(row.line),
      agent: row.agent as AgentId,
      output: String(row.output),
    }))
  }

  /** Every transaction without an end; `others`: of another process that lives. */
  #journal(): readonly { readonly transaction: FileTransaction; readonly others: boolean }[] {
    return this.#db.all('SELECT * FROM file_transactions').map((row) => {
      const holder = { pid: Number(row.pid), start: String(row.process_start) }
      const own = holder.pid === thisProcess.pid && holder.start === thisProcess.start
      // A write takes seconds: without a start time, a pid that still runs is believed.
      const gone = own || isGone(holder, this.#clock.now().toISOString(), this.#clock.now())
      return { transaction: JSON.parse(String(row.transaction_json)) as FileTransaction, others: !gone }
    })
  }

  /** The files that other processes are writing. */
  #heldByOthers(): ReadonlySet<string> {
    const others = this.#journal().filter((each) => each.others)
    return new Set(others.flatMap(({ transaction }) => transaction.files.map((file) => file.resolved)))
  }

  #undos(): FileRecord[] {
    return this.#db
      .all('SELECT record_json FROM undos')
      .map((row) => JSON.parse(String(row.record_json)) as FileRecord)
  }

  /** The references of the record that no longer is the file's undo record. */
  #replaceUndo(kind: FileTransaction['kind'], file: FileRecord): SecretReference[] {
    const before = this.undoOf(file.resolved)
    if (kind === 'inject') {
      this.#db.run(
        `INSERT INTO undos (resolved, record_json) VALUES (?, ?)
         ON CONFLICT (resolved) DO UPDATE SET record_json = excluded.record_json`,
        file.resolved,
        JSON.stringify(file),
      )
    } else this.#db.run('DELETE FROM undos WHERE resolved = ?', file.resolved)
    return before ? referencesOf(before) : []
  }

  #replaceUses(file: FileRecord): void {
    this.#db.run('DELETE FROM uses WHERE file = ?', file.resolved)
    for (const use of file.usesAfter) this.#insertUse(file.resolved, use)
  }

  #insertUse(file: string, { line, column, agent, output, kind, ref }: RecordedUse): void {
    if (ref === null) return
    this.#db.run(
      `INSERT OR REPLACE INTO uses (file, line, column_number, agent, output, kind, account_id, key_id, seen_at)
       SELECT ?, ?, ?, ?, ?, ?, account_id, id, ? FROM keys WHERE account_id = ? AND id = ?`,
      file,
      line,
      column,
      agent,
      output,
      kind,
      stamp(this.#clock),
      ref.accountId,
      ref.keyId,
    )
  }
}

/** A use that a scan saw. */
export interface SeenUse {
  readonly file: string
  readonly use: RecordedUse
}

/** Where a value is recorded to stand, and for whom. */
export interface LiteralUse {
  readonly file: string
  readonly line: number
  readonly agent: AgentId
  readonly output: string
}

const referencesOf = (record: FileRecord): SecretReference[] =>
  record.ranges.flatMap((range) => range.old ?? [])
