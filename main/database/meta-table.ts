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

  /** The value, set once by whichever process comes first. */
  getOrSet(name: string, make: () => string): string {
    return this.#db.transaction(() => {
      const existing = this.get(name)
      if (existing !== null) return existing
      const value = make()
      this.set(name, value)
      return value
    })
  }
}
