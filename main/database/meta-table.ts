import type { Database } from './sqlite.ts'

/** Single facts about the data folder. */
export class MetaTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  get(name: string): string | null {
    const row = this.#db.one('SELECT value FROM meta WHERE name = ?', name)
    return row && String(row.value)
  }

  set(name: string, value: string): void {
    this.#db.run(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    )
  }

  /** Stores `next` only if the value is still `before`; whether it did. */
  swap(name: string, before: string | null, next: string): boolean {
    if (before === null) {
      return this.#db.run('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)', name, next) === 1
    }
    return this.#db.run('UPDATE meta SET value = ? WHERE name = ? AND value = ?', next, name, before) === 1
  }

  /** The value, set once by whichever process comes first. */
  getOrSet(name: string, make: () => string): string {
    // Almost always it is there: a reader must not have to wait for another process's write.
    const known = this.get(name)
    if (known !== null) return known
    return this.#db.transaction(() => {
      const existing = this.get(name)
      if (existing !== null) return existing
      const value = make()
      this.set(name, value)
      return value
    })
  }
}
