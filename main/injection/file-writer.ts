import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { checkReplaceable, readConfigFile } from '../agents/config-file/read.ts'
import { splice } from '../agents/config-file/splice.ts'
import { putBack, type Replacement, replaceAll } from '../agents/config-file/transaction.ts'
import { temporaryName } from '../agents/config-file/write.ts'
import { Secret } from '../vault/secret.ts'
import { type SecretReference, undoReference } from '../vault/vault.ts'
import type { FileRecord, FileTransaction, InjectionPorts } from './injection-ports.ts'
import { oldValuesOf, releaseAll } from './old-values.ts'
import type { PlannedWork } from './planning.ts'

/** Carries plans out: journal, old values to the keychain, files, record. And back again. */
export class FileWriter {
  readonly #ports: InjectionPorts
  readonly #fs: Fs
  readonly #now: () => number

  constructor(ports: InjectionPorts, fs: Fs, now: () => number) {
    this.#ports = ports
    this.#fs = fs
    this.#now = now
  }

  /** Writes the value into every planned file, or into none. */
  async inject(ref: KeyRef, value: Secret, works: readonly PlannedWork[]): Promise<Result<void>> {
    if (works.length === 0) return ok(undefined)
    const id = randomUUID()
    const olds = new Map<string, { readonly reference: SecretReference; readonly value: Secret }>()
    const replacements: Replacement[] = []
    const files: FileRecord[] = []
    for (const work of works) {
      const read = await readConfigFile(this.#fs, work.planned.file)
      if (!read.ok) return read
      const target = read.value
      const same = target.resolved === work.resolved && isSame(target.identity, work.identity)
      if (!same) return changedSince(work.planned.file)
      const content = splice(
        target.bytes,
        work.pieces.map((piece) => ({ ...piece, value })),
      )
      if (content.sha256 !== work.sha256After) return changedSince(work.planned.file)
      const replaceable = await checkReplaceable(this.#fs, target)
      if (!replaceable.ok) return replaceable
      const temporary = temporaryName(target.resolved)
      replacements.push({ target, content, temporary })
      const ranges = content.ranges.map((range, index) => {
        const piece = content.pieces[index]
        const old =
          piece === undefined ? '' : target.bytes.toString('utf8', piece.start, piece.start + piece.length)
        if (old === '') return { ...range, old: null }
        const kept = olds.get(old) ?? {
          reference: undoReference(`${id}-${olds.size}`),
          value: Secret.of(old),
        }
        olds.set(old, kept)
        return { ...range, old: kept.reference }
      })
      files.push({
        file: work.planned.file,
        resolved: target.resolved,
        temporary,
        sha256Before: target.identity.sha256,
        sha256After: content.sha256,
        ranges,
        ref,
        usesBefore: work.usesBefore,
        usesAfter: work.usesAfter,
      })
    }
    return this.#carryOut(
      { id, kind: 'inject', ref, startedAt: this.#time(), files },
      [...olds.values()],
      replacements,
    )
  }

  /** The reverse splice of the last injection into the file. Refused when the file is not what was written. */
  async restore(path: string): Promise<Result<{ readonly file: string }>> {
    const read = await readConfigFile(this.#fs, path)
    if (!read.ok) return read
    const target = read.value
    const undo = this.#ports.uses.undoOf(target.resolved)
    if (undo === null)
      return fail(
        'not-found',
        `Keyturn has no record of a key that it put into ${path}.`,
        'There is nothing to restore.',
      )
    if (target.identity.sha256 === undo.sha256Before)
      return fail('refused', `${path} already is as it was before.`, 'There is nothing to restore.')
    if (target.identity.sha256 !== undo.sha256After)
      return fail(
        'file-changed',
        `${path} was changed since Keyturn wrote it, so it is left alone.`,
        'Inject the key that you want there now.',
      )
    const replaceable = await checkReplaceable(this.#fs, target)
    if (!replaceable.ok) return replaceable
    const olds = await oldValuesOf(this.#ports.vault, undo)
    if (!olds.ok) return olds
    const content = splice(target.bytes, olds.value)
    if (content.sha256 !== undo.sha256Before)
      return fail(
        'refused',
        `${path} is left alone: the kept value does not give back the file as it was.`,
        '',
      )
    const temporary = temporaryName(target.resolved)
    const record: FileRecord = {
      ...undo,
      file: path,
      temporary,
      sha256Before: undo.sha256After,
      sha256After: undo.sha256Before,
      usesBefore: undo.usesAfter,
      usesAfter: undo.usesBefore,
    }
    const transaction = {
      id: randomUUID(),
      kind: 'restore' as const,
      ref: undo.ref,
      startedAt: this.#time(),
      files: [record],
    }
    const done = await this.#carryOut(transaction, [], [{ target, content, temporary }])
    if (!done.ok) return done
    this.#ports.audit({ action: 'restore', text: `Restored ${path} as it was before.`, ref: undo.ref })
    return ok({ file: path })
  }

  async #carryOut(
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
    const end = await replaceAll(this.#fs, replacements)
    if (end.kind === 'half') return { ok: false, failure: end.failure }
    if (end.kind === 'unchanged') {
      await this.#drop(transaction)
      return { ok: false, failure: end.failure }
    }
    const finished = uses.finish(transaction.id, 'done')
    if (finished.ok) {
      await releaseAll(this.#ports.vault, finished.value)
      return ok(undefined)
    }
    // Without a record there would be no Restore: the files go back.
    const back = await putBack(this.#fs, replacements, finished.failure)
    if (back.kind === 'unchanged') await this.#drop(transaction)
    return { ok: false, failure: back.kind === 'done' ? finished.failure : back.failure }
  }

  async #drop(transaction: FileTransaction): Promise<void> {
    const finished = this.#ports.uses.finish(transaction.id, 'rolled-back')
    if (finished.ok) await releaseAll(this.#ports.vault, finished.value)
  }

  readonly #time = (): string => new Date(this.#now()).toISOString()
}

const isSame = (a: PlannedWork['identity'], b: PlannedWork['identity']): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.sha256 === b.sha256

const changedSince = (path: string): Result<never> =>
  fail(
    'file-changed',
    `${path} changed since it was planned, so nothing was written.`,
    'Look at the file, then plan again.',
  )
