import type { Result } from '../../shared/errors.ts'
import type { Events } from '../../shared/ipc.ts'
import type { ClipboardStatus, InboxItem, KeyRef, Preferences, Snapshot } from '../../shared/model.ts'
import type { BulkStatus, RotateRequest } from '../../shared/rotation.ts'
import type { SandboxVendors } from '../sandbox/sandbox.ts'
import type { Core } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import type { RateLimit } from './rate-limit.ts'

/** What the handlers need: the core, and the desktop by the little that they use of it. */
export interface Desktop {
  readonly core: Core
  readonly version: string
  readonly facts: () => Promise<Snapshot['desktop']>
  readonly window: {
    send<E extends keyof Events>(event: E, payload: Events[E]): void
    /** Keeps the window out of screenshots for so long. */
    protectFor(milliseconds: number): void
  }
  readonly clipboard: {
    status(): ClipboardStatus
    hold(value: Secret, ref: KeyRef | null, label: string): Promise<Result<ClipboardStatus>>
    clear(): Promise<ClipboardStatus>
  }
  readonly notifications: {
    supported(): boolean
    show(items: readonly InboxItem[]): Promise<'shown' | 'failed' | 'none'>
  }
  /** Looks for what became due, soon after the keys have changed. */
  readonly remind: () => void
  /** The user's own file dialogs. */
  readonly dialogs: {
    pickImport(): Promise<string | null>
    pickConfigs(): Promise<readonly string[]>
    pickFolders(): Promise<readonly string[]>
    /** Where to save a file that is offered under this name. */
    pickSave(name: string): Promise<string | null>
  }
  readonly openInBrowser: (url: string) => Promise<void>
  readonly preferences: { get(): Preferences; set(preferences: Preferences): void }
  /** Whether the system starts Keyturn at login, and why it would not. */
  readonly startAtLogin: { set(on: boolean): Promise<Result<void>> }
  /** Takes the steps of rotations after the window has its answer. */
  readonly rotations: {
    run(id: string): void
    runAll(requests: readonly RotateRequest[]): Promise<Result<BulkStatus>>
  }
  readonly sandbox: { start(): Promise<Result<SandboxVendors>> }
  /** A compromised window cannot read out all values at once. */
  readonly limits: { readonly reveal: RateLimit; readonly copy: RateLimit }
}
