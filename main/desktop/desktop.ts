import type { Result } from '../../shared/errors.ts'
import type { Events } from '../../shared/ipc.ts'
import type { ClipboardStatus, InboxItem, KeyRef, Preferences, Snapshot } from '../../shared/model.ts'
import type { Core } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import type { RateLimit } from './rate-limit.ts'
import type { SandboxAddress } from './sandbox-host.ts'

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
  }
  readonly openInBrowser: (url: string) => Promise<void>
  readonly preferences: { get(): Preferences; set(preferences: Preferences): void }
  readonly sandbox: { start(): Promise<Result<SandboxAddress>> }
  /** A compromised window cannot read out all values at once. */
  readonly limits: { readonly reveal: RateLimit; readonly copy: RateLimit }
}
