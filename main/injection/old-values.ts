import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Piece } from '../agents/config-file/splice.ts'
import { Secret } from '../vault/secret.ts'
import type { SecretReference, Vault } from '../vault/vault.ts'
import type { FileRecord } from './injection-ports.ts'

/** The pieces of the reverse splice, with the old values from the keychain. Null from it may mean that it is locked. */
export async function oldValuesOf(vault: Vault, record: FileRecord): Promise<Result<readonly Piece[]>> {
  const pieces: Piece[] = []
  for (const range of record.ranges) {
    const value = range.old === null ? ok(Secret.of('')) : await vault.get(range.old)
    if (!value.ok) return value
    if (value.value === null)
      return fail(
        'keychain-locked',
        `The keychain did not give back the old value of ${record.file}; it may be locked. The file was not touched.`,
        'Unlock the keychain, then try again.',
      )
    pieces.push({ start: range.start, length: range.length, value: value.value })
  }
  return ok(pieces)
}

/** Takes undo items that nothing names any more out of the keychain. What fails stays there: it harms nobody. */
export async function releaseAll(vault: Vault, references: readonly SecretReference[]): Promise<void> {
  for (const reference of references) await vault.delete(reference)
}
