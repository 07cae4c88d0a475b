import { z } from 'zod'
import type { CallName, EventName } from './channels.ts'
import type { Result } from './errors.ts'
import * as inputs from './inputs.ts'
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
  ScanProgress,
  ScanReport,
  Snapshot,
  SyncCounts,
  VaultStatus,
} from './model.ts'
import { createRequest, preferences, rotationPolicy, scanRequest } from './model.ts'
import type {
  AccessPolicyView,
  AccountReport,
  KeyBulkPlan,
  KeyBulkReport,
  KeyBulkResult,
  ProviderInfo,
  SenderSetup,
  ServiceIdList,
  VendorEvent,
  Verification,
} from './providers.ts'
import { recordRequest, setupRequest } from './providers.ts'
import { reminderSettings } from './reminders.ts'
import type { AgentTarget, BulkStatus, RehearsalReport, RotationDetail, RotationPlan } from './rotation.ts'
import { newTarget, rotateRequest } from './rotation.ts'

/** A call: what main checks at its door, and what the window gets back, always as a `Result`. */
interface Call<I extends z.ZodType, O> {
  readonly input: I
  /** Only a type: there is no such property at run time. */
  readonly output?: O
}

const call = <O, I extends z.ZodType = z.ZodUndefined>(input?: I): Call<I, O> => ({
  input: input ?? (z.undefined() as unknown as I),
})

