import type { DueItem, KeyRef } from '../../shared/model.ts'
import type { RotationSummary } from '../../shared/rotation.ts'
import { latest } from '../rotation/policy.ts'

/** One line of the tray's menu. What a line does is in its type, so that the menu can be tested without a tray. */
export type TrayLine =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'overview' | 'pause' | 'resume' | 'sync' | 'open' | 'quit'
      readonly label: string
      readonly enabled: boolean
    }
  | { readonly kind: 'key' | 'rotation'; readonly label: string; readonly ref: KeyRef }

export interface TrayModel {
  readonly tooltip: string
  /** The icon carries a dot. */
  readonly due: boolean
  readonly lines: readonly TrayLine[]
}

const WEEK_DAYS = 7
const LISTED = 5

/** How Keyturn stands, as far as the tray shows it. */
export interface TrayNow {
  readonly syncing: boolean
  readonly accounts: number
  readonly rotations: readonly Pick<RotationSummary, 'ref' | 'keyName' | 'health'>[]
  /** Until when reminders are paused, in words; null where they are not. */
  readonly pausedUntil: string | null
}

/** What the tray shows for the keys that are due. `due` is sorted, overdue ones first. */
export function trayModel(due: readonly DueItem[], now: TrayNow): TrayModel {
  const soon = due.filter((item) => item.daysLeft <= WEEK_DAYS)
  const headline = countLine(soon.length)
  const more = soon.length - LISTED
  const stuck = now.rotations.filter(({ health }) => health === 'needs-you' || health === 'failed')
  return {
    tooltip: `Keyturn: ${headline}`,
    due: soon.length > 0 || stuck.length > 0,
    lines: [
      { kind: 'overview', label: capital(headline), enabled: true },
      ...soon.slice(0, LISTED).map(keyLine),
      ...(more > 0 ? [{ kind: 'overview', label: `${more} more…`, enabled: true } as const] : []),
      ...stuck.slice(0, LISTED).map(rotationLine),
      { kind: 'separator' },
      now.pausedUntil === null
        ? { kind: 'pause', label: 'Pause reminders', enabled: true }
        : { kind: 'resume', label: `Resume reminders (paused until ${now.pausedUntil})`, enabled: true },
      {
        kind: 'sync',
        label: now.syncing ? 'Syncing…' : 'Sync now',
        enabled: !now.syncing && now.accounts > 0,
      },
      { kind: 'open', label: 'Open Keyturn', enabled: true },
      { kind: 'separator' },
      { kind: 'quit', label: 'Quit', enabled: true },
    ],
  }
}

/** "in 2 days", "today", "3 days overdue": the words of the tray and of notifications. */
export function dueWords(daysLeft: number): string {
  if (daysLeft === 0) return 'today'
  if (daysLeft > 0) return `in ${days(daysLeft)}`
  return `${days(-daysLeft)} overdue`
}

function keyLine(item: DueItem): TrayLine {
  return {
    kind: 'key',
    label: `${shorten(item.key.name)} · ${dueWords(item.daysLeft)}${latest(item.key)}`,
    ref: refOf(item),
  }
}

function rotationLine({ ref, keyName, health }: TrayNow['rotations'][number]): TrayLine {
  const words = health === 'failed' ? 'the rotation failed' : 'the rotation needs you'
  return { kind: 'rotation', label: `${shorten(keyName)} · ${words}`, ref }
}

function refOf(item: DueItem): KeyRef {
  return { accountId: item.key.accountId, keyId: item.key.id }
}

function countLine(count: number): string {
  if (count === 0) return 'nothing due this week'
  return count === 1 ? '1 key due this week' : `${count} keys due this week`
}

// A key's name is the vendor's text: a long one must not make the menu as wide as the screen.
function shorten(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
