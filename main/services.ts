import type { Result } from '../shared/errors.ts'
import type { ChangedTopic } from '../shared/ipc.ts'
import type {
  Account,
  AgentId,
  AgentInfo,
  AuditEntry,
  CaptureOutcome,
  CaptureProgress,
  CheckReport,
  CreateOptions,
  CreateRequest,
  Detection,
  DoctorCheck,
  ImportCandidate,
  InjectionPlan,
  InjectionReceipt,
  Key,
  KeyDetail,
  KeyRef,
  KeyState,
  KeyType,
  Member,
  OpenIntent,
  ProviderId,
  ScanProgress,
  ScanReport,
  ScanRequest,
  SyncCounts,
} from '../shared/model.ts'
import type {
  AccessPolicy,
  AccessPolicyView,
  AccountReport,
  KeyBulkAction,
  KeyBulkPlan,
  KeyBulkReport,
  KeyBulkResult,
  ProviderInfo,
  RecordRequest,
  RightsChange,
  SenderSetup,
  ServiceIdList,
  SetupRequest,
  VendorEvent,
  Verification,
  VerifyWish,
} from '../shared/providers.ts'
import type { AccountPlace, Endpoints } from './providers/provider.ts'
import type { Inbox, Reminders, Rotations, Targets } from './rotation/services.ts'
import type { Secret } from './vault/secret.ts'
import type { Vault } from './vault/vault.ts'

/**
 * What both doors, the window and the terminal, can ask for. `core.ts` builds it from ports. Every method that can
 * fail for a reason that a user can act on returns a `Result`.
 */
export interface Core {
  /** The data folder. */
  readonly home: string
  readonly vault: Vault
  readonly accounts: Accounts
  readonly keys: Keys
  readonly care: KeyCare
  readonly capture: Capture
  readonly bulk: KeyBulk
  readonly setups: SenderSetups
  readonly imports: Imports
  readonly injection: Injection
  readonly scans: Scans
  readonly reminders: Reminders
  readonly rotations: Rotations
  readonly targets: Targets
  readonly inbox: Inbox
  readonly audit: { list(ref: KeyRef | null, limit: number): readonly AuditEntry[] }
  /** The checks that need no desktop: keychain, database, clock, proxy, file modes. */
  doctor(): Promise<readonly DoctorCheck[]>
  /** Makes a lost fingerprint key anew; on the user's order alone. */
  repairFingerprints(): Promise<Result<{ readonly renewed: number }>>
  /** Called after every change of what the window shows. The result ends the subscription. */
  onChange(listener: (topics: readonly ChangedTopic[]) => void): () => void
  /** Notices what another process (the terminal, the app) wrote to the database; cheap, called on a timer and on focus. */
  noticeOthers(): void
  close(): Promise<void>
}

export interface NewAccount extends AccountPlace {
  readonly provider: ProviderId
  readonly name: string
  /** Null where the vendor needs none. */
  readonly credential: Secret | null
}

/** Where the embedded vendor API of a provider listens, and what reaches it. */
export interface SandboxAt extends Pick<Endpoints, 'apiUrl' | 'ingressUrl' | 'grpcUrl' | 'instance'> {
  readonly credential: Secret | null
}

export interface Accounts {
  providers(): readonly ProviderInfo[]
  /** Whether an account could be there, before anybody is asked for its credential. */
  checkPlace(provider: ProviderId, place: AccountPlace): Result<void>
  list(): readonly Account[]
  /** Checks the credential with the vendor, keeps it in the keychain, reads it back, then records the account. */
  add(account: NewAccount): Promise<Result<Account>>
  /** The same for the embedded vendor API; one account for each vendor. */
  addSandbox(provider: ProviderId, sandbox: SandboxAt): Promise<Result<Account>>
  /** What its credential may do as far as is known, the console's pages, and what has no API. */
  report(accountId: string): Result<AccountReport>
  replaceCredential(accountId: string, adminKey: Secret): Promise<Result<Account>>
  /** Asks the vendor who the credential is; the message is for people. */
  check(accountId: string): Promise<Result<{ readonly message: string }>>
  /** How many values in the keychain would be lost with the account. */
  valuesLost(accountId: string): number
  /** Refused while values would be lost and `loseValues` is false. Touches nothing of any other account. */
  remove(accountId: string, loseValues: boolean): Promise<Result<void>>
  /** Lists the vendor's keys and merges them; marks new, changed and gone; never deletes a value. */
  sync(accountId: string): Promise<Result<SyncCounts>>
}

