import { nextOpening, silence } from '../../main/rotation/reminding/silence.ts'
import { defaultReminderSettings } from '../../shared/defaults.ts'
import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'
import type { InboxItem, Key, PolicyScope } from '../../shared/model.ts'
import type { ReminderSettings, ReminderStatus, Snooze } from '../../shared/reminders.ts'
import { acme, staging, uuid } from './keys.ts'
import type { Stage } from './rotation-calls.ts'

const day = 86_400_000

/** How reminders stand with these settings, as main would say it. */
export function reminderStatus(settings: ReminderSettings, snoozes: readonly Snooze[]): ReminderStatus {
  const now = new Date()
  const accountIds = [...new Set(settings.windows.map((window) => window.accountId))]
  return {
    settings,
    snoozes,
    nextWindows: accountIds.flatMap((accountId) => {
      const windows = settings.windows.filter((window) => window.accountId === accountId)
      const opening = nextOpening(windows, now)
      return opening ? [{ accountId, name: opening.window.name, at: opening.start.toISOString() }] : []
    }),
    silentBecause: silence(settings, now)?.because ?? null,
  }
}

const windows: ReminderSettings['windows'] = [
  { id: uuid(601), name: 'Weekend', days: [6], from: '22:00', to: '02:00', accountId: acme },
  {
    id: uuid(602),
    name: 'Staging, any evening',
    days: [1, 3],
    from: '18:00',
    to: '20:00',
    accountId: staging,
  },
]

/** The reminders of a scene: `reminders` has all that can be set, `paused` is silent, others have one snooze. */
export function fakeReminders(scene: string, keys: readonly Key[]): ReminderStatus {
  const until = new Date(Date.now() + 5 * day).toISOString()
  const snoozes = keys
    .filter(({ name }) => name === 'payments-logstash')
    .map((key) => ({ ref: { accountId: key.accountId, keyId: key.id }, until }))
  if (scene === 'reminders')
    return reminderStatus(
      { quietHours: { from: '19:00', to: '08:00' }, digestAt: '09:30', pausedUntil: null, windows },
      snoozes,
    )
  if (scene === 'paused')
    return reminderStatus({ ...defaultReminderSettings, pausedUntil: until, windows }, [])
  if (scene === 'calm' || scene === 'first-run') return reminderStatus(defaultReminderSettings, [])
  return reminderStatus({ ...defaultReminderSettings, windows: windows.slice(0, 1) }, snoozes)
}

/** When reminders come, by which policies, and the inbox, in the stand-in for main. */
export function reminderCalls({
  scene,
  latency,
  state,
  find,
  update,
}: Stage): Pick<Api, Extract<keyof Api, `reminders.${string}` | `policies.${string}` | `inbox.${string}`>> {
  const wait = () => new Promise((done) => setTimeout(done, latency))
  const otherPolicies = (scope: PolicyScope) =>
    state().policies.filter((item) => JSON.stringify(item.scope) !== JSON.stringify(scope))
  return {
    'policies.set': async (policy) => {
      update('policies', { policies: [...otherPolicies(policy.scope), policy] })
      return ok(undefined)
    },
    'policies.remove': async ({ scope }) => {
      update('policies', { policies: otherPolicies(scope) })
      return ok(undefined)
    },
    'inbox.markRead': async ({ ids }) => {
      const inbox = state().inbox.map((item) => (ids.includes(item.id) ? { ...item, read: true } : item))
      update('inbox', { inbox })
      return ok(undefined)
    },
    'inbox.testNotification': async () => {
      await wait()
      const shown = scene === 'reminders'
      const item: InboxItem = {
        id: uuid(110 + state().inbox.length),
        at: new Date().toISOString(),
        kind: 'test',
        title: 'A test from Keyturn',
        body: 'Reminders will look like this.',
        ref: null,
        rotationId: null,
        read: true,
        delivery: shown ? 'shown' : 'failed',
        deliveryNote: shown
          ? 'The desktop says that it shows it.'
          : 'No notification service answered on this desktop.',
      }
      update('inbox', { inbox: [item, ...state().inbox] })
      return ok(item)
    },
    'reminders.set': async (settings) => {
      await wait()
      update('reminders', { reminders: reminderStatus(settings, state().reminders.snoozes) })
      return ok(undefined)
    },
    'reminders.snooze': async ({ ref, for: span }) => {
      await wait()
      const { settings, snoozes } = state().reminders
      const key = find(ref)
      if (!key) return fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
      const fitting = settings.windows.filter(
        ({ accountId }) => accountId === null || accountId === ref.accountId,
      )
      const opening = nextOpening(fitting, new Date())
      if (span === 'window' && !opening)
        return fail(
          'refused',
          'No maintenance window is set for the keys of this account.',
          'Add one in Settings, or snooze for a day or a week.',
        )
      const until =
        span === 'window'
          ? opening?.start.toISOString()
          : span && new Date(Date.now() + (span === '1d' ? 1 : 7) * day).toISOString()
      const others = snoozes.filter(
        (each) => each.ref.keyId !== ref.keyId || each.ref.accountId !== ref.accountId,
      )
      const list = until ? [...others, { ref, until }] : others
      update('reminders', { reminders: reminderStatus(settings, list) })
      return ok(undefined)
    },
  }
}
