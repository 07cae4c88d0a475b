import type { Result } from '../../shared/errors.ts'
import type { VaultStatus } from '../../shared/model.ts'
import type { Secret } from './secret.ts'

/**
 * The account part of a keychain item. Never built from a name that a user can change, so that two data folders
 * or a rename cannot overwrite one another.
 */
export type SecretReference = string & { readonly brand: 'SecretReference' }

/** `<account UUID>:<keyId>:<version>`: the value of a key. Each new value of a key gets a new version. */
export const valueReference = (accountId: string, keyId: string, version: number): SecretReference =>
  `${accountId}:${keyId}:${version}` as SecretReference

/** The admin credential of an account. */
export const credentialReference = (accountId: string): SecretReference =>
  `${accountId}:credential` as SecretReference

/** The old value of a config file's place, kept for Restore. */
export const undoReference = (undoId: string): SecretReference => `undo:${undoId}` as SecretReference

/** The key of the fingerprints of one data folder. */
export const fingerprintReference = (installId: string): SecretReference =>
  `${installId}:fingerprint` as SecretReference

/**
 * Where values live. One item per value. A `get` that finds nothing proves nothing while the keychain may be
 * locked: callers never conclude from it that a value is gone, and never overwrite or delete on that answer.
 */
export interface Vault {
  /** Stores a value under a new reference. Refuses values longer than 2,560 bytes in the keychain's encoding. */
  set(reference: SecretReference, value: Secret): Promise<Result<void>>
  /** The value; null when the keychain says that there is none, which a locked keychain says too. */
  get(reference: SecretReference): Promise<Result<Secret | null>>
  /** Removes an item; true when there was one. Never repeated by itself. */
  delete(reference: SecretReference): Promise<Result<boolean>>
  /** Proves that the keychain works now: sets a canary, reads it back, deletes it. */
  probe(): Promise<VaultStatus>
  /** The last known state, without asking. */
  status(): VaultStatus
  /** Ends the keychain process. */
  close(): Promise<void>
}
