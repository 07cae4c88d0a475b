import { z } from 'zod'
import { type agentGroups, agentIds, type captureSteps, keyTypes, providerIds } from './names.ts'
import type { AccountRight, KeyAction, SenderSetup, Transport } from './providers.ts'
import type { ReminderStatus } from './reminders.ts'
import type { AgentTarget, BulkStatus, RotationSummary } from './rotation.ts'

/**
 * The domain, as schemas and the types inferred from them. Nothing here ever holds a key's value: a value is a
 * `Secret` in main/ and has no schema. All times are ISO 8601 strings in UTC, all durations say their unit.
 */

export const providerId = z.enum(providerIds)
export type ProviderId = z.infer<typeof providerId>

export const keyType = z.enum(keyTypes)
export type KeyType = z.infer<typeof keyType>

/** Identifies a key: the vendor's id is unique only within an account. */
export const keyRef = z.object({ accountId: z.uuid(), keyId: z.string().min(1).max(200) })
export type KeyRef = z.infer<typeof keyRef>

export const isoTime = z.iso.datetime()

// ---------------------------------------------------------------- accounts

/** A vendor account as the window and the terminal see it. Its credential is in the keychain. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly provider: ProviderId
  /** Region code such as `eu1`, `custom`, or `sandbox` for the embedded vendor API. */
  readonly region: string
  readonly apiUrl: string
  /** Empty where none is known. */
  readonly ingressUrl: string
  /** Null where the vendor has only one way in. */
  readonly transport: Transport | null
  readonly grpcUrl: string | null
  /** The vendor's instance that telemetry is sent to, where accounts have several. */
  readonly instance: string | null
  /** The vendor's own account: a team, an account, an organisation. */
  readonly teamName: string | null
  readonly teamId: string | null
  readonly userName: string | null
  /** The vendor's id of whom the credential belongs to. */
  readonly userId: string | null
  /** The id of the key that the credential is, where the vendor says so: it is never cut. */
  readonly credentialKeyId: string | null
  readonly consoleUrl: string | null
  readonly addedAt: string
  readonly sync: SyncStatus
}

export interface SyncStatus {
  readonly lastSyncedAt: string | null
  readonly running: boolean
  /** What the last finished sync found against the one before. */
  readonly lastChange: SyncCounts | null
  /** Why the last attempt failed; null after a success. Keys stay browsable. */
  readonly failure: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly at: string
  } | null
  /** Lists that the vendor refused although the sync as a whole went through (for example members' keys). */
  readonly notes: readonly string[]
  /** What the credential may do, as far as the vendor's answers told. */
  readonly rights: readonly AccountRight[]
}

export interface SyncCounts {
  readonly new: number
  readonly changed: number
  readonly gone: number
  readonly total: number
}

export interface Region {
  readonly code: string
  readonly label: string
  /** The cloud region, as the vendor prints it. */
  readonly place: string
  readonly apiUrl: string
  readonly ingressUrl: string
}

// ---------------------------------------------------------------- keys

export type KeyState = 'active' | 'disabled' | 'gone' | 'orphan'

export interface KeyOwner {
  readonly kind: 'team' | 'user' | 'organisation' | 'service-id'
  readonly id: string
  /** E-mail of a member, or name of a service ID, where the vendor says it. */
  readonly name: string | null
}

export type AgeBasis = 'vendor' | 'user' | 'firstSeen'

/** How old a key is, in whole days, and who says so. With `firstSeen` it is at least that old. */
export interface Age {
  readonly days: number
  readonly basis: AgeBasis
}

