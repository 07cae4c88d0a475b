import type { ReminderSettings } from './reminders.ts'
import type { RotationSettings } from './rotation.ts'

/** What holds where nobody said anything else. Apart from the schemas: who needs only these does not load those. */

const day = 86_400

/** An exporter may drop quietly for a minute after a 401: watching for less proves nothing. */
export const defaultSettings: RotationSettings = {
  canary: false,
  watchSeconds: 70,
  soakSeconds: day,
  graceSeconds: 14 * day,
}

/** A leaked key is gone within minutes. */
export const leakedSettings: RotationSettings = {
  canary: false,
  watchSeconds: 10,
  soakSeconds: 300,
  graceSeconds: 900,
}

export const defaultReminderSettings: ReminderSettings = {
  quietHours: null,
  digestAt: null,
  pausedUntil: null,
  windows: [],
}
