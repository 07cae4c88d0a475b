import { z } from 'zod'
import type { CallName, EventName } from './channels.ts'
import type { Result } from './errors.ts'
import type {
  Account,
  AgentInfo,
  AuditEntry,
  CaptureOutcome,
  CaptureProgress,
  CheckReport,
  ClipboardStatus,
  CreateOptions,
  DoctorCheck,
  ImportCandidate,
  InboxItem,
  InjectionPlan,
  InjectionReceipt,
  Key,
  KeyChanges,
  KeyDetail,
  KeyRef,
  Preferences,
  Region,
  ScanProgress,
  ScanReport,
  Snapshot,
  SyncCounts,
  VaultStatus,
} from './model.ts'
import {
  agentId,
  createRequest,
  isoTime,
  keyRef,
  policyScope,
  preferences,
  rotationPolicy,
  scanRequest,
} from './model.ts'
import { reminderSettings, snoozeFor } from './reminders.ts'
import type { AgentTarget, BulkStatus, RehearsalReport, RotationDetail, RotationPlan } from './rotation.ts'
import { newTarget, rotateRequest, rotationMode, rotationSettings } from './rotation.ts'

/** A call: what main checks at its door, and what the window gets back, always as a `Result`. */
interface Call<I extends z.ZodType, O> {
  readonly input: I
  /** Only a type: there is no such property at run time. */
  readonly output?: O
}

const call = <O, I extends z.ZodType = z.ZodUndefined>(input?: I): Call<I, O> => ({
  input: input ?? (z.undefined() as unknown as I),
})

const path = z.string().min(1).max(4096)
const at = z.object({ ref: keyRef })
const intent = z.object({ intentId: z.uuid() })
const importing = z.object({ importId: z.uuid() })
// A pasted value: the handler's first line wraps it in a Secret.
const pasted = z.string().min(1).max(16_384)

const newAccount = z.object({
  name: z.string().trim().min(1).max(80),
  /** A region's code, or null with both addresses. */
  region: z.string().max(40).nullable(),
  apiUrl: z.string().max(500).nullable(),
  ingressUrl: z.string().max(500).nullable(),
  adminKey: pasted,
})

const snippet = z.object({
  agentId,
  ref: keyRef,
  format: z.string().max(40),
  application: z.string().max(200),
  subsystem: z.string().max(200),
})

const openTarget = z.union([
  z.object({ kind: z.literal('console'), accountId: z.uuid() }),
  z.object({ kind: z.literal('agent-docs'), agentId }),
])
const account = z.object({ accountId: z.uuid() })
const credential = z.object({ accountId: z.uuid(), adminKey: pasted })
const removal = z.object({ accountId: z.uuid(), loseValues: z.boolean() })
const syncWhat = z.object({ accountId: z.uuid().nullable() })
const orphan = z.object({ intentId: z.uuid(), recreate: z.boolean() })
const changesSince = z.object({ since: z.number().int().min(0), look: z.boolean() })
const rename = z.object({ ref: keyRef, name: z.string().trim().min(1).max(200) })
const activation = z.object({ ref: keyRef, active: z.boolean() })
// Deleting needs the key's name, typed.
const typed = z.object({ ref: keyRef, typedName: z.string().max(200) })
const entered = z.object({ ref: keyRef, createdAt: isoTime.nullable() })
const forKey = z.object({ ref: keyRef.nullable() })
const dropped = z.object({ path, ref: keyRef.nullable() })
const paste = z.object({ text: pasted, ref: keyRef.nullable() })
const storing = z.object({ importId: z.uuid(), ref: keyRef })
const planning = z.object({
  files: z.array(path).min(1).max(200),
  ref: keyRef,
  /** Which place, where a file carries several different values: 1-based line per file. */
  at: z.array(z.object({ file: path, line: z.number().int().min(1) })).max(200),
})
const plan = z.object({ planId: z.uuid() })
const file = z.object({ file: path })
const restoring = z.object({ file: path, set: z.boolean() })
const scope = z.object({ scope: policyScope })
const rotation = z.object({ id: z.uuid() })
const rotateAll = z.object({
  refs: z.array(keyRef).min(1).max(100),
  mode: rotationMode,
  settings: rotationSettings,
})
const confirmation = z.object({ id: z.uuid(), targetId: z.string().min(1).max(200) })
const overriding = z.object({ id: z.uuid(), typedName: z.string().max(200) })
const receipt = z.object({ id: z.uuid(), format: z.enum(['json', 'html']) })
const oldTarget = z.object({ file: path, host: z.string().max(200).nullable() })
const snoozing = z.object({ ref: keyRef, for: snoozeFor.nullable() })
const ids = z.object({ ids: z.array(z.uuid()).max(10_000) })
const auditOf = z.object({ ref: keyRef.nullable(), limit: z.number().int().min(1).max(1000) })