/** A key's metadata: the shape that `keyturn key list --json` prints, and the one in the window's list. */
export interface Key {
  readonly id: string
  readonly accountId: string
  /** The account's name. */
  readonly account: string
  readonly provider: ProviderId
  readonly name: string
  readonly type: KeyType
  /** It looks like one of the vendor's legacy keys; see `legacyKind` of the detail. */
  readonly legacy: boolean
  /** The account's default key: the vendor never lets it be deleted. */
  readonly isDefault: boolean
  readonly state: KeyState
  /** `user`: the vendor has no API that tells it, so it is the user's word. */
  readonly stateBasis: 'vendor' | 'user'
  readonly description: string | null
  /** Nothing about it can be changed until it is unlocked. */
  readonly locked: boolean
  /** When the vendor stops taking it. */
  readonly expiresAt: string | null
  /** `once`: shown only when created (hashed). `readable`: the vendor may show it again. */
  readonly secret: 'once' | 'readable'
  /** Keyturn holds the value in the keychain. */
  readonly hasValue: boolean
  readonly owner: KeyOwner | null
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly createdAt: string | null
  /** When it was last switched on at the vendor, where the vendor says so. */
  readonly lastActivatedAt: string | null
  readonly firstSeenAt: string
  readonly age: Age
  readonly dueAt: string | null
  /** Short keyed fingerprint of the value that we hold; says nothing about the value. */
  readonly fingerprint: string | null
  /** Set by the last sync. */
  readonly change: 'new' | 'changed' | 'gone' | null
  /** The files that are known to carry it, and the agent of each. */
  readonly usedIn: readonly { readonly file: string; readonly agent: AgentId }[]
  /** It can be read in every web page that carries it: no leak alarm, and it stands alone. */
  readonly rum: boolean
}

export type LegacyKind =
  | 'send-your-data'
  | 'scim'
  | 'rum'
  | 'webhook'
  | 'logs-query'
  | 'alerts-rules-tags'
  | 'cli'

export interface KeyDetail {
  readonly key: Key
  /** What each preset stands for, as the vendor expands it. */
  readonly presetPermissions: Readonly<Record<string, readonly string[]>>
  readonly legacyKind: LegacyKind | null
  readonly hashed: boolean
  readonly lastActivatedAt: string | null
  readonly enteredCreatedAt: string | null
  readonly policy: EffectivePolicy
  readonly uses: readonly KnownUse[]
  readonly history: readonly AuditEntry[]
  /** For an orphan: the intent that made it. */
  readonly intentId: string | null
  /** What cannot be done to it, and why; what is not named can be. */
  readonly cannot: Readonly<Partial<Record<KeyAction, string>>>
  /** On what it rests that it looks legacy, one sentence; null where it does not. */
  readonly legacyEvidence: string | null
  /** It has an access policy; null where the vendor does not say. */
  readonly hasPolicy: boolean | null
}

/** The vendor's role presets offered in the create dialog. Free text is always allowed as well. */
export interface PresetInfo {
  readonly name: string
  readonly permissions: readonly string[]
  /** May not be combined with other presets or permissions. */
  readonly standalone: boolean
  readonly suits: readonly KeyType[]
}

/** Somebody who can own a key: a member, or a service ID. */
export interface Member {
  readonly id: string
  readonly name: string
  /** The types of key that it can own. */
  readonly types: readonly KeyType[]
}

/** What the create dialog needs to know about an account. */
export interface CreateOptions {
  readonly types: readonly KeyType[]
  readonly presets: readonly PresetInfo[]
  readonly permissions: readonly string[]
  /** The permissions that belong together, by the vendor's name for them. */
  readonly permissionGroups: readonly { readonly name: string; readonly permissions: readonly string[] }[]
  readonly members: readonly Member[]
  /** What a key that is recorded by hand is given where nothing else is said. */
  readonly usual?: readonly string[]
  /** Whether a key may be made that the vendor shows again. */
  readonly readable: boolean
  readonly description: boolean
  readonly expiry: boolean
}

export const createRequest = z.object({
  accountId: z.uuid(),
  name: z.string().trim().min(1, 'Give the key a name').max(200),
  type: keyType,
  presets: z.array(z.string().min(1).max(200)).max(100),
  permissions: z.array(z.string().min(1).max(200)).max(500),
  hashed: z.boolean(),
  ownerId: z.string().max(200).nullable(),
  description: z.string().trim().max(1000).nullish(),
  expiresAt: isoTime.nullish(),
})
export type CreateRequest = z.infer<typeof createRequest>

// ---------------------------------------------------------------- capture

