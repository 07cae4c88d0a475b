import type { Result } from '../../shared/errors.ts'
import type { DueItem, InboxItem, KeyRef, PolicyScope, RotationPolicy } from '../../shared/model.ts'
import type { ReminderSettings, ReminderStatus, SnoozeFor } from '../../shared/reminders.ts'
import type {
  AgentTarget,
  BulkStatus,
  NewTarget,
  RehearsalReport,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationStep,
  RotationSummary,
  ShownStep,
} from '../../shared/rotation.ts'

// What both doors may ask of rotations and reminders: parts of `Core` in `main/services.ts`.

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
  /** The user's word that this step was done on the vendor's page: the key's local record follows it. `refused` where it is not asked for. */
  atVendor(id: string, step: RotationStep): Promise<Result<RotationDetail>>
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
