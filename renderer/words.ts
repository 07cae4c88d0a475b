import type { Age, Key, KeyOwner, KeyType, ProviderId, UseKind, VaultStatus } from '../shared/model.ts'

const day = 86_400_000

/** The words for things: one for each, the same everywhere. All pure; `now` is milliseconds. */

export const typeWords: Record<KeyType, string> = {
  'send-your-data': 'Send-Your-Data',
  team: 'Team',
  personal: 'Personal',
  organisation: 'Organisation',
  user: 'User',
  'service-id': 'Service ID',
  'org-wide': 'Org-Wide',
}

/** Keys of a type, as a place to go to. */
export const keysOfType: Record<KeyType, string> = {
  'send-your-data': 'Send-Your-Data keys',
  team: 'Team keys',
  personal: 'Personal keys',
  organisation: 'Organisation keys',
  user: 'User keys',
  'service-id': 'Service ID keys',
  'org-wide': 'Org-Wide keys',
}

/** Whom a key belongs to, by kind. */
export const ownerKinds: Record<KeyOwner['kind'], string> = {
  team: 'Team',
  user: 'Member',
  organisation: 'Organisation',
  'service-id': 'Service ID',
}

/** A key's owner: a member by e-mail, else the kind and its name or id. `team`: the account's own team's name. */
export const ownerWord = ({ kind, id, name }: KeyOwner, team: string | null = null): string =>
  kind === 'user'
    ? (name ?? `Member ${id}`)
    : `${ownerKinds[kind]} ${name ?? (kind === 'team' ? team : null) ?? id}`

/** What a key of a type is for, one sentence or two. */
export const typeSentences: Record<KeyType, string> = {
  'send-your-data': 'Agents send telemetry with it. It reads nothing.',
  team: 'Scripts and tools call the API with it.',
  personal: 'One member’s own. For tests, not for production.',
  organisation: 'Owned by the organisation, above its teams.',
  user: 'Does whatever its user may do. Not recommended in an agent.',
  'service-id': 'Does what its service ID may do, such as sending logs.',
  'org-wide': 'Belongs to the organisation, not to one member.',
}

export const providerWords: Record<ProviderId, string> = {
  coralogix: 'Coralogix',
  'ibm-cloud': 'IBM Cloud',
  'aggregations-io': 'Aggregations.io',
}

/** What a vendor is, one sentence. */
export const providerSentences: Record<ProviderId, string> = {
  coralogix: 'Logs, metrics, traces and RUM. Keyturn manages its keys over the API.',
  'ibm-cloud': 'IBM Cloud Logs. Keyturn manages keys and service IDs over IAM.',
  'aggregations-io': 'Metrics out of events. It has no API for keys: you record what you make there.',
}

export const useKindWords: Record<UseKind, string> = {
  literal: 'literal',
  env: 'environment variable',
  file: 'value in a file',
  secret: 'secret store',
}

// Made once: `toLocaleString` makes one per call, and a list calls it for every row.
const numbers = new Intl.NumberFormat('en')

/** The keychain was asked and cannot be used. Until it was asked, at the start, there is nothing to say. */
export const vaultFails = ({ state, checkedAt }: VaultStatus): boolean =>
  state !== 'ready' && checkedAt !== null

/** `1 file`, `3 files`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${numbers.format(n)} ${n === 1 ? one : many}`

/** `a, b or c`. */
export const listed = (names: readonly string[], last = 'or'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`

/** `812 bytes`, `104.9 MB`. */
export function sizeWord(bytes: number): string {
  if (bytes < 1_000) return count(bytes, 'byte')
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

/** How old a key is, for a narrow cell. */
export const ageCell = (age: Age): string => `${age.basis === 'firstSeen' ? '≥ ' : ''}${age.days} d`

/** How old a key is and who says so, as a sentence. */
export function ageSentence(
  key: Pick<Key, 'age' | 'createdAt' | 'firstSeenAt'>,
  entered: string | null,
): string {
  const days = count(key.age.days, 'day')
  if (key.age.basis === 'vendor')
    return `${days} old${key.createdAt ? `: created ${dateWord(key.createdAt)}` : ''}, says the vendor.`
  if (key.age.basis === 'user')
    return `${days} old${entered ? `: created ${dateWord(entered)}` : ''}, by the date that you entered.`
  if (key.age.days === 0) return 'First seen today. The vendor does not say when it was created.'
  return `At least ${days}: first seen ${dateWord(key.firstSeenAt)}. The vendor does not say when it was created.`
}

/** Whole days from now until a time, by the calendar of this machine: negative when past. */
export function daysUntil(iso: string, now: number): number {
  const midnight = (time: number | string) => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(iso) - midnight(now)) / day)
}

/** How long ago something was, for a narrow cell. */
export function agoCell(iso: string | null, now: number): string {
  if (!iso) return '–'
  const days = -daysUntil(iso, now)
  return days <= 0 ? 'today' : `${days} d ago`
}

/** When a key is due, for a narrow cell. */
export function dueCell(dueAt: string | null, now: number): string {
  if (!dueAt) return '–'
  const days = daysUntil(dueAt, now)
  if (days === 0) return 'today'
  return days > 0 ? `${days} d` : `${-days} d ago`
}

export type DueTone = 'none' | 'later' | 'soon' | 'overdue'

export function dueTone(dueAt: string | null, now: number, leadDays = 14): DueTone {
  if (!dueAt) return 'none'
  const days = daysUntil(dueAt, now)
  if (days < 0) return 'overdue'
  return days <= leadDays ? 'soon' : 'later'
}

/** When a key is due, as a sentence. */
export function dueSentence(dueAt: string | null, now: number): string {
  if (!dueAt) return 'Never due: no maximum age is set for it.'
  const days = daysUntil(dueAt, now)
  if (days === 0) return 'Due today.'
  if (days > 0) return `Due ${dateWord(dueAt)}, in ${count(days, 'day')}.`
  return `Was due ${dateWord(dueAt)}, ${count(-days, 'day')} ago.`
}

/** How a key stands to the day on which its vendor stops taking it, for a sentence and for a row; null where that is far or never. */
export function expiryMark(
  expiresAt: string | null,
  now: number,
): { readonly tone: 'danger' | 'warning'; readonly word: string; readonly short: string } | null {
  if (!expiresAt) return null
  if (Date.parse(expiresAt) <= now) return { tone: 'danger', word: 'Expired', short: 'Expired' }
  const days = daysUntil(expiresAt, now)
  if (days > 14) return null
  return { tone: 'warning', word: days === 0 ? 'Expires today' : `Expires in ${days} d`, short: 'Expires' }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const times = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** `12 Nov`. */
export function shortDate(time: string | number): string {
  const date = new Date(time)
  return `${date.getDate()} ${months[date.getMonth()]}`
}

/** `12 Nov 2025`. */
export const dateWord = (time: string | number): string =>
  `${shortDate(time)} ${new Date(time).getFullYear()}`
export const timeWord = (iso: string | number): string => times.format(new Date(iso))

/** A time today as `14:02`, an earlier one with its day. */
export function whenWord(iso: string, now: number): string {
  const days = daysUntil(iso, now)
  if (days === 0) return timeWord(iso)
  if (days === -1) return `yesterday ${timeWord(iso)}`
  return `${days > -300 ? shortDate(iso) : dateWord(iso)} ${timeWord(iso)}`
}
