import { fail, type Result } from '../../shared/errors.ts'
import type { DueItem, InboxItem, Key, PolicyScope, RotationPolicy } from '../../shared/model.ts'
import { defaultReminderSettings, type ReminderStatus } from '../../shared/reminders.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { Clock } from '../clock.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { Reminders as RemindersContract } from '../services.ts'
import type { Inbox } from './inbox.ts'
import { defaultPolicy, dueItem, effectivePolicy, scopeName } from './policy.ts'

interface Parts {
  readonly db: Database
  readonly clock: Clock
  readonly audit: Audit
  readonly changes: Changes
  readonly inbox: Inbox
  readonly listKeys: () => readonly Key[]
}

/** Rotation policies, what is due by them, and the digest that says so once. Needs no value and no keychain. */
export class Reminders implements RemindersContract {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  policies(): readonly RotationPolicy[] {
    return readPolicies(this.#parts.db)
  }

  setPolicy(policy: RotationPolicy): Result<void> {
    const { db, audit, changes } = this.#parts
    const name = scopeName(policy.scope)
    return stored('The policy was not saved', () => {
      db.transaction(() => {
        db.run(
          `INSERT INTO policies (scope, scope_json, max_age_days, lead_days) VALUES (?, ?, ?, ?)
           ON CONFLICT (scope) DO UPDATE SET max_age_days = excluded.max_age_days, lead_days = excluded.lead_days`,
          name,
          JSON.stringify(policy.scope),
          policy.maxAgeDays,
          policy.leadDays,
        )
        const when = policy.maxAgeDays === null ? 'never' : `after ${policy.maxAgeDays} days`
        audit.record(
          'policy.set',
          `Set the rotation policy (${policy.scope.kind}): ${when}`,
          refOf(policy.scope),
        )
      })
      changes.notify('policies', 'keys')
    })
  }

  removePolicy(scope: PolicyScope): Result<void> {
    if (scope.kind === 'default') {
      return fail('refused', 'The default policy cannot be removed.', 'Change it instead.')
    }
    const { db, audit, changes } = this.#parts
    return stored('The policy was not removed', () => {
      db.transaction(() => {
        db.run('DELETE FROM policies WHERE scope = ?', scopeName(scope))
        audit.record('policy.remove', `Removed the rotation policy (${scope.kind})`, refOf(scope))
      })
      changes.notify('policies', 'keys')
    })
  }

  settings(): ReminderStatus {
    return { settings: defaultReminderSettings, snoozes: [], nextWindows: [], silentBecause: null }
  }

  setSettings(): Result<void> {
    return fail('unsupported', 'This comes in a later version.')
  }

  snooze(): Result<{ readonly until: string | null }> {
    return fail('unsupported', 'This comes in a later version.')
  }

  due(withinDays: number): readonly DueItem[] {
    return this.#items()
      .filter((item) => item.daysLeft <= withinDays)
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.key.name.localeCompare(b.key.name))
  }

  run(): readonly InboxItem[] {
    const { db, inbox } = this.#parts
    return db.transaction(() => {
      const fresh = this.#items().filter((item) => item.status !== 'later' && this.#firstTime(item))
      const overdue = fresh.filter((item) => item.status === 'overdue')
      const [only] = fresh
      if (!only) return []
      const ref = fresh.length === 1 ? { accountId: only.key.accountId, keyId: only.key.id } : null
      const title = ref ? `${only.key.name} ${dueWords(only)}` : `${fresh.length} keys to rotate`
      const names = fresh.slice(0, 5).map((item) => `${item.key.name} ${dueWords(item)}`)
      const more = fresh.length > 5 ? [`and ${fresh.length - 5} more`] : []
      const body = ref
        ? `${only.key.account}: ${only.reason}.`
        : `${overdue.length} overdue. ${[...names, ...more].join(', ')}.`
      return [inbox.add({ kind: 'due', title, body, ref })]
    })
  }

  #items(): DueItem[] {
    const policies = this.policies()
    const now = this.#parts.clock.now()
    return this.#parts.listKeys().flatMap((key) => {
      const ref = { accountId: key.accountId, keyId: key.id }
      return dueItem(key, effectivePolicy(policies, ref, key.type), now) ?? []
    })
  }

  /** A key is named once when it comes near, and once when it is over. */
  #firstTime(item: DueItem): boolean {
    const { key, dueAt, status } = item
    return (
      this.#parts.db.run(
        'INSERT OR IGNORE INTO reminded (account_id, key_id, due_at, stage) VALUES (?, ?, ?, ?)',
        key.accountId,
        key.id,
        dueAt,
        status,
      ) === 1
    )
  }
}

/** All policies, the default included. */
export function readPolicies(db: Database): readonly RotationPolicy[] {
  const rows = db.all('SELECT * FROM policies ORDER BY scope')
  const policies = rows.map((row) => ({
    scope: JSON.parse(String(row.scope_json)) as PolicyScope,
    maxAgeDays: row.max_age_days === null ? null : Number(row.max_age_days),
    leadDays: Number(row.lead_days),
  }))
  return policies.length > 0 ? policies : [defaultPolicy]
}

const refOf = (scope: PolicyScope) => (scope.kind === 'key' ? scope.ref : null)

/** When a key is due, as people say it. */
function dueWords(item: DueItem): string {
  if (item.daysLeft < -1) return `was due ${-item.daysLeft} days ago`
  if (item.daysLeft === -1) return 'was due yesterday'
  if (item.daysLeft === 0) return 'is due today'
  return item.daysLeft === 1 ? 'is due tomorrow' : `is due in ${item.daysLeft} days`
}
