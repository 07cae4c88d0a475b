import { chmodSync, existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { ok, type Result } from '../../shared/errors.ts'
import { migrate } from './schema.ts'
import { StorageError, storageFailure } from './storage-failure.ts'

type Connection = InstanceType<typeof DatabaseSync>

/** A value as SQLite stores it. */
export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

/**
 * The one database of a data folder, shared by the app and the terminal. Every statement is prepared once. Failures
 * of SQLite itself (disk full, read-only, damaged) throw `StorageError`; services turn it into `storage-failed`.
 */
export class Database {
  readonly #db: Connection
  readonly #statements = new Map<string, ReturnType<Connection['prepare']>>()
  #depth = 0
  #seenVersion: number

  private constructor(db: Connection) {
    this.#db = db
    this.#seenVersion = this.#dataVersion()
  }

  /** Opens or creates `keyturn.db` in the data folder and brings its schema up to date. */
  static open(home: string): Result<Database> {
    const file = join(home, 'keyturn.db')
    let db: Connection | null = null
    try {
      const fresh = !existsSync(file)
      db = new DatabaseSync(file)
      // A writer waits for another process's transaction instead of failing at once.
      db.exec('PRAGMA busy_timeout = 5000')
      db.exec('PRAGMA journal_mode = WAL')
      // An intent that was committed must survive a power cut: WAL alone would not sync each commit.
      db.exec('PRAGMA synchronous = FULL')
      db.exec('PRAGMA foreign_keys = ON')
      // Deleted metadata is overwritten, not left in free pages.
      db.exec('PRAGMA secure_delete = ON')
      if (fresh) chmodSync(file, 0o600)
      migrate(db)
      return ok(new Database(db))
    } catch (error) {
      db?.close()
      // SQLite calls a full disk an I/O error when it cannot even make its shared memory.
      return storageFailure(isFull(home) ? new Error('full') : error, 'Keyturn could not open its database')
    }
  }

  /** Whether the database can be written now. Throws `StorageError` with the reason when not. */
  proveWritable(): void {
    this.transaction(() => this.run('UPDATE meta SET value = value WHERE 0'))
  }

  /** All rows of a query. */
  all(sql: string, ...values: Cell[]): Row[] {
    return guard(() => this.#prepare(sql).all(...values) as Row[])
  }

  /** The first row, or null. */
  one(sql: string, ...values: Cell[]): Row | null {
    return guard(() => (this.#prepare(sql).get(...values) as Row | undefined) ?? null)
  }

  /** Carries out a statement; the number of rows that it changed. */
  run(sql: string, ...values: Cell[]): number {
    return guard(() => Number(this.#prepare(sql).run(...values).changes))
  }

  /** Everything in `work` is committed together, durably, or not at all. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work()
    guard(() => this.#db.exec('BEGIN IMMEDIATE'))
    this.#depth = 1
    try {
      const result = work()
      guard(() => this.#db.exec('COMMIT'))
      return result
    } catch (error) {
      try {
        this.#db.exec('ROLLBACK')
      } catch {
        // SQLite has already rolled back (disk full does that); the first error is the one to report.
      }
      throw error
    } finally {
      this.#depth = 0
    }
  }

  /** Whether another connection has committed since the last call. */
  changedByOthers(): boolean {
    const version = this.#dataVersion()
    const changed = version !== this.#seenVersion
    this.#seenVersion = version
    return changed
  }

  /** SQLite's own check of the file: `ok`, or what is wrong. */
  check(): string {
    return String(this.one('PRAGMA quick_check(1)')?.quick_check ?? 'no answer')
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  #prepare(sql: string): ReturnType<Connection['prepare']> {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #dataVersion(): number {
    return Number((this.#db.prepare('PRAGMA data_version').get() as Row).data_version)
  }
}

function isFull(folder: string): boolean {
  try {
    return statfsSync(folder).bavail === 0
  } catch {
    return false
  }
}

function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new StorageError(error instanceof Error ? error.message : String(error))
  }
}

/** Runs `work` and turns a storage failure into a `Result`; every other error is a bug and goes on. */
export function stored<T>(what: string, work: () => T): Result<T> {
  try {
    return ok(work())
  } catch (error) {
    if (error instanceof StorageError) return storageFailure(error, what)
    throw error
  }
}
