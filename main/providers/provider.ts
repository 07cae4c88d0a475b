import type { Result } from '../../shared/errors.ts'
import type {
  Account,
  AgentId,
  CreateOptions,
  CreateRequest,
  KeyOwner,
  KeyType,
  LegacyKind,
  ProviderId,
} from '../../shared/model.ts'
import type {
  AccessPolicy,
  AccountReport,
  AccountRight,
  ConsolePage,
  KeyAction,
  KeyBulkAction,
  ProviderInfo,
  RightsChange,
  ServiceId,
  ServiceIdList,
  Transport,
  VendorEvent,
  Verification,
} from '../../shared/providers.ts'
import type { Secret } from '../vault/secret.ts'

/**
 * The port to a vendor. A provider knows the vendor's API and nothing else: no vault, no database. It never
 * repeats a call that changes something, and treats every byte that it receives as untrusted: text is
 * length-capped and stripped of control and bidirectional characters, and a value is never part of metadata.
 * What is specific to a vendor is behind this port; nobody else asks which vendor it is.
 */
export interface Provider {
  readonly id: ProviderId
  readonly info: ProviderInfo
  /** By region code, the domains that agents send to; the current one first, older spellings after it. */
  readonly domains: Readonly<Record<string, readonly string[]>>
  /** Checks and normalises what the user typed; asks nobody. Fails with `usage`. */
  endpointsOf(place: AccountPlace): Result<Endpoints>
  /** Opens a session with one account's endpoint and credential. Does no network access. */
  connect(connection: Connection): ProviderSession
  /** What kinds of key it looks like, in words; null when it looks like none of this vendor's. Only a hint. */
  describeValue(value: Secret): { readonly text: string; readonly types: readonly KeyType[] } | null
  /** The console's pages for this account, the one with its keys first; empty where none is known. */
  consolePages(account: Account): readonly ConsolePage[]
  /** What the vendor has no API for, and where it is done. */
  readonly notes: AccountReport['notes']
  /** What can be chosen when creating a key, with what was learnt from existing keys. */
  createOptions(known: readonly ProviderKey[], account: Account | null): CreateOptions
  /** The vendor's rules for a new key, checked before it is asked: presets filled in, owner decided. */
  checkCreate(request: CreateRequest, about: CreateAbout): Result<CheckedRequest>
  /** What cannot be done to this key, and why; what is not named can be. */
  cannot(key: ProviderKey): Readonly<Partial<Record<KeyAction, string>>>
  /** Whether the vendor would take it as an account's credential. What cannot be told counts as yes. */
  mayBeCredential(key: ProviderKey): boolean
  /** On what it rests that the key looks legacy, one sentence; null where it does not. */
  legacyEvidence(key: ProviderKey): string | null
  /** Why this kind of key should not be where this agent has it; null where nothing speaks against it. */
  adviceOnUse(key: Pick<ProviderKey, 'type' | 'rum'>, agent: AgentId | null): string | null
  /** Whether the vendor is shutting down this address of its own for what takes keys of these types, all where none is named; absent where none. */
  readonly retires?: (host: string, takes: readonly KeyType[]) => boolean
}

/** What of a provider needs neither HTTP nor the schemas of the vendor's answers, and which calls its sessions have. */
export type ProviderFacts = Omit<Provider, 'connect'> & {
  readonly has: {
    readonly policies: Pick<PolicyCalls, 'permissions'> | null
    readonly history: boolean
    readonly bulk: boolean
    readonly serviceIds: boolean
  }
}

/** Where an account is, as the user says it. */
export interface AccountPlace {
  readonly region: string | null
  readonly apiUrl: string | null
  readonly ingressUrl: string | null
  readonly grpcUrl: string | null
  readonly transport: Transport | null
  readonly instance: string | null
}

/** Where an account is, checked. Addresses are origins with an optional path, without a slash at the end. */
export interface Endpoints {
  /** A region's code, or `custom`. */
  readonly region: string
  readonly apiUrl: string
  /** Empty where none is known. */
  readonly ingressUrl: string
  readonly grpcUrl: string | null
  readonly transport: Transport | null
  readonly instance: string | null
}

export interface Connection extends Omit<Endpoints, 'region'> {
  /** Null where the vendor needs none. */
  readonly credential: Secret | null
  /** What `identify` said when the account was added; null before. */
  readonly teamId: string | null
  readonly userId: string | null
}

/** Who the credential is. */
export interface Identity {
  readonly teamId: string | null
  readonly teamName: string | null
  readonly userName: string | null
  readonly userId: string | null
  /** The id of the key that the credential is, where the vendor says so. */
  readonly credentialKeyId: string | null
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
  readonly description: string | null
  readonly locked: boolean
  readonly expiresAt: string | null
  /** It has an access policy; null where the vendor does not say. */
  readonly hasPolicy: boolean | null
}

