import { createHash, randomInt } from 'node:crypto'

/** A key as the simulated vendor keeps it. */
export interface StoredKey {
  readonly id: string
  readonly name: string
  readonly owner: StoredOwner
  readonly active: boolean
  readonly hashed: boolean
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly createdAt: string
  readonly lastActivated: string
  readonly isDefault: boolean
  /** Its permissions cannot be changed. */
  readonly legacy: boolean
  /** SHA-256 of the value: what the ingress compares. */
  readonly valueHash: string
  /** Null for a hashed key: not even this vendor can show it again. */
  readonly value: string | null
  /** The text of its access policy; left out where it has none. */
  readonly accessPolicy?: string
}

export type StoredOwner =
  | { readonly teamId: number }
  | { readonly userId: string }
  | { readonly organisationId: string }

export interface Member {
  readonly userId: string
  readonly email: string
}

/** A group of members, as access policies name it. */
export interface Group {
  readonly groupId: number
  readonly name: string
}

/** Everything that survives a restart. */
export interface VendorState {
  readonly version: 1
  readonly teamId: number
  readonly teamName: string
  readonly organisationId: string
  readonly members: readonly Member[]
  readonly keys: readonly StoredKey[]
  /** Values of the seeded admin keys: they are what a user would have copied from the console. */
  readonly adminKeys: AdminKeys
  /** Left out by states from before there were groups. */
  readonly groups?: readonly Group[]
  readonly ports: { readonly api: number; readonly ingress: number }
}

export interface AdminKeys {
  /** May do everything. */
  readonly full: string
  /** May list, but not create, change or delete. */
  readonly readOnly: string
  /** May do everything but list members' keys. */
  readonly noMembers: string
  /** Holds the preset APIKeys and nothing else: it sees no access policies. Left out by older states. */
  readonly noPolicies?: string
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const random = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

/** A new value that looks like the vendor's: a prefix for its owner and 30 letters and digits. */
export function newValue(owner: StoredOwner): string {
  return `${'userId' in owner ? 'cxup' : 'cxtp'}_${random(30)}`
}

/**
 * A value for tests that never occurs twice and is easy to search for: `cxtp_` and 30 letters and digits, of which the
 * first eight are `KtCanary`.
 */
export function canaryValue(): string {
  return `cxtp_KtCanary${random(22)}`
}

export const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex')