export interface KeyFilter {
  readonly type?: KeyType
  readonly state?: KeyState | 'all'
  readonly accountId?: string
  readonly query?: string
}

export interface Keys {
  /** Sorted by name. `state` is `all` unless given. */
  list(filter?: KeyFilter): readonly Key[]
  /** By id, the start of one or name (of same-named ones the only active); `not-found`, or `usage` where several fit. */
  find(id: string, accountId?: string): Result<Key>
  detail(ref: KeyRef): Result<KeyDetail>
  createOptions(accountId: string): Result<CreateOptions>
  rename(ref: KeyRef, name: string): Promise<Result<Key>>
  /** Disabling is reversible: the vendor gives the same value back. */
  setActive(ref: KeyRef, active: boolean): Promise<Result<Key>>
  /** Deletes at the vendor, for good. Never the default key. The value stays in the keychain until the account goes. */
  remove(ref: KeyRef): Promise<Result<void>>
  enterCreatedAt(ref: KeyRef, createdAt: string | null): Result<Key>
  /**
   * The value for a sink, audited under `purpose`. Reads a readable key's value from the vendor once when it is
   * not held yet. `not-found` with the reason and the way out where nobody can show it again.
   */
  value(ref: KeyRef, purpose: ValuePurpose): Promise<Result<Secret>>
}

/** What else the vendor lets be done to a key, where it has it: `cannot` of the detail says what not, and why. */
export interface KeyCare {
  describe(ref: KeyRef, description: string): Promise<Result<Key>>
  /** A locked key can be neither changed nor deleted until it is unlocked. */
  setLocked(ref: KeyRef, locked: boolean): Promise<Result<Key>>
  /** Other presets or permissions; what is left out stays as it is. */
  setRights(ref: KeyRef, change: RightsChange): Promise<Result<Key>>
  /** Asks the vendor: a policy is not kept here. */
  policy(ref: KeyRef): Promise<Result<AccessPolicyView>>
  /** Null takes the policy away. */
  setPolicy(ref: KeyRef, policy: AccessPolicy | null): Promise<Result<void>>
  vendorHistory(ref: KeyRef): Promise<Result<readonly VendorEvent[]>>
  /** Whether its value works, as far as can be told with or without a marked line. Audited. */
  verify(ref: KeyRef, wish: VerifyWish): Promise<Result<Verification>>
  /** Records a key that the user has made on the vendor's page, where there is no API; its value is imported next. */
  record(request: RecordRequest): Result<Key>
}

type ValuePurpose = 'copy' | 'reveal' | 'print' | 'inject' | 'snippet' | 'canary' | 'verify'

/** The same change to several keys: planned, then made key by key as far as it goes. */
export interface KeyBulk {
  /** Looks at every key; changes nothing. */
  plan(refs: readonly KeyRef[], action: KeyBulkAction): Promise<Result<KeyBulkPlan>>
  /** One at a time. What fails stops nothing else; the report says what became of each. */
  run(
    planId: string,
    onResult?: (result: KeyBulkResult) => void,
    signal?: AbortSignal,
  ): Promise<Result<KeyBulkReport>>
}

/** From a service ID to a key that may send, each step recorded before it is taken; what was made can be cleaned up. */
export interface SenderSetups {
  serviceIds(accountId: string): Promise<Result<ServiceIdList>>
  /** `refused` where the account's vendor has no service IDs. */
  start(request: SetupRequest, onChange?: (setup: SenderSetup) => void): Promise<Result<SenderSetup>>
  resume(id: string, onChange?: (setup: SenderSetup) => void): Promise<Result<SenderSetup>>
  /** Removes at the vendor what it made: the key, the policy, the service ID. */
  cleanUp(id: string): Promise<Result<SenderSetup>>
  /** Those that stopped on the way, of every process. */
  open(): readonly SenderSetup[]
  /** Takes it off the list; what it made stays. */
  dismiss(id: string): Result<void>
  /** Gives whose key it is, a user or a service ID, the right to send. Returns what is so now, in a sentence. */
  letOwnerSend(ref: KeyRef): Promise<Result<{ readonly text: string }>>
}

