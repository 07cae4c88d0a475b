import {
  defaultReminderSettings,
  type ReminderSettings,
  reminderSettings,
} from '../../../shared/reminders.ts'
import { MetaTable } from '../../database/meta-table.ts'
import type { Database } from '../../database/sqlite.ts'
import type { Day } from './local-time.ts'

const SETTINGS = 'reminder-settings'
const DIGEST_DAY = 'reminder-digest-day'

/** How the user wants to be reminded, and the day of the last digest, as facts of the data folder. */
export class SettingsStore {
  readonly #meta: MetaTable

  constructor(db: Database) {
    this.#meta = new MetaTable(db)
  }

  /** What cannot be read counts as the defaults, which are never silent; `damaged` says so. */
  read(): { readonly settings: ReminderSettings; readonly damaged: boolean } {
    const text = this.#meta.get(SETTINGS)
    if (text === null) return { settings: defaultReminderSettings, damaged: false }
    const parsed = reminderSettings.safeParse(fromJson(text))
    return parsed.success
      ? { settings: parsed.data, damaged: false }
      : { settings: defaultReminderSettings, damaged: true }
  }

  write(settings: ReminderSettings): void {
    this.#meta.set(SETTINGS, JSON.stringify(settings))
  }

  /** The local day on which the last digest came; null: none ever did. */
  digestDay(): Day | null {
    const day = this.#meta.get(DIGEST_DAY)
    return day !== null && /^\d{4}-\d\d-\d\d$/.test(day) ? day : null
  }

  setDigestDay(day: Day): void {
    this.#meta.set(DIGEST_DAY, day)
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