export type CaptureStep = (typeof captureSteps)[number]

export interface CaptureProgress {
  readonly intentId: string
  readonly step: CaptureStep
  readonly at: string
}

/**
 * The end of a creation. `stuck`: the vendor has made the key and its value is not recorded yet, because the
 * keychain or the database failed; the window offers retry or copy-now, and quitting is blocked.
 */
export type CaptureOutcome =
  | { readonly kind: 'created'; readonly key: Key; readonly warning: string | null }
  | {
      readonly kind: 'stuck'
      readonly intentId: string
      readonly keyId: string
      /** The keychain has the value; only its record is missing, for example because the disk is full. */
      readonly kept: boolean
      readonly message: string
      readonly hint: string
    }

/** A creation that ended without a stored value, or whose end is not known yet. */
export interface OpenIntent {
  readonly intentId: string
  readonly accountId: string
  readonly account: string
  readonly kind: 'create' | 'import'
  readonly name: string
  /** `checking`: the vendor has not been asked yet. `orphan`: the key exists there, its value is lost. `stuck`: value in memory. */
  readonly state: 'running' | 'checking' | 'orphan' | 'stuck'
  readonly keyId: string | null
  readonly startedAt: string
  readonly message: string
}

/** A downloaded value that waits to be stored: it is never sent to the window. */
export interface ImportCandidate {
  readonly importId: string
  readonly source: 'file' | 'paste'
  readonly fileName: string | null
  readonly length: number
  /** What the value looks like, in words, such as "a Coralogix team key". */
  readonly looksLike: string
  readonly suggestion: { readonly ref: KeyRef; readonly reason: string } | null
}

// ---------------------------------------------------------------- vault

export type VaultState = 'ready' | 'locked' | 'unavailable' | 'refused'

export interface VaultStatus {
  readonly state: VaultState
  /** One sentence for the status bar. */
  readonly message: string
  readonly hint: string
  /** Null before it was asked for the first time: then nobody knows. */
  readonly checkedAt: string | null
}

// ---------------------------------------------------------------- agents

export const agentId = z.enum(agentIds)
export type AgentId = z.infer<typeof agentId>
export type AgentGroup = (typeof agentGroups)[number]

export type UseKind = 'literal' | 'env' | 'file' | 'secret'

/** One place that carries a key: the shape that `scan` and `agent detect` print. */
export interface Use {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in characters. */
  readonly column: number
  readonly agent: AgentId
  readonly output: string
  readonly kind: UseKind
  readonly keyId: string | null
  readonly keyState: KeyState | null
}

/** A use that Keyturn wrote or has seen. */
export interface KnownUse extends Use {
  readonly seenAt: string
  readonly canRestore: boolean
  /** How many files were changed with it: Restore puts all of them back. 1 where it stands alone. */
  readonly restoresFiles: number
}

/** One step from a place that only refers to a key towards where the key stands. */
export interface ChainLink {
  readonly file: string
  /** 1-based; null where the whole file is meant. */
  readonly line: number | null
  /** What stands there, in words and without a value, such as `private_key takes ${env:CORALOGIX_PRIVATE_KEY}`. */
  readonly text: string
}

/** A far end that Keyturn cannot change, and the command that does. `command` never holds a value. */
export interface OutsideEnd {
  readonly what: string
  readonly command: string
}

export interface AgentInfo {
  readonly id: AgentId
  readonly name: string
  readonly group: AgentGroup
  readonly provider: ProviderId
  /** What it needs and where the key goes, one sentence. */
  readonly needs: string
  readonly docsUrl: string
  readonly supported: boolean
  /** Why not, and the way out. */
  readonly reason: string | null
  /** The key types that it takes; empty where it takes none. */
  readonly takes: readonly KeyType[]
  readonly files: readonly string[]
  readonly formats: readonly string[]
  /** What to do so that the agent picks up a changed file. */
  readonly afterChange: string
}

export interface Detection {
  readonly file: string
  readonly agent: AgentId | null
  readonly supported: boolean
  readonly reason: string | null
  readonly uses: readonly DetectedUse[]
}

