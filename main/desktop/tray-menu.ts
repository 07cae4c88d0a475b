import type { DueItem, KeyRef } from '../../shared/model.ts'

/** One line of the tray's menu. What a line does is in its type, so that the menu can be tested without a tray. */
export type TrayLine =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'overview' | 'sync' | 'open' | 'quit'
      readonly label: string
      readonly enabled: boolean
    }
  | { readonly kind: 'key'; readonly label: string; readonly ref: KeyRef }

export interface TrayModel {
  readonly tooltip: string
  /** The icon carries a dot. */
  readonly due: boolean
  readonly lines: readonly TrayLine[]
}

const WEEK_DAYS = 7
const LISTED = 5

/** What the tray shows for the keys that are due. `due` is sorted, overdue ones first. */
export function trayModel(
  due: readonly DueItem[],
  now: { readonly syncing: boolean; readonly accounts: number },
): TrayModel {
  const soon = due.filter((item) => item.daysLeft <= WEEK_DAYS)
  const headline = countLine(soon.length)
  const more = soon.length - LISTED
  return {
    tooltip: `Keyturn: ${headline}`,
    due: soon.length > 0,
    lines: [
      { kind: 'overview', label: capital(headline), enabled: true },
      ...soon.slice(0, LISTED).map(keyLine),
      ...(more > 0 ? [{ kind: 'overview', label: `${more} more…`, enabled: true } as const] : []),
      { kind: 'separator' },
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
  return { kind: 'key', label: `${shorten(item.key.name)} · ${dueWords(item.daysLeft)}`, ref: refOf(item) }
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
