import { z } from 'zod'
import type { KeyRef } from './model.ts'

/** When reminders are shown. Times of day are in this machine's own time zone, whatever its clock does that night. */

export const timeOfDay = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time such as 09:30')

/** A time in which rotations suit. `days`: 1 is Monday, 7 is Sunday; a window that ends before it begins ends the next day. */
export const maintenanceWindow = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1, 'Give it a name').max(80),
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: timeOfDay,
  to: timeOfDay,
  /** Only for this account's keys; null: for all. */
  accountId: z.uuid().nullable(),
})
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>

export const reminderSettings = z.object({
  /** Nothing is shown then; it comes when they end. */
  quietHours: z.object({ from: timeOfDay, to: timeOfDay }).nullable(),
  /** One digest a day at this time; null: at once, still as one. */
  digestAt: timeOfDay.nullable(),
  /** No reminder until then. The inbox and the overview still say what is due. */
  pausedUntil: z.iso.datetime().nullable(),
  windows: z.array(maintenanceWindow).max(20),
})
export type ReminderSettings = z.infer<typeof reminderSettings>

export const snoozeFor = z.enum(['1d', '1w', 'window'])
export type SnoozeFor = z.infer<typeof snoozeFor>

export interface Snooze {
  readonly ref: KeyRef
  readonly until: string
}

/** How reminders stand now. */
export interface ReminderStatus {
  readonly settings: ReminderSettings
  readonly snoozes: readonly Snooze[]
  /** When the next maintenance window opens, by account; the window for all under an empty id. */
  readonly nextWindows: readonly {
    readonly accountId: string | null
    readonly name: string
    readonly at: string
  }[]
  /** Why nothing is shown at this moment; null where reminders are shown. */
  readonly silentBecause: string | null
}