/** A use with the way to its far end: empty for a literal; `outside` where it leaves what Keyturn can reach. */
export interface DetectedUse extends Use {
  readonly chain: readonly ChainLink[]
  readonly outside: OutsideEnd | null
}

/** One changed line of a plan: values are replaced by `name •••tag` before they reach this type. */
export interface MaskedChange {
  readonly line: number
  readonly output: string
  readonly before: string
  readonly after: string
  /** Up to two unchanged lines around, masked too. */
  readonly contextBefore: readonly string[]
  readonly contextAfter: readonly string[]
}

export interface PlannedFile {
  readonly file: string
  readonly agent: AgentId
  readonly agentName: string
  readonly changes: readonly MaskedChange[]
  /** True where the file already carries this key everywhere: nothing will be written. */
  readonly unchanged: boolean
  readonly warnings: readonly string[]
  readonly afterChange: string
  /** How the plan came from a file that the user named to this one; empty where it is the named one. */
  readonly chain: readonly ChainLink[]
  /** The checker that would be run, as it would be typed; null where none is installed. Never run without an order. */
  readonly checker: string | null
}

/** What an agent's own checker said of a file. */
export interface CheckReport {
  readonly file: string
  readonly agent: AgentId
  /** As it would be typed. */
  readonly command: string
  readonly passed: boolean
  /** Its words, with everything masked that could be a value. */
  readonly output: readonly string[]
}

export interface InjectionPlan {
  readonly planId: string
  readonly ref: KeyRef
  readonly files: readonly PlannedFile[]
}

export interface InjectionReceipt {
  readonly written: readonly {
    readonly file: string
    readonly places: number
    readonly afterChange: string
    readonly checker: string | null
    /** SHA-256 of the whole content, hexadecimal. */
    readonly sha256Before: string
    readonly sha256After: string
  }[]
  readonly unchanged: readonly string[]
}

// ---------------------------------------------------------------- where used

export const scanRequest = z.object({
  folders: z.array(z.string().min(1).max(4096)).min(1).max(50),
  /** Leaves out what `.gitignore` and `.ignore` files leave out. */
  honourIgnoreFiles: z.boolean(),
  /** Looks at the shell histories in the user's home as well. */
  histories: z.boolean(),
})
export type ScanRequest = z.infer<typeof scanRequest>

export interface ScanProgress {
  readonly files: number
  readonly bytes: number
  readonly found: number
}

/** What kind of file a key was found in. */
export type FoundIn = 'config' | 'history' | 'backup' | 'other'

/** One place that carries a key, with what it means and what to do. */
export interface Finding extends Omit<Use, 'agent'> {
  /** Null where the file is not configuration that Keyturn knows. */
  readonly agent: AgentId | null
  readonly accountId: string | null
  readonly account: string | null
  readonly keyName: string | null
  readonly foundIn: FoundIn
  readonly chain: readonly ChainLink[]
  readonly outside: OutsideEnd | null
  /** `problem`: it does not work or should not be there. `notice`: worth a look. */
  readonly level: 'fine' | 'notice' | 'problem'
  /** What was found, one sentence. */
  readonly sentence: string
  /** The next step, one sentence; empty where nothing is to be done. */
  readonly next: string
  /** Why the vendor speaks against such a key there, where it works all the same; null where nothing does. */
  readonly advice: string | null
}

export interface ScanReport {
  readonly startedAt: string
  readonly finishedAt: string
  readonly folders: readonly string[]
  readonly cancelled: boolean
  readonly files: number
  readonly bytes: number
  readonly skipped: {
    readonly binary: number
    readonly large: number
    readonly ignored: number
    /** Files and folders that could not be read, the first few by name. */
    readonly unreadable: number
    readonly unreadableNames: readonly string[]
  }
  /** By file and line. */
  readonly findings: readonly Finding[]
}

// ---------------------------------------------------------------- reminders

