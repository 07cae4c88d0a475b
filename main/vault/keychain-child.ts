/**
 * The port between the vault and the process that alone talks to the keychain. The terminal starts that process
 * with `child_process.fork` (node-child.ts), the desktop with Electron's `utilityProcess`: both only carry these
 * messages to and fro.
 */

/** One request. `value` is there for `set` only: the one message that carries a value towards the keychain. */
export interface KeychainRequest {
  readonly id: number
  readonly op: 'set' | 'get' | 'delete'
  readonly account: string
  readonly value?: string
}

/** One answer: the value or null for `get`, whether there was an item for `delete`, null for `set`. */
export type KeychainReply =
  | { readonly id: number; readonly ok: true; readonly value: string | boolean | null }
  | { readonly id: number; readonly ok: false; readonly error: string }

/** A started keychain process. */
export interface KeychainChild {
  /** Posts a request. May throw or do nothing when the process is gone: then `onExit` is called. */
  send(request: KeychainRequest): void
  /** Calls `listener` with every message that the process posts. */
  onMessage(listener: (reply: KeychainReply) => void): void
  /** Calls `listener` once when the process has ended or could not be started. */
  onExit(listener: () => void): void
  /** Ends the process at once, also while it is stuck in a call. Does nothing when it is gone already. */
  kill(): void
}

/** Starts a keychain process. A process that waits for nothing must not keep the program alive. */
export type SpawnKeychain = () => KeychainChild

/** The service under which every item is filed. keytar's Windows search is by prefix: never a prefix of another. */
export const keychainService = 'Keyturn'