/** One entry per call. A new call is one name in `channels.ts`, one entry here, one handler in `main/desktop/`. */
export const calls = {
  /** Everything but the keys and what is due: those come by `keys.changes`, page by page. */
  'app.snapshot': call<Omit<Snapshot, 'keys' | 'due'>>(),
  'app.setPreferences': call<Preferences, typeof preferences>(preferences),
  /** Opens a page of an allowed host in the browser: the account's key page, an agent's documentation. */
  'app.open': call<void, typeof openTarget>(openTarget),
  'accounts.regions': call<readonly Region[]>(),
  'accounts.addSandbox': call<Account>(),
  'accounts.addCoralogix': call<Account, typeof newAccount>(newAccount),
  'accounts.replaceCredential': call<Account, typeof credential>(credential),
  'accounts.check': call<{ readonly message: string }, typeof account>(account),
  /** Fails with `refused` and the number of values that would be lost unless `loseValues` is true. */
  'accounts.remove': call<void, typeof removal>(removal),
  'sync.run': call<readonly { accountId: string; counts: SyncCounts }[], typeof syncWhat>(syncWhat),
  'keys.changes': call<KeyChanges, typeof changesSince>(changesSince),
  'keys.get': call<KeyDetail, typeof at>(at),
  'keys.createOptions': call<CreateOptions, typeof account>(account),
  'keys.create': call<CaptureOutcome, typeof createRequest>(createRequest),
  'keys.retryCapture': call<CaptureOutcome, typeof intent>(intent),
  'keys.copyStuck': call<ClipboardStatus, typeof intent>(intent),
  /** Deletes the orphan at the vendor; with `recreate` the creation is repeated with the same request. */
  'keys.removeOrphan': call<CaptureOutcome | null, typeof orphan>(orphan),
  'keys.dismissIntent': call<void, typeof intent>(intent),
  'keys.rename': call<Key, typeof rename>(rename),
  'keys.setActive': call<Key, typeof activation>(activation),
  'keys.remove': call<void, typeof typed>(typed),
  'keys.enterCreatedAt': call<Key, typeof entered>(entered),
  'keys.copy': call<ClipboardStatus, typeof at>(at),
  /** The one call that carries a value to the window; audited; the window drops it at `until`. */
  'keys.reveal': call<{ readonly value: string; readonly until: string }, typeof at>(at),
  'clipboard.clear': call<ClipboardStatus>(),
  'import.pickFile': call<ImportCandidate | null, typeof forKey>(forKey),
  'import.openFile': call<ImportCandidate, typeof dropped>(dropped),
  'import.paste': call<ImportCandidate, typeof paste>(paste),
  'import.store': call<Key, typeof storing>(storing),
  'import.deleteSource': call<void, typeof importing>(importing),
  'import.cancel': call<void, typeof importing>(importing),
  'agents.list': call<readonly AgentInfo[]>(),
  'agents.snippet': call<{ readonly text: string }, typeof snippet>(snippet),
  /** The snippet with the value in it, straight to the clipboard. */
  'agents.copySnippet': call<ClipboardStatus, typeof snippet>(snippet),
  'inject.pickFiles': call<readonly string[]>(),
  'inject.plan': call<InjectionPlan, typeof planning>(planning),
  'inject.apply': call<InjectionReceipt, typeof plan>(plan),
  /** With `set`, every file that was changed together with it. */
  'inject.restore': call<{ readonly files: readonly string[] }, typeof restoring>(restoring),
  /** Runs the agent's own checker on a file that was just written: the user's order. */
  'inject.check': call<CheckReport, typeof file>(file),
  'scan.pickFolders': call<readonly string[]>(),
  /** Answers when it is done or was cancelled; progress comes as `scan` events. One at a time. */
  'scan.run': call<ScanReport, typeof scanRequest>(scanRequest),
  'scan.cancel': call<void>(),
  /** The kept result of the last scan, with what is known of the keys now. */
  'scan.latest': call<ScanReport | null>(),
  /** Looks at everything, changes nothing. */
  'rotations.plan': call<RotationPlan, typeof rotateRequest>(rotateRequest),
  /** The whole of it against the sandbox and copies of the files. */
  'rotations.rehearse': call<RehearsalReport, typeof rotateRequest>(rotateRequest),
  /** Answers once it is recorded; its steps go on, and `changed` says when there is news of `rotations`. */
  'rotations.start': call<RotationDetail, typeof rotateRequest>(rotateRequest),
  'rotations.startAll': call<BulkStatus, typeof rotateAll>(rotateAll),
  'rotations.get': call<RotationDetail, typeof rotation>(rotation),
  /** Answers at once, like `start`. */
  'rotations.resume': call<RotationDetail, typeof rotation>(rotation),
  /** The user's word for one target, recorded as such; then it goes on. */
  'rotations.confirm': call<RotationDetail, typeof confirmation>(confirmation),
  /** Cuts although a known use is unconfirmed: needs the key's name, typed; audited. */
  'rotations.override': call<RotationDetail, typeof overriding>(overriding),
  /** Back to the old key; answers at once. */
  'rotations.undo': call<RotationDetail, typeof rotation>(rotation),
  /** Ends after the step that is being taken. */
  'rotations.stop': call<void, typeof rotation>(rotation),
  /** Null: the user chose no file. */
  'rotations.saveReceipt': call<{ readonly file: string } | null, typeof receipt>(receipt),
  'targets.add': call<AgentTarget, typeof newTarget>(newTarget),
  'targets.remove': call<void, typeof oldTarget>(oldTarget),
  'policies.set': call<void, typeof rotationPolicy>(rotationPolicy),
  'policies.remove': call<void, typeof scope>(scope),
  'reminders.set': call<void, typeof reminderSettings>(reminderSettings),
  /** Null: remind again. */
  'reminders.snooze': call<void, typeof snoozing>(snoozing),
  'inbox.markRead': call<void, typeof ids>(ids),
  'inbox.testNotification': call<InboxItem>(),
  'vault.check': call<VaultStatus>(),
  'audit.list': call<readonly AuditEntry[], typeof auditOf>(auditOf),
  'doctor.run': call<readonly DoctorCheck[]>(),
} satisfies Record<CallName, Call<z.ZodType, unknown>>