export const policyScope = z.union([
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('account'), accountId: z.uuid() }),
  z.object({ kind: z.literal('type'), type: keyType }),
  z.object({ kind: z.literal('preset'), preset: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('key'), ref: keyRef }),
])
/** What a policy is for; the narrower one holds: a key's, then a preset's, a type's, an account's, the default. */
export type PolicyScope = z.infer<typeof policyScope>

/** When a key is to be replaced. `maxAgeDays` null: never. */
export const rotationPolicy = z.object({
  scope: policyScope,
  maxAgeDays: z.number().int().min(1).max(3650).nullable(),
  leadDays: z.number().int().min(0).max(365),
})
export type RotationPolicy = z.infer<typeof rotationPolicy>

export interface EffectivePolicy {
  readonly maxAgeDays: number | null
  readonly leadDays: number
  readonly from: PolicyScope['kind']
}

/** A key that is due, or will be. `reason` says on what the date rests. */
export interface DueItem {
  readonly key: Key
  readonly dueAt: string
  readonly daysLeft: number
  readonly status: 'overdue' | 'due-soon' | 'later'
  readonly reason: string
}

/** A key as the window lists it: with when it is due, if ever. */
export interface ListedKey {
  readonly key: Key
  readonly due: Omit<DueItem, 'key'> | null
}

/**
 * What became different since a revision, a page of it. A window that knows nothing starts at 0 with `look`, and asks
 * on from each answer's `revision` without it until there is no `more`.
 */
export interface KeyChanges {
  readonly revision: number
  readonly more: boolean
  readonly listed: readonly ListedKey[]
  /** No longer listed at all. */
  readonly dropped: readonly KeyRef[]
}

export interface InboxItem {
  readonly id: string
  readonly at: string
  readonly kind: 'due' | 'rotation' | 'orphan' | 'sync' | 'keychain' | 'use' | 'test'
  readonly title: string
  readonly body: string
  readonly ref: KeyRef | null
  /** The rotation that it is about. */
  readonly rotationId: string | null
  readonly read: boolean
  /** What became of the desktop notification: it is recorded here whether or not the OS showed it. */
  readonly delivery: 'none' | 'asked' | 'shown' | 'failed' | 'clicked'
  readonly deliveryNote: string | null
}

// ---------------------------------------------------------------- audit, doctor, the whole

export interface AuditEntry {
  readonly seq: number
  readonly at: string
  readonly actor: 'app' | 'terminal' | 'system'
  readonly action: string
  /** A sentence for people. */
  readonly text: string
  readonly ref: KeyRef | null
}

export interface DoctorCheck {
  readonly id: 'keychain' | 'database' | 'clipboard' | 'notifications' | 'tray' | 'clock' | 'proxy' | 'files'
  readonly title: string
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown'
  readonly message: string
  readonly hint: string
}

export interface ClipboardStatus {
  readonly state: 'empty' | 'held' | 'cleared' | 'replaced' | 'unconfirmed'
  readonly ref: KeyRef | null
  readonly label: string
  /** When it will be cleared. */
  readonly until: string | null
}

/** Everything that the window shows at its start. */
export interface Snapshot {
  readonly version: string
  readonly accounts: readonly Account[]
  readonly keys: readonly Key[]
  readonly intents: readonly OpenIntent[]
  readonly vault: VaultStatus
  readonly inbox: readonly InboxItem[]
  readonly policies: readonly RotationPolicy[]
  readonly due: readonly DueItem[]
  readonly reminders: ReminderStatus
  /** Those that have not ended, and the last that have. */
  readonly rotations: readonly RotationSummary[]
  /** Several rotations in a row, while they are or when they have stopped. */
  readonly bulk: BulkStatus | null
  readonly targets: readonly AgentTarget[]
  /** Ways from a service ID to a key that stopped on the way. */
  readonly setups: readonly SenderSetup[]
  readonly clipboard: ClipboardStatus
  readonly preferences: Preferences
  readonly desktop: { readonly tray: boolean; readonly notifications: boolean; readonly platform: string }
}

export const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'comfortable']),
  /** Starts Keyturn, hidden in the tray, when the user logs in. Off unless chosen. */
  startAtLogin: z.boolean(),
})
export type Preferences = z.infer<typeof preferences>
