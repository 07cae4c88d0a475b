import type { Result } from '../../shared/errors.ts'
import type { CreateOptions, KeyOwner, KeyType, LegacyKind, ProviderId, Region } from '../../shared/model.ts'
import type { Secret } from '../vault/secret.ts'

/**
 * The port to a vendor. A provider knows the vendor's API and nothing else: no vault, no database. It never
 * repeats a call that changes something, and treats every byte that it receives as untrusted: text is
 * length-capped and stripped of control and bidirectional characters, and a value is never part of metadata.
 */
export interface Provider {
  readonly id: ProviderId
  readonly regions: readonly Region[]
  /** By region code, the domains that agents send to; the current one first, older spellings after it. */
  readonly domains: Readonly<Record<string, readonly string[]>>
  /** Opens a session with one account's endpoint and credential. Does no network access. */
  connect(connection: Connection): ProviderSession
  /** What kinds of key it looks like, in words; null when it looks like none of this vendor's. Only a hint. */
  describeValue(value: Secret): { readonly text: string; readonly types: readonly KeyType[] } | null
  /** Console page on which the account's keys are listed. */
  consoleKeysUrl(consoleUrl: string): string | null
}

export interface Connection {
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly credential: Secret
}

/** Who the credential is. */
export interface Identity {
  readonly teamId: string | null
  readonly teamName: string | null
  readonly userName: string | null
  readonly consoleUrl: string | null
}

/** A key as the vendor describes it, normalised. Never a value. */
export interface ProviderKey {
  readonly id: string
  readonly name: string
  readonly type: KeyType
  readonly legacyKind: LegacyKind | null
  readonly isDefault: boolean
  readonly active: boolean
  readonly hashed: boolean
  readonly owner: KeyOwner | null
  readonly presets: readonly { readonly name: string; readonly permissions: readonly string[] }[]
  readonly permissions: readonly string[]
  readonly createdAt: string | null
  readonly lastActivatedAt: string | null
  readonly rum: boolean
}

export interface Listing {
  readonly keys: readonly ProviderKey[]
  /** Lists that were refused, in words; the others still count. A key that only a refused list shows is not gone. */
  readonly notes: readonly string[]
  /** The types of which this listing has every key: only of these a missing key is gone. */
  readonly covers: readonly KeyType[]
}

export interface NewKey {
  /** The temporary name, which carries the intent's nonce. */
  readonly name: string
  readonly type: KeyType
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly hashed: boolean
  readonly owner: KeyOwner
}

export interface CreatedKey {
  readonly keyId: string
  readonly name: string
  readonly value: Secret
}

export interface KeyChange {
  readonly name?: string
  readonly active?: boolean
}

/** What the vendor made of one line. `refused`: it does not take telemetry with this key. */
export type LineEnd =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }

export interface ProviderSession {
  /** Checks the credential; each way of failing has its own code (credential-rejected, vendor-unreachable, …). */
  identify(signal?: AbortSignal): Promise<Result<Identity>>
  listKeys(signal?: AbortSignal): Promise<Result<Listing>>
  /**
   * Creates a key: one call, never repeated. `outcome-unknown` when the call may have reached the vendor and no
   * answer came back; any other failure means that no key was made.
   */
  createKey(key: NewKey): Promise<Result<CreatedKey>>
  updateKey(keyId: string, change: KeyChange): Promise<Result<void>>
  /** Deleting a key that is already gone succeeds. */
  deleteKey(keyId: string): Promise<Result<void>>
  /** The value of a readable key where the vendor shows it, else null. */
  readValue(keyId: string): Promise<Result<Secret | null>>
  /**
   * Sends one log line with the value of a key, not with the account's credential: it says where it is from and the
   * marker, nothing else. Stored and billed, so only with the user's consent; one call, never repeated. Fails where
   * the vendor cannot be reached or does not say, with `outcome-unknown` where the line may have been taken.
   */
  sendMarkedLine(value: Secret, marker: string): Promise<Result<LineEnd>>
  /** What can be chosen when creating a key, with what was learnt from existing keys. */
  createOptions(known: readonly ProviderKey[]): CreateOptions
}
