import type { KeyRef } from '../../../shared/model.ts'
import type { Snooze } from '../../../shared/reminders.ts'
import { dayMilliseconds } from '../../clock.ts'
import type { Database } from '../../database/sqlite.ts'

/** No window is further away. A snooze that seems to last longer was made before the clock was set back: it has ended. */
const LONGEST_MS = 17 * dayMilliseconds

/** Keys of which the user does not want to be reminded for a while. */
export class Snoozes {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Those that have not ended, the first to end first. */
  list(now: Date): readonly Snooze[] {
    return this.#db
      .all('SELECT * FROM snoozes ORDER BY until')
      .map((row) => ({
        ref: { accountId: String(row.account_id), keyId: String(row.key_id) },
        until: String(row.until),
      }))
      .filter(({ until }) => isAhead(until, now))
  }

  set({ accountId, keyId }: KeyRef, until: string): void {
    this.#db.run('INSERT OR REPLACE INTO snoozes VALUES (?, ?, ?)', accountId, keyId, until)
  }

  end({ accountId, keyId }: KeyRef): void {
    this.#db.run('DELETE FROM snoozes WHERE account_id = ? AND key_id = ?', accountId, keyId)
  }

  /** Forgets those that have ended. */
  tidy(now: Date): void {
    const kept = new Set(this.list(now).map(({ until }) => until))
    for (const row of this.#db.all('SELECT DISTINCT until FROM snoozes')) {
      const until = String(row.until)
      if (!kept.has(until)) this.#db.run('DELETE FROM snoozes WHERE until = ?', until)
    }
  }
}

function isAhead(until: string, now: Date): boolean {
  const left = Date.parse(until) - now.getTime()
  return left > 0 && left <= LONGEST_MS
}