type Calls = typeof calls
type OutputOf<C> = C extends Call<z.ZodType, infer O> ? O : never

/** What a call's handler gets: already checked by the schema. */
export type CallInput<N extends CallName> = z.output<Calls[N]['input']>
/** What a call answers. */
export type CallOutput<N extends CallName> = Result<OutputOf<Calls[N]>>

/** What has changed, so that the window asks for just that again. */
export type ChangedTopic =
  | 'accounts'
  | 'keys'
  | 'intents'
  | 'vault'
  | 'inbox'
  | 'policies'
  | 'reminders'
  | 'rotations'
  | 'targets'
  | 'preferences'

/** Where a notification's click, the tray or a second start leads. */
export type NavigateTo =
  | { readonly view: 'overview' | 'inbox' | 'scan' | 'settings' }
  | { readonly view: 'key'; readonly ref: KeyRef }
  /** The rotation of this key: the one that has not ended, else a plan of a new one. */
  | { readonly view: 'rotation'; readonly ref: KeyRef }

/** Events from main to the window: an entry for each name of `channels.ts`. None carries a value. */
export interface Events extends Record<EventName, unknown> {
  readonly changed: { readonly topics: readonly ChangedTopic[] }
  readonly capture: CaptureProgress
  readonly clipboard: ClipboardStatus
  readonly scan: ScanProgress
  readonly navigate: NavigateTo
  /** A command of the application menu or tray that the window carries out. */
  readonly command: { readonly name: 'palette' | 'new-key' | 'settings' }
}

/** What the preload puts on `window.api`: one method per call, and a subscription per event. */
export type Api = {
  readonly [N in Exclude<CallName, 'import.openFile'>]: (
    ...input: undefined extends CallInput<N> ? [] : [input: z.input<Calls[N]['input']>]
  ) => Promise<CallOutput<N>>
} & {
  /** Takes the dropped file itself: the preload finds its path, so the window cannot name one to be read. */
  readonly 'import.openFile': (file: object, ref: KeyRef | null) => Promise<CallOutput<'import.openFile'>>
  /** Subscribes; the result ends the subscription. */
  readonly on: <E extends EventName>(event: E, listener: (payload: Events[E]) => void) => () => void
  /** The path of a file that the user dropped on the window. */
  readonly pathOf: (file: object) => string
}
