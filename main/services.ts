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
  DueItem,
  ImportCandidate,
  InboxItem,
  InjectionPlan,
  InjectionReceipt,
  Key,
  KeyDetail,
  KeyRef,
  KeyState,
  KeyType,
  OpenIntent,
  PolicyScope,
  Region,
  RotationPolicy,
  ScanProgress,
  ScanReport,
  ScanRequest,
  SyncCounts,
} from '../shared/model.ts'
import type { ReminderSettings, ReminderStatus, SnoozeFor } from '../shared/reminders.ts'
import type {
  AgentTarget,
  BulkStatus,
  NewTarget,
  RehearsalReport,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationSummary,
  ShownStep,
} from '../shared/rotation.ts'
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
  readonly capture: Capture
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

export interface NewCoralogixAccount {
  readonly name: string
  /** A region's code, or null with both addresses. */
  readonly region: string | null
  readonly apiUrl: string | null
  readonly ingressUrl: string | null
  readonly adminKey: Secret
}

export interface Accounts {
  regions(): readonly Region[]
  list(): readonly Account[]
  /** Checks the admin key with the vendor, keeps it in the keychain, reads it back, then records the account. */
  add(account: NewCoralogixAccount): Promise<Result<Account>>
  /** The same for the embedded vendor API that runs in this process or at the given addresses. */
  addSandbox(sandbox: { apiUrl: string; ingressUrl: string; adminKey: Secret }): Promise<Result<Account>>
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
  /** The key with this id; `not-found`, or `usage` when two accounts have it and none was named. */
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

type ValuePurpose = 'copy' | 'reveal' | 'print' | 'inject' | 'snippet' | 'canary'

export interface Capture {
  /** Creates a key and keeps its value: the state machine of design section 4. `onStep` reports durable steps. */
  create(
    request: CreateRequest,
    onStep?: (progress: CaptureProgress) => void,
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

/** Replaces keys, step by step on evidence (design section 6). What runs is recorded before it is done. */
export interface Rotations {
  /** Looks at everything that a rotation would touch; changes nothing. A plan that cannot be started says why in it. */
  plan(request: RotateRequest): Promise<Result<RotationPlan>>
  /** The whole of it against the sandbox and copies of the files. */
  rehearse(
    request: RotateRequest,
    onStep?: (steps: readonly ShownStep[]) => void,
    signal?: AbortSignal,
  ): Promise<Result<RehearsalReport>>
  /** Plans again and records the rotation; takes no step yet. `refused` where the key has one that has not ended. */
  start(request: RotateRequest): Promise<Result<RotationDetail>>
  /**
   * Takes steps until it waits, needs the user, fails, ends, or the signal asks it to stop after the step that is being
   * taken. A failure of a step is a state of the rotation, not of the call: the call fails where nothing could be done
   * at all, such as `refused` while another process is at it. `onChange` is called after each recorded step.
   */
  run(
    id: string,
    onChange?: (detail: RotationDetail) => void,
    signal?: AbortSignal,
  ): Promise<Result<RotationDetail>>
  /** Turns it round: the next `run` leads back to the old key. Refused once the old key is deleted. */
  undo(id: string): Result<RotationDetail>
  /** A `failed` or stopped one may go on; the next `run` tries again. One that ended stays as it is. */
  resume(id: string): Result<RotationDetail>
  /** The user's word that this target runs with the key that it should have. */
  confirm(id: string, targetId: string): Result<RotationDetail>
  /** Lets the cut go ahead although known uses are unconfirmed. `typedName` is the old key's name. */
  override(id: string, typedName: string): Result<RotationDetail>
  /** By its id, or by the old key's id or name: then the one that has not ended, else the last. */
  find(idOrKey: string): Result<RotationDetail>
  get(id: string): Result<RotationDetail>
  /** Those that have not ended first, then the newest. */
  list(): readonly RotationSummary[]
  /**
   * One after another, each until it waits or ends; the first that needs the user or fails stops the rest, which have
   * changed nothing then.
   */
  runAll(
    requests: readonly RotateRequest[],
    onChange?: (status: BulkStatus, detail: RotationDetail | null) => void,
    signal?: AbortSignal,
  ): Promise<BulkStatus>
  bulk(): BulkStatus | null
  /** Goes on with what waited and is due, and with what a process that is gone left; for the app's clock and each command. */
  advance(signal?: AbortSignal): Promise<readonly RotationSummary[]>
  /** Ends a running one after the step that is being taken. */
  stop(id: string): void
  /** The record for auditors: who, what, when, with the evidence and hashes, never a value. */
  receipt(id: string, format: 'json' | 'html'): Promise<Result<string>>
}

/** How agents are reloaded and asked what they run with. */
export interface Targets {
  list(): readonly AgentTarget[]
  /** Reads the file, says what it is, and records the uses in it. Naming it again changes how it is reached. */
  add(target: NewTarget): Promise<Result<AgentTarget>>
  remove(file: string, host: string | null): Result<void>
}

export interface Reminders {
  settings(): ReminderStatus
  setSettings(settings: ReminderSettings): Result<void>
  /** No reminder of this key until then; null ends it. `refused` where no window is set. */
  snooze(ref: KeyRef, until: SnoozeFor | null): Result<{ readonly until: string | null }>
  policies(): readonly RotationPolicy[]
  setPolicy(policy: RotationPolicy): Result<void>
  /** The default cannot be removed, only changed. */
  removePolicy(scope: PolicyScope): Result<void>
  /** Keys due within so many days, overdue ones first. */
  due(withinDays: number): readonly DueItem[]
  /**
   * Puts what became due since the last call into the inbox, as one digest; returns the new items. Nothing during quiet
   * hours, a pause, or before the day's digest: then it comes afterwards.
   */
  run(): readonly InboxItem[]
}

export interface Inbox {
  list(): readonly InboxItem[]
  add(item: Pick<InboxItem, 'kind' | 'title' | 'body' | 'ref'> & { readonly rotationId?: string }): InboxItem
  markRead(ids: readonly string[]): void
  /** Records what became of the desktop notification. */
  delivered(id: string, delivery: InboxItem['delivery'], note: string | null): void
}
