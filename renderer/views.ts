import type { AgentId, CreateRequest, KeyRef, KeyType, ProviderId } from '../shared/model.ts'
import type { KeyBulkAction } from '../shared/providers.ts'

/** Where the window is. For keys, what is absent is not filtered on. */
export type View =
  | { readonly kind: 'overview' }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'rotations' }
  /** The rotation of a key: the one that has not ended, else `id`, else a plan; to `replacement` where one is given. */
  | { readonly kind: 'rotation'; readonly ref: KeyRef; readonly id?: string; readonly replacement?: KeyRef }
  | {
      readonly kind: 'keys'
      readonly provider?: ProviderId
      readonly accountId?: string
      readonly type?: KeyType
      readonly legacy?: boolean
    }

/** The open dialog and what it is about. One at a time. */
export type DialogRequest =
  /** With `replaces`, what follows is that key's rotation to the new one. */
  | {
      readonly name: 'create-key'
      readonly accountId?: string
      readonly prefill?: Partial<CreateRequest>
      readonly replaces?: KeyRef
    }
  | { readonly name: 'add-account' }
  /** A service ID with the right to send; with `id`, one that stopped on the way. */
  | { readonly name: 'setup'; readonly accountId: string; readonly id?: string }
  | { readonly name: 'import'; readonly ref?: KeyRef; readonly file?: File }
  | { readonly name: 'use-in'; readonly ref: KeyRef; readonly agentId?: AgentId }
  | { readonly name: 'snippet'; readonly ref: KeyRef }
  | { readonly name: 'rename'; readonly ref: KeyRef }
  | { readonly name: 'delete-key'; readonly ref: KeyRef }
  | { readonly name: 'describe'; readonly ref: KeyRef }
  | { readonly name: 'rights'; readonly ref: KeyRef }
  | { readonly name: 'access-policy'; readonly ref: KeyRef }
  | { readonly name: 'verify'; readonly ref: KeyRef }
  | { readonly name: 'bulk'; readonly action: KeyBulkAction; readonly refs: readonly KeyRef[] }
  | { readonly name: 'policy'; readonly ref?: KeyRef }
  | { readonly name: 'set-date'; readonly ref: KeyRef }
  | { readonly name: 'orphan'; readonly intentId: string }
  | { readonly name: 'remove-account'; readonly accountId: string }
  | { readonly name: 'replace-credential'; readonly accountId: string }
  | { readonly name: 'undo-rotation'; readonly id: string }
  | { readonly name: 'override-rotation'; readonly id: string }
  | { readonly name: 'leaked'; readonly ref: KeyRef }
  | { readonly name: 'rotate-all' }
  /** With a file: how that agent is reloaded. */
  | { readonly name: 'agent-target'; readonly file?: string; readonly host?: string | null }
  | { readonly name: 'shortcuts' }

export type DialogName = DialogRequest['name']

/** What a dialog component gets. */
export interface DialogProps<N extends DialogName> {
  readonly request: Extract<DialogRequest, { name: N }>
  readonly onClose: () => void
}

export interface Toast {
  readonly id: number
  readonly tone: 'info' | 'ok' | 'warning' | 'error'
  readonly text: string
  readonly detail?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const sameRef = (a: KeyRef | null, b: KeyRef | null): boolean =>
  a === b || (a !== null && b !== null && a.accountId === b.accountId && a.keyId === b.keyId)