/** One entry per call. A new call is one name in `channels.ts`, one entry here, one handler in `main/desktop/`. */
export const calls = {
  /** Everything but the keys and what is due: those come by `keys.changes`, page by page. */
  'app.snapshot': call<Omit<Snapshot, 'keys' | 'due'>>(),
  'app.setPreferences': call<Preferences, typeof preferences>(preferences),
  /** Opens a page of an allowed host in the browser: the account's key page, an agent's documentation. */
  'app.open': call<void, typeof inputs.openTarget>(inputs.openTarget),
  'accounts.providers': call<readonly ProviderInfo[]>(),
  'accounts.addSandbox': call<Account, typeof inputs.sandboxOf>(inputs.sandboxOf),
  'accounts.add': call<Account, typeof inputs.newAccount>(inputs.newAccount),
  'accounts.replaceCredential': call<Account, typeof inputs.credential>(inputs.credential),
  'accounts.check': call<{ readonly message: string }, typeof inputs.account>(inputs.account),
  /** What the credential may do as far as is known, the console's pages, and what has no API. */
  'accounts.report': call<AccountReport, typeof inputs.account>(inputs.account),
  /** Fails with `refused` and the number of values that would be lost unless `loseValues` is true. */
  'accounts.remove': call<void, typeof inputs.removal>(inputs.removal),
  'sync.run': call<readonly { accountId: string; counts: SyncCounts }[], typeof inputs.syncWhat>(
    inputs.syncWhat,
  ),
  'keys.changes': call<KeyChanges, typeof inputs.changesSince>(inputs.changesSince),
  'keys.get': call<KeyDetail, typeof inputs.at>(inputs.at),
  'keys.createOptions': call<CreateOptions, typeof inputs.account>(inputs.account),
  'keys.create': call<CaptureOutcome, typeof createRequest>(createRequest),
  'keys.retryCapture': call<CaptureOutcome, typeof inputs.intent>(inputs.intent),
  'keys.copyStuck': call<ClipboardStatus, typeof inputs.intent>(inputs.intent),
  /** Deletes the orphan at the vendor; with `recreate` the creation is repeated with the same request. */
  'keys.removeOrphan': call<CaptureOutcome | null, typeof inputs.orphan>(inputs.orphan),
  'keys.dismissIntent': call<void, typeof inputs.intent>(inputs.intent),
  'keys.rename': call<Key, typeof inputs.rename>(inputs.rename),
  'keys.setActive': call<Key, typeof inputs.activation>(inputs.activation),
  'keys.remove': call<void, typeof inputs.typed>(inputs.typed),
  'keys.enterCreatedAt': call<Key, typeof inputs.entered>(inputs.entered),
  'keys.describe': call<Key, typeof inputs.description>(inputs.description),
  'keys.setLocked': call<Key, typeof inputs.locking>(inputs.locking),
  'keys.setRights': call<Key, typeof inputs.rights>(inputs.rights),
  /** Asks the vendor: a policy is not kept here. */
  'keys.policy': call<AccessPolicyView, typeof inputs.at>(inputs.at),
  /** Null takes the policy away. */
  'keys.setPolicy': call<void, typeof inputs.policyOf>(inputs.policyOf),
  'keys.vendorHistory': call<readonly VendorEvent[], typeof inputs.at>(inputs.at),
  'keys.verify': call<Verification, typeof inputs.verifying>(inputs.verifying),
  /** Records a key that was made on the vendor's page, where there is no API. */
  'keys.record': call<Key, typeof recordRequest>(recordRequest),
  'keys.bulkPlan': call<KeyBulkPlan, typeof inputs.bulk>(inputs.bulk),
  /** Each result comes as a `bulk` event as well. */
  'keys.bulkRun': call<KeyBulkReport, typeof inputs.bulkRun>(inputs.bulkRun),
  'keys.bulkCancel': call<void>(),
  'keys.copy': call<ClipboardStatus, typeof inputs.at>(inputs.at),
  /** The one call that carries a value to the window; audited; the window drops it at `until`. */
  'keys.reveal': call<{ readonly value: string; readonly until: string }, typeof inputs.at>(inputs.at),
  'clipboard.clear': call<ClipboardStatus>(),
  'import.pickFile': call<ImportCandidate | null, typeof inputs.forKey>(inputs.forKey),
  'import.openFile': call<ImportCandidate, typeof inputs.dropped>(inputs.dropped),
  'import.paste': call<ImportCandidate, typeof inputs.paste>(inputs.paste),
  'import.store': call<Key, typeof inputs.storing>(inputs.storing),
  'import.deleteSource': call<void, typeof inputs.importing>(inputs.importing),
  'import.cancel': call<void, typeof inputs.importing>(inputs.importing),
  'agents.list': call<readonly AgentInfo[]>(),
  'agents.snippet': call<{ readonly text: string }, typeof inputs.snippet>(inputs.snippet),
  /** The snippet with the value in it, straight to the clipboard. */
  'agents.copySnippet': call<ClipboardStatus, typeof inputs.snippet>(inputs.snippet),
  'inject.pickFiles': call<readonly string[]>(),
  'inject.plan': call<InjectionPlan, typeof inputs.planning>(inputs.planning),
  'inject.apply': call<InjectionReceipt, typeof inputs.plan>(inputs.plan),
  /** With `set`, every file that was changed together with it. */
  'inject.restore': call<{ readonly files: readonly string[] }, typeof inputs.restoring>(inputs.restoring),
  /** Runs the agent's own checker on a file that was just written: the user's order. */
  'inject.check': call<CheckReport, typeof inputs.file>(inputs.file),
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
  'rotations.startAll': call<BulkStatus, typeof inputs.rotateAll>(inputs.rotateAll),
  'rotations.get': call<RotationDetail, typeof inputs.rotation>(inputs.rotation),
  /** Answers at once, like `start`. */
  'rotations.resume': call<RotationDetail, typeof inputs.rotation>(inputs.rotation),
  /** The user's word for one target, recorded as such; then it goes on. */
  'rotations.confirm': call<RotationDetail, typeof inputs.confirmation>(inputs.confirmation),
  /** Cuts although a known use is unconfirmed: needs the key's name, typed; audited. */
  'rotations.override': call<RotationDetail, typeof inputs.overriding>(inputs.overriding),
  /** The user's word that a step was done on the vendor's page. */
  'rotations.atVendor': call<RotationDetail, typeof inputs.atVendor>(inputs.atVendor),
  /** Back to the old key; answers at once. */
  'rotations.undo': call<RotationDetail, typeof inputs.rotation>(inputs.rotation),
  /** Ends after the step that is being taken. */
  'rotations.stop': call<void, typeof inputs.rotation>(inputs.rotation),
  /** Null: the user chose no file. */
  'rotations.saveReceipt': call<{ readonly file: string } | null, typeof inputs.receipt>(inputs.receipt),
  'setups.serviceIds': call<ServiceIdList, typeof inputs.account>(inputs.account),
  /** Answers when it ended or stopped; `changed` says when there is news of `setups`. */
  'setups.start': call<SenderSetup, typeof setupRequest>(setupRequest),
  'setups.resume': call<SenderSetup, typeof inputs.setup>(inputs.setup),
  /** Removes what it made at the vendor. */
  'setups.cleanUp': call<SenderSetup, typeof inputs.setup>(inputs.setup),
  /** Takes it off the list; what it made stays. */
  'setups.dismiss': call<void, typeof inputs.setup>(inputs.setup),
  'targets.add': call<AgentTarget, typeof newTarget>(newTarget),
  'targets.remove': call<void, typeof inputs.oldTarget>(inputs.oldTarget),
  'policies.set': call<void, typeof rotationPolicy>(rotationPolicy),
  'policies.remove': call<void, typeof inputs.scope>(inputs.scope),
  'reminders.set': call<void, typeof reminderSettings>(reminderSettings),
  /** Null: remind again. */
  'reminders.snooze': call<void, typeof inputs.snoozing>(inputs.snoozing),
  'inbox.markRead': call<void, typeof inputs.ids>(inputs.ids),
  'inbox.testNotification': call<InboxItem>(),
  'vault.check': call<VaultStatus>(),
  'audit.list': call<readonly AuditEntry[], typeof inputs.auditOf>(inputs.auditOf),
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
  | 'setups'
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
  /** One key of several that are being changed has come to its end. */
  readonly bulk: KeyBulkResult
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
