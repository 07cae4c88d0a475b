import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import { errorCode, type Fs } from '../agents/config-file/fs.ts'
import { putBack, type Replacement, replaceAll } from '../agents/config-file/transaction.ts'
import type { Secret } from '../vault/secret.ts'
import type { SecretReference } from '../vault/vault.ts'
import type { FileTransaction, InjectionPorts } from './injection-ports.ts'
import { releaseAll } from './old-values.ts'

/** Carries transactions out between their journal entry and their record. */
export class FileTransactions {
  readonly #ports: InjectionPorts
  readonly #fs: Fs

  constructor(ports: InjectionPorts, fs: Fs) {
    this.#ports = ports
    this.#fs = fs
  }

  /**
   * All files or none: journal, old values to the keychain, files, record. What a failure says of the files is what
   * is on the disk; what could not be cleaned up stays journaled and is settled by the next start.
   */
  async carryOut(
    transaction: FileTransaction,
    olds: readonly { readonly reference: SecretReference; readonly value: Secret }[],
    replacements: readonly Replacement[],
  ): Promise<Result<void>> {
    const { uses, vault } = this.#ports
    const begun = uses.begin(transaction)
    if (!begun.ok) return begun
    for (const old of olds) {
      const kept = await vault.set(old.reference, old.value)
      if (!kept.ok) {
        await this.#drop(transaction)
        return fail(
          kept.failure.code,
          `The old value could not be kept for Restore, so no file was changed. ${kept.failure.message}`,
          kept.failure.hint,
        )
      }
    }
    const end = await replaceAll(this.#fs, replacements, transaction.kind)
    if (end.kind === 'half') return { ok: false, failure: end.failure }
    if (end.kind === 'unchanged') return this.#giveUp(transaction, end.failure)
    const finished = uses.finish(transaction.id, 'done')
    if (finished.ok) {
      await releaseAll(vault, finished.value)
      return ok(undefined)
    }
    // Without a record there would be no Restore: the files go back.
    const back = await putBack(this.#fs, replacements, finished.failure, transaction.kind)
    return back.kind === 'unchanged'
      ? this.#giveUp(transaction, back.failure)
      : { ok: false, failure: back.kind === 'done' ? finished.failure : back.failure }
  }

  /** No file carries the new content: the journal entry goes, unless a staged file is left over that it has to name. */
  async #giveUp(transaction: FileTransaction, failure: Failure): Promise<Result<never>> {
    const left: string[] = []
    const unknown: string[] = []
    for (const { temporary } of transaction.files) {
      const there = await this.#isThere(temporary)
      if (there !== false) (there === true ? left : unknown).push(temporary)
    }
    if (left.length + unknown.length === 0) {
      await this.#drop(transaction)
      return { ok: false, failure }
    }
    const said = [
      ...(left.length === 0
        ? []
        : [` A temporary file with a key in it could not be removed: ${left.join(', ')}.`]),
      ...(unknown.length === 0 ? [] : [` A temporary file may be left: ${unknown.join(', ')}.`]),
    ]
    const message = `${failure.message}${said.join('')}`
    const hint = `${failure.hint} Keyturn removes it at its next start.`.trim()
    return { ok: false, failure: { ...failure, message, hint } }
  }

  /** Null: the system does not say. */
  async #isThere(temporary: string): Promise<boolean | null> {
    try {
      await this.#fs.lstat(temporary)
      return true
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? false : null
    }
  }

  async #drop(transaction: FileTransaction): Promise<void> {
    const finished = this.#ports.uses.finish(transaction.id, 'rolled-back')
    if (finished.ok) await releaseAll(this.#ports.vault, finished.value)
  }
}