export interface Listing {
  readonly keys: readonly ProviderKey[]
  /** Lists that were refused, in words; the others still count. A key that only a refused list shows is not gone. */
  readonly notes: readonly string[]
  /** The types of which this listing has every key: only of these a missing key is gone. */
  readonly covers: readonly KeyType[]
  /** Keys that were asked for one by one and that the vendor does not have. */
  readonly gone?: readonly string[]
  /** What the answers told of the credential's rights. */
  readonly rights: readonly AccountRight[]
}

/** What a vendor's rules for a new key need to know. */
export interface CreateAbout {
  readonly account: Account
  readonly options: CreateOptions
  /** The account's keys. */
  readonly known: readonly ProviderKey[]
}

/** A request that may be sent: presets filled in, owner decided. */
export interface CheckedRequest {
  readonly request: CreateRequest
  readonly owner: KeyOwner
}

export interface NewKey {
  /** The temporary name, which carries the intent's nonce. */
  readonly name: string
  readonly type: KeyType
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly hashed: boolean
  readonly owner: KeyOwner
  readonly description?: string | null
  readonly expiresAt?: string | null
}

export interface CreatedKey {
  readonly keyId: string
  readonly name: string
  readonly value: Secret
}

/** What is left out stays as it is. */
export interface KeyChange extends RightsChange {
  readonly name?: string
  readonly active?: boolean
  readonly description?: string
  readonly locked?: boolean
}

/** What the vendor made of one line. `refused`: it does not take telemetry with this key. */
export type LineEnd =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }

/** What is to be found out about a value. */
export interface VerifyQuestion {
  readonly type: KeyType
  readonly permissions: readonly string[]
  /** Set with the user's consent: one line or event with this marker is sent, stored and counted. */
  readonly marker: string | null
  readonly ingestId: string | null
}

export interface ProviderSession {
  /** Checks the credential; each way of failing has its own code (credential-rejected, vendor-unreachable, …). */
  identify(signal?: AbortSignal): Promise<Result<Identity>>
  /**
   * `known`: what is recorded of the account's keys. Where the vendor has no list they are asked for one by one, or,
   * where it cannot be asked at all, given back as they are.
   */
  listKeys(known: readonly ProviderKey[], signal?: AbortSignal): Promise<Result<Listing>>
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
  /** Whether a value works, as far as can be told without `marker`. Fails where nobody could be asked. */
  verify(value: Secret, question: VerifyQuestion, signal?: AbortSignal): Promise<Result<Verification>>
  /** Null where the vendor has no access policies on keys. */
  readonly policies: PolicyCalls | null
  /** What the vendor recorded of a key; null where it records nothing that can be asked for. */
  readonly history: ((keyId: string, signal?: AbortSignal) => Promise<Result<readonly VendorEvent[]>>) | null
  /** Changes several keys with fewer calls; null where the vendor has no such call. */
  readonly bulk: BulkCall | null
  /** Null where keys are not owned by service IDs. */
  readonly serviceIds: ServiceIdCalls | null
}

/**
 * The same change to several keys. `onEach` is told once for every key, in any order; what is not known for certain is
 * `outcome-unknown`. Stops between calls when the signal asks.
 */
export type BulkCall = (
  keys: readonly { readonly id: string; readonly type: KeyType }[],
  action: KeyBulkAction,
  onEach: (keyId: string, result: Result<void>) => void,
  signal?: AbortSignal,
) => Promise<void>

export interface PolicyCalls {
  /** What it says, and in words what of it this reading leaves out; null where the key has none. */
  read(
    key: PolicyKey,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly policy: AccessPolicy; readonly kept: readonly string[] } | null>>
  /** Keeps what the form does not show; null takes the policy away. */
  write(key: PolicyKey, policy: AccessPolicy | null): Promise<Result<void>>
  groups(signal?: AbortSignal): Promise<Result<readonly { readonly id: string; readonly name: string }[]>>
  /** The permissions that a policy of such a key grants; null where such keys have none. */
  permissions(type: KeyType): {
    readonly read: string
    readonly manage: string
    readonly readPolicy: string
    readonly managePolicy: string
  } | null
}

export type PolicyKey = Pick<ProviderKey, 'id' | 'type'>

export interface ServiceIdCalls {
  list(signal?: AbortSignal): Promise<Result<ServiceIdList>>
  /** One call, never repeated; `outcome-unknown` as for keys. */
  create(name: string, description: string | null): Promise<Result<ServiceId>>
  /** With its keys. Removing one that is gone succeeds. */
  remove(id: string): Promise<Result<void>>
  /** Gives it the right to send, on the account's instance where one is known. Returns the policy's id. */
  grantSending(service: ServiceId): Promise<Result<{ readonly policyId: string }>>
  revokeSending(policyId: string): Promise<Result<void>>
  /** Whether policies let it send. `unknown`: nothing was shown, which may mean that nothing may be seen. */
  maySend(
    ownerId: string,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly state: AccountRight['state']; readonly text: string }>>
}
