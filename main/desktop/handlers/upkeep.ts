import { ok } from '../../../shared/errors.ts'
import type { DoctorCheck } from '../../../shared/model.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

type Topics = 'clipboard' | 'policies' | 'reminders' | 'inbox' | 'vault' | 'audit' | 'doctor'

/** What keeps things in order: reminders' policies, inbox, keychain check, audit, clipboard, doctor. */
export const upkeepHandlers = (desktop: Desktop): HandlersOf<Topics> => {
  const { core } = desktop
  return {
    'clipboard.clear': async () => ok(await desktop.clipboard.clear()),

    'policies.set': (policy) => {
      const set = core.reminders.setPolicy(policy)
      if (set.ok) desktop.remind()
      return set
    },

    'policies.remove': ({ scope }) => {
      const removed = core.reminders.removePolicy(scope)
      if (removed.ok) desktop.remind()
      return removed
    },

    'reminders.set': (settings) => {
      const set = core.reminders.setSettings(settings)
      if (set.ok) desktop.remind()
      return set
    },

    'reminders.snooze': ({ ref, for: until }) => {
      const snoozed = core.reminders.snooze(ref, until)
      if (!snoozed.ok) return snoozed
      // Its end is another moment to look at.
      desktop.remind()
      return ok(undefined)
    },

    'inbox.markRead': ({ ids }) => {
      core.inbox.markRead(ids)
      return ok(undefined)
    },

    'inbox.testNotification': async () => {
      const item = core.inbox.add({
        kind: 'test',
        title: 'A test from Keyturn',
        body: 'Reminders will look like this.',
        ref: null,
      })
      const shown = await desktop.notifications.show([item])
      if (shown === 'shown') core.inbox.delivered(item.id, 'shown', 'The desktop says that it shows it.')
      return ok(core.inbox.list().find((listed) => listed.id === item.id) ?? item)
    },

    'vault.check': async () => ok(await core.vault.probe()),
    'audit.list': ({ ref, limit }) => ok(core.audit.list(ref, limit)),
    'doctor.run': async () => ok([...(await core.doctor()), ...(await desktopChecks(desktop))]),
  }
}

/** The checks that need a desktop. */
async function desktopChecks(desktop: Desktop): Promise<readonly DoctorCheck[]> {
  const { tray, notifications } = await desktop.facts()
  const unconfirmed = desktop.clipboard.status().state === 'unconfirmed'
  return [
    {
      id: 'clipboard',
      title: 'Clipboard',
      status: unconfirmed ? 'warning' : 'ok',
      message: unconfirmed
        ? 'Could not confirm that the clipboard was cleared.'
        : 'Copied values are cleared after 30 s.',
      hint: unconfirmed ? 'Copy something else to be sure.' : '',
    },
    {
      id: 'notifications',
      title: 'Notifications',
      status: notifications ? 'ok' : 'warning',
      message: notifications
        ? 'A notification service answers.'
        : 'No notification service runs: reminders are in the inbox only.',
      hint: notifications
        ? 'Send a test notification to see one.'
        : 'Start one, such as dunst or your desktop’s own.',
    },
    {
      id: 'tray',
      title: 'Tray',
      status: tray ? 'ok' : 'warning',
      message: tray
        ? 'The desktop shows tray icons.'
        : 'The desktop shows no tray icons: closing the window ends Keyturn, and reminders with it.',
      hint: tray ? '' : 'On GNOME, install the AppIndicator extension.',
    },
  ]
}