export interface Capture {
  /**
   * Creates a key and keeps its value: the state machine of design section 4. `onStep` reports durable steps. `owner`:
   * one that no known key names yet, and that the key may be for.
   */
  create(
    request: CreateRequest,
    onStep?: (progress: CaptureProgress) => void,
    owner?: Member,
  ): Promise<Result<CaptureOutcome>>
  /** Tries again to keep a value that is still only in memory. */
  retry(intentId: string): Promise<Result<CaptureOutcome>>
  /** The value of a stuck capture, for the clipboard. */
  stuckValue(intentId: string): Result<Secret>
  /** Whether a value is only in memory now: quitting is blocked then. */
  hasStuck(): boolean
  /** Whether a creation or import is running in this process. */
  isBusy(): boolean
  /** Creations and imports that have not ended well, of every process. */
  open(): readonly OpenIntent[]
  /** Settles every intent without an end whose process is gone, by asking the vendors. Cheap when there is none. */
  settle(): Promise<{ readonly settled: number; readonly failures: readonly string[] }>
  /** Deletes an orphan at the vendor; with `recreate` the same request is made again. Only keys that the intent names. */
  removeOrphan(intentId: string, recreate: boolean): Promise<Result<CaptureOutcome | null>>
  /** Takes an orphan off the list without touching the vendor. */
  dismiss(intentId: string): Result<void>
}

export interface Imports {
  /** Reads a downloaded text file; the value stays in main. */
  openFile(path: string, ref: KeyRef | null): Promise<Result<ImportCandidate>>
  openValue(value: Secret, ref: KeyRef | null): Result<ImportCandidate>
  /** Value into the keychain, read back, recorded. */
  store(importId: string, ref: KeyRef): Promise<Result<Key>>
  /** Deletes the plaintext file of a stored import, if it is still the file that was read. */
  deleteSource(importId: string): Promise<Result<void>>
  cancel(importId: string): void
}

export interface SnippetRequest {
  readonly agentId: AgentId
  readonly ref: KeyRef
  readonly format: string | null
  readonly application: string
  readonly subsystem: string
}

export interface Injection {
  agents(): Promise<readonly AgentInfo[]>
  detect(files: readonly string[]): Promise<readonly (Detection & { readonly error: string | null })[]>
  /** Without the value: the agent's own reference stands in its place. */
  snippet(request: SnippetRequest): Promise<Result<string>>
  snippetWithValue(request: SnippetRequest): Promise<Result<Secret>>
  /** Reads and locates; writes nothing. `at`: which place, where a file carries several different values. */
  plan(
    files: readonly string[],
    ref: KeyRef,
    at: readonly { file: string; line: number }[],
  ): Promise<Result<InjectionPlan>>
  /** All files or none. */
  apply(planId: string): Promise<Result<InjectionReceipt>>
  /**
   * The reverse splice of the last injection into these files, if they are still what was written: all or none. With
   * `set`, into every file that was changed together with one of them.
   */
  restore(files: readonly string[], set: boolean): Promise<Result<{ readonly files: readonly string[] }>>
  /** Runs the agent's own checker on a file; `unsupported` where none is installed. Only on the user's order. */
  check(file: string): Promise<Result<CheckReport>>
  /** Settles writes that a crash interrupted; `pending` says, in sentences, what could not be settled now. */
  recover(): Promise<{ readonly settled: number; readonly pending: readonly string[] }>
}

/** Finds every use of every known key below some folders. Needs the keychain: the fingerprint key is in it. */
export interface Scans {
  /** One at a time. Keeps its result, also that of a cancelled one. `onProgress` is called a few times a second. */
  run(
    request: ScanRequest,
    onProgress?: (progress: ScanProgress) => void,
    signal?: AbortSignal,
  ): Promise<Result<ScanReport>>
  /** The last one, judged by what is known of the keys now. */
  latest(): Promise<ScanReport | null>
}
