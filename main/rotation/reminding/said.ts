import type { DueItem, KeyRef } from '../../../shared/model.ts'
import type { Database } from '../../database/sqlite.ts'
import { dayOf, daysBetween } from '../../local-time.ts'

const WEEK_DAYS = 7

/** What the user was already reminded of. */
export class Said {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /**
   * A key is named once when it comes near, and when it is over. What stays overdue is named again after a week: said
   * once and never again, it would be forgotten in silence, and said daily it would be switched off. Counted in days of
   * the calendar, so that a look a second earlier in the day does not put it off by a day each week.
   */
  isNews({ key, dueAt, status }: DueItem, now: Date): boolean {
    if (status === 'later') return false
    const row = this.#db.one(
      'SELECT at FROM reminded WHERE account_id = ? AND key_id = ? AND due_at = ? AND stage = ?',
      key.accountId,
      key.id,
      dueAt,
      status,
    )
    if (!row) return true
    if (status !== 'overdue') return false
    if (row.at === null) return true
    const passed = daysBetween(dayOf(new Date(String(row.at))), dayOf(now))
    // Said on a day that is still to come: the clock was set back, and how long ago it was is not known.
    return passed >= WEEK_DAYS || passed < -1
  }

  record({ key, dueAt, status }: DueItem, now: Date): void {
    this.#db.run(
      `INSERT INTO reminded (account_id, key_id, due_at, stage, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at`,
      key.accountId,
      key.id,
      dueAt,
      status,
      now.toISOString(),
    )
  }

  /** The key is named again at the next occasion. */
  forget({ accountId, keyId }: KeyRef): void {
    this.#db.run('DELETE FROM reminded WHERE account_id = ? AND key_id = ?', accountId, keyId)
  }
}
