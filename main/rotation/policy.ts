import type {
  Age,
  DueItem,
  EffectivePolicy,
  Key,
  KeyRef,
  KeyType,
  PolicyScope,
  RotationPolicy,
} from '../../shared/model.ts'
import { dayMilliseconds } from '../clock.ts'
import { daysUntil, fullDay } from '../local-time.ts'
import { sameRef } from '../same-ref.ts'
import { counted } from './words.ts'

/** The dates from which a key's age can be told; see `Age`. All ISO 8601. */
export interface KeyDates {
  readonly createdAt: string | null
  readonly enteredCreatedAt: string | null
  readonly firstSeenAt: string
}

/** What applies when nobody has set anything else. */
export const defaultPolicy: RotationPolicy = { scope: { kind: 'default' }, maxAgeDays: 90, leadDays: 14 }

/** A policy's scope as text, to store and compare by. */
export function scopeName(scope: PolicyScope): string {
  switch (scope.kind) {
    case 'default':
      return 'default'
    case 'account':
      return `account:${scope.accountId}`
    case 'preset':
      return `preset:${scope.preset}`
    case 'type':
      return `type:${scope.type}`
    case 'key':
      return `key:${scope.ref.accountId}/${scope.ref.keyId}`
  }
}

/** What of a key decides which policy holds for it. `presets` are their names. */
export interface PolicySubject {
  readonly ref: KeyRef
  readonly type: KeyType
  readonly presets: readonly string[]
}

/** The narrower scope holds. */
const narrowestFirst = [
  'key',
  'preset',
  'type',
  'account',
  'default',
] as const satisfies PolicyScope['kind'][]

/**
 * The policy that holds for a key: its own, else its preset's (of several presets' the strictest), else its type's,
 * its account's, the default.
 */
export function effectivePolicy(
  policies: readonly RotationPolicy[],
  subject: PolicySubject,
): EffectivePolicy {
  const holding = policies.filter((policy) => covers(policy.scope, subject))
  for (const kind of narrowestFirst) {
    const [found] = holding.filter((policy) => policy.scope.kind === kind).sort(strictestFirst)
    if (found) return { maxAgeDays: found.maxAgeDays, leadDays: found.leadDays, from: kind }
  }
  return { maxAgeDays: defaultPolicy.maxAgeDays, leadDays: defaultPolicy.leadDays, from: 'default' }
}

function covers(scope: PolicyScope, { ref, type, presets }: PolicySubject): boolean {
  switch (scope.kind) {
    case 'default':
      return true
    case 'account':
      return scope.accountId === ref.accountId
    case 'type':
      return scope.type === type
    case 'preset':
      return presets.includes(scope.preset)
    case 'key':
      return sameRef(scope.ref, ref)
  }
}

// The sooner one; of two that come at the same age, the one that reminds earlier. Never is the least strict.
function strictestFirst(a: RotationPolicy, b: RotationPolicy): number {
  const age = (policy: RotationPolicy) => policy.maxAgeDays ?? Number.MAX_SAFE_INTEGER
  return age(a) - age(b) || b.leadDays - a.leadDays
}

/** From when a key's age counts, and who says so. The vendor's word goes before the user's. */
function since(dates: KeyDates): { readonly at: string; readonly basis: Age['basis'] } {
  if (dates.createdAt) return { at: dates.createdAt, basis: 'vendor' }
  if (dates.enteredCreatedAt) return { at: dates.enteredCreatedAt, basis: 'user' }
  return { at: dates.firstSeenAt, basis: 'firstSeen' }
}

/** A key's age in whole days. A date in the future counts as no age: clocks differ. */
export function ageOf(dates: KeyDates, now: Date): Age {
  const { at, basis } = since(dates)
  return { days: Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / dayMilliseconds)), basis }
}

/** Whether the vendor has stopped taking a key that expires then. */
export const hasExpired = (expiresAt: string | null, now: Date): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= now.getTime()

/**
 * When a key is due: by its age or when it expires, whichever comes first. With a first-seen date it is due at the
 * latest then, since the key is at least that old. Null: the policy says never, and it does not expire.
 */
export function dueAtOf(
  dates: KeyDates,
  policy: EffectivePolicy,
  expiresAt: string | null = null,
): string | null {
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString()
  if (policy.maxAgeDays === null) return expires
  const aged = new Date(Date.parse(since(dates).at) + policy.maxAgeDays * dayMilliseconds).toISOString()
  return expires !== null && expires < aged ? expires : aged
}

const days = (count: number): string => counted(count, 'day')

/**
 * When a key is due, as people say it: `is due in 2 days`. A date that rests on when the key was first seen is only
 * the latest that it can be, and is never said without that.
 */
export function dueSentence({ key, daysLeft }: Pick<DueItem, 'key' | 'daysLeft'>): string {
  return `${plainDue(daysLeft)}${latest(key)}`
}

/** ` at the latest` where the due date rests on when the key was first seen; else nothing. */
export const latest = (key: Pick<Key, 'age' | 'dueAt' | 'expiresAt'>): string =>
  key.age.basis === 'firstSeen' && !isByExpiry(key) ? ' at the latest' : ''

/** The due date is when the vendor stops taking the key, not when it is too old. */
const isByExpiry = ({ dueAt, expiresAt }: Pick<Key, 'dueAt' | 'expiresAt'>): boolean =>
  dueAt !== null && expiresAt !== null && Date.parse(dueAt) === Date.parse(expiresAt)

function plainDue(daysLeft: number): string {
  if (daysLeft < -1) return `was due ${-daysLeft} days ago`
  if (daysLeft === -1) return 'was due yesterday'
  if (daysLeft === 0) return 'is due today'
  return daysLeft === 1 ? 'is due tomorrow' : `is due in ${daysLeft} days`
}

/** The due item of a key, or null where none is due ever. */
export function dueItem(key: Key, policy: EffectivePolicy, now: Date): DueItem | null {
  if (key.dueAt === null) return null
  const daysLeft = daysUntil(key.dueAt, now)
  const status = daysLeft < 0 ? 'overdue' : daysLeft <= policy.leadDays ? 'due-soon' : 'later'
  const age =
    key.age.basis === 'vendor'
      ? `${days(key.age.days)} old (the vendor says)`
      : key.age.basis === 'user'
        ? `${days(key.age.days)} old (as you entered it)`
        : `at least ${days(key.age.days)} old (first seen ${fullDay(new Date(key.firstSeenAt))})`
  return { key, dueAt: key.dueAt, daysLeft, status, reason: `${age}; ${limitOf(key, policy, now)}` }
}

/** On what a due date rests beside the key's age. */
function limitOf(key: Key, policy: EffectivePolicy, now: Date): string {
  if (key.expiresAt !== null && (isByExpiry(key) || policy.maxAgeDays === null)) {
    const expires = hasExpired(key.expiresAt, now) ? 'expired' : 'expires'
    return `it ${expires} on ${fullDay(new Date(key.expiresAt))}`
  }
  return `the policy is ${days(policy.maxAgeDays ?? 0)}`
}

/** The same by whichever of the policies holds for it. */
export function dueOf(policies: readonly RotationPolicy[], key: Key, now: Date): DueItem | null {
  const ref = { accountId: key.accountId, keyId: key.id }
  return dueItem(key, effectivePolicy(policies, { ref, type: key.type, presets: key.presets }), now)
}
