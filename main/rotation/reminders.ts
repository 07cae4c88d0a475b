import { defaultReminderSettings } from '../../shared/defaults.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { DueItem, InboxItem, Key, KeyRef, PolicyScope, RotationPolicy } from '../../shared/model.ts'
import type { ReminderSettings, ReminderStatus, SnoozeFor } from '../../shared/reminders.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, dayMilliseconds } from '../clock.ts'
import { type Database, stored } from '../database/sqlite.ts'
import { dayOf } from '../local-time.ts'
import type { Inbox } from './inbox.ts'
import { defaultPolicy, dueOf, scopeName } from './policy.ts'
import { digestText } from './reminding/digest-text.ts'
import { digestIsDue, lastDigestDay } from './reminding/digest-time.ts'
import { Said } from './reminding/said.ts'
import { SettingsStore } from './reminding/settings-store.ts'
import { nextOpening, openWindow, silence, windowsOf } from './reminding/silence.ts'
import { Snoozes } from './reminding/snoozes.ts'
import type { Reminders as RemindersContract } from './services.ts'

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

  readonly #store: SettingsStore
  readonly #snoozes: Snoozes
  readonly #said: Said

  constructor(parts: Parts) {
    this.#parts = parts
    this.#store = new SettingsStore(parts.db)
    this.#snoozes = new Snoozes(parts.db)
    this.#said = new Said(parts.db)
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
    const now = this.#parts.clock.now()
    const { settings } = this.#store.read()
    return {
      settings,
      snoozes: this.#snoozes.list(now),
      nextWindows: nextWindows(settings, now),
      silentBecause: silence(settings, now)?.because ?? null,
    }
  }

  setSettings(settings: ReminderSettings): Result<void> {
    const { db, audit, changes, clock } = this.#parts
    return stored('The reminder settings were not saved', () => {
      db.transaction(() => {
        const { digestAt } = settings
        // A new time counts from now on: today's, where it has passed, is not made up for.
        if (digestAt !== null && digestAt !== this.#store.read().settings.digestAt)
          this.#store.setDigestDay(lastDigestDay(digestAt, clock.now()))
        this.#store.write(settings)
        audit.record('reminders.set', 'Changed when reminders are shown', null)
      })
      changes.notify('reminders')
    })
  }

  snooze(ref: KeyRef, span: SnoozeFor | null): Result<{ readonly until: string | null }> {
    const { db, changes, listKeys } = this.#parts
    const key = listKeys().find((one) => one.accountId === ref.accountId && one.id === ref.keyId)
    if (!key) return fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
    const until = span === null ? ok(null) : this.#snoozeEnd(key.accountId, span)
    if (!until.ok) return until
    const saved = stored('The snooze was not saved', () =>
      db.transaction(() => {
        if (until.value === null) this.#snoozes.end(ref)
        else this.#snoozes.set(ref, until.value)
        // Snoozing asks to be told later: what was said before does not count then.
        this.#said.forget(ref)
      }),
    )
    if (!saved.ok) return saved
    changes.notify('reminders')
    return ok({ until: until.value })
  }

  due(withinDays: number): readonly DueItem[] {
    return this.#items()
      .filter((item) => item.daysLeft <= withinDays)
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.key.name.localeCompare(b.key.name))
  }

  run(): readonly InboxItem[] {
    const now = this.#parts.clock.now()
    return this.#parts.db.transaction(() => {
      this.#snoozes.tidy(now)
      const notes = this.#replaceDamaged()
      const { settings } = this.#store.read()
      if (silence(settings, now)) return notes
      if (settings.digestAt !== null) {
        if (!digestIsDue(settings.digestAt, this.#store.digestDay(), now)) return notes
        this.#store.setDigestDay(dayOf(now))
      }
      return [...notes, ...this.#digest(settings, now)]
    })
  }

  #digest(settings: ReminderSettings, now: Date): readonly InboxItem[] {
    const snoozed = new Set(this.#snoozes.list(now).map(({ ref }) => nameOf(ref.accountId, ref.keyId)))
    const [first, ...more] = this.due(Number.POSITIVE_INFINITY)
      .filter(({ key }) => !snoozed.has(nameOf(key.accountId, key.id)))
      .filter((item) => this.#said.isNews(item, now))
    if (!first) return []
    const items = [first, ...more] as const
    for (const item of items) this.#said.record(item, now)
    const windows = items.flatMap(({ key }) => windowsOf(settings, key.accountId))
    return [this.#parts.inbox.add({ kind: 'due', ...digestText(items, openWindow(windows, now)) })]
  }

  /** Settings that cannot be read are said once, and then are the defaults. */
  #replaceDamaged(): readonly InboxItem[] {
    if (!this.#store.read().damaged) return []
    this.#store.write(defaultReminderSettings)
    return [
      this.#parts.inbox.add({
        kind: 'due',
        title: 'The reminder settings could not be read',
        body: 'Reminders come at once, without quiet hours, until you set them again in Settings.',
        ref: null,
      }),
    ]
  }

  #snoozeEnd(accountId: string, span: SnoozeFor): Result<string> {
    const now = this.#parts.clock.now()
    if (span !== 'window')
      return ok(new Date(now.getTime() + (span === '1d' ? 1 : 7) * dayMilliseconds).toISOString())
    const opening = nextOpening(windowsOf(this.#store.read().settings, accountId), now)
    if (opening) return ok(opening.start.toISOString())
    return fail(
      'refused',
      'No maintenance window is set for the keys of this account.',
      'Add one in Settings, or snooze for a day or a week.',
    )
  }

  #items(): DueItem[] {
    const policies = this.policies()
    const now = this.#parts.clock.now()
    return this.#parts.listKeys().flatMap((key) => dueOf(policies, key, now) ?? [])
  }
}

/** The next opening for each account that has a window of its own, and for all. */
function nextWindows(settings: ReminderSettings, now: Date): ReminderStatus['nextWindows'] {
  const accountIds = [...new Set(settings.windows.map((window) => window.accountId))]
  return accountIds.flatMap((accountId) => {
    const windows = settings.windows.filter((window) => window.accountId === accountId)
    const opening = nextOpening(windows, now)
    return opening ? [{ accountId, name: opening.window.name, at: opening.start.toISOString() }] : []
  })
}

const nameOf = (accountId: string, keyId: string): string => `${accountId}/${keyId}`

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
