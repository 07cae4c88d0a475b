import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { checkReplaceable, readConfigFile } from '../agents/config-file/read.ts'
import { splice, standing } from '../agents/config-file/splice.ts'
import type { Replacement } from '../agents/config-file/transaction.ts'
import { temporaryName } from '../agents/config-file/write.ts'
import { Secret } from '../vault/secret.ts'
import { type SecretReference, undoReference } from '../vault/vault.ts'
import type { FileTransactions } from './file-transactions.ts'
import type { FileRecord } from './injection-ports.ts'
import type { PlannedWork } from './planning.ts'

/** Carries plans out: journal, old values to the keychain, files, record. */
export class FileWriter {
  readonly #fs: Fs
  readonly #now: () => number
  readonly #transactions: FileTransactions

  constructor(fs: Fs, now: () => number, transactions: FileTransactions) {
    this.#fs = fs
    this.#now = now
    this.#transactions = transactions
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
        work.pieces.map((piece) => ({ ...piece, value: standing(value, piece.quoting) })),
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
        set: { id, size: works.length },
        usesBefore: work.usesBefore,
        usesAfter: work.usesAfter,
      })
    }
    return this.#transactions.carryOut(
      { id, kind: 'inject', ref, startedAt: this.#time(), files },
      [...olds.values()],
      replacements,
    )
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
