import { defaultReminderSettings } from '../../../shared/defaults.ts'
import type { ReminderSettings } from '../../../shared/reminders.ts'
import { MetaTable } from '../../database/meta-table.ts'
import type { Database } from '../../database/sqlite.ts'
import type { Day } from '../../local-time.ts'

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
    const settings = fromJson(text)
    return settings ? { settings, damaged: false } : { settings: defaultReminderSettings, damaged: true }
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

// What is kept was checked at the door. The schema library would take longer to load than a command takes.
function fromJson(text: string): ReminderSettings | null {
  try {
    const kept = JSON.parse(text) as Partial<ReminderSettings> | null
    if (!Array.isArray(kept?.windows)) return null
    const settings = { ...defaultReminderSettings, ...kept }
    return isSound(settings) ? settings : null
  } catch {
    return null
  }
}

type Unread = Readonly<Record<string, unknown>>

/** Whether nothing of it would be waited for in vain, or for ever. */
function isSound({ quietHours, digestAt, pausedUntil, windows }: ReminderSettings): boolean {
  const isPause = typeof pausedUntil === 'string' && Number.isFinite(Date.parse(pausedUntil))
  return (
    (quietHours === null || hasTimes(quietHours)) &&
    (digestAt === null || isTime(digestAt)) &&
    (pausedUntil === null || isPause) &&
    windows.every(isWindow)
  )
}

function isWindow(window: unknown): boolean {
  if (!hasTimes(window)) return false
  const { days, name, accountId } = window
  return (
    typeof name === 'string' &&
    (accountId === null || typeof accountId === 'string') &&
    Array.isArray(days) &&
    days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
  )
}

const isTime = (time: unknown): boolean => typeof time === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(time)

const hasTimes = (value: unknown): value is Unread =>
  typeof value === 'object' &&
  value !== null &&
  isTime((value as Unread).from) &&
  isTime((value as Unread).to)
