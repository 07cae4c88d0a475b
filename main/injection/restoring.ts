import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { checkReplaceable, readConfigFile } from '../agents/config-file/read.ts'
import { splice } from '../agents/config-file/splice.ts'
import type { Replacement } from '../agents/config-file/transaction.ts'
import { temporaryName } from '../agents/config-file/write.ts'
import type { FileTransactions } from './file-transactions.ts'
import type { FileRecord, InjectionPorts } from './injection-ports.ts'
import { oldValuesOf } from './old-values.ts'

interface Undone {
  readonly record: FileRecord
  readonly replacement: Replacement
}

/** Takes injections back: the reverse splice, all files or none. */
export class FileRestorer {
  readonly #ports: InjectionPorts
  readonly #fs: Fs
  readonly #now: () => number
  readonly #transactions: FileTransactions

  constructor(ports: InjectionPorts, fs: Fs, now: () => number, transactions: FileTransactions) {
    this.#ports = ports
    this.#fs = fs
    this.#now = now
    this.#transactions = transactions
  }

  /**
   * Restores the files; with `set`, every file that the same injections wrote and that nothing wrote since. Refused
   * when one of them is not what was written: then none is touched. Returns the files as they are named.
   */
  async restore(
    paths: readonly string[],
    set: boolean,
  ): Promise<Result<{ readonly files: readonly string[] }>> {
    const wanted = await this.#wanted(paths, set)
    if (!wanted.ok) return wanted
    const undone: Undone[] = []
    for (const path of wanted.value) {
      const one = await this.#prepare(path)
      if (!one.ok) return wanted.value.length === 1 ? one : none(one, wanted.value.length)
      if (!undone.some(({ record }) => record.resolved === one.value.record.resolved)) undone.push(one.value)
    }
    const [first] = undone
    if (first === undefined) return fail('usage', 'No file was named.', 'Name at least one file.')
    const done = await this.#transactions.carryOut(
      {
        id: randomUUID(),
        kind: 'restore',
        ref: first.record.ref,
        startedAt: new Date(this.#now()).toISOString(),
        files: undone.map(({ record }) => record),
      },
      [],
      undone.map(({ replacement }) => replacement),
    )
    if (!done.ok) return done
    for (const { record } of undone)
      this.#ports.audit({
        action: 'restore',
        text: `Restored ${record.file} as it was before.`,
        ref: record.ref,
      })
    return ok({ files: undone.map(({ record }) => record.file) })
  }

  /** The named files, and with `set` the others of their injections. */
  async #wanted(paths: readonly string[], set: boolean): Promise<Result<readonly string[]>> {
    if (!set) return ok(paths)
    const byFile = new Map<string, string>()
    for (const path of paths) {
      const read = await readConfigFile(this.#fs, path)
      if (!read.ok) return read
      byFile.set(read.value.resolved, path)
    }
    for (const resolved of [...byFile.keys()]) {
      const id = this.#ports.uses.undoOf(resolved)?.set?.id
      for (const record of id === undefined ? [] : this.#ports.uses.undosOf(id))
        if (!byFile.has(record.resolved)) byFile.set(record.resolved, record.file)
    }
    return ok([...byFile.values()])
  }

  async #prepare(path: string): Promise<Result<Undone>> {
    const read = await readConfigFile(this.#fs, path)
    if (!read.ok) return read
    const target = read.value
    const undo = this.#ports.uses.undoOf(target.resolved)
    if (undo === null)
      return fail(
        'not-found',
        `Keyturn has no record of a key that it put into ${path}.`,
        'Where a key came from a file beside it, such as a .env file, restore that one.',
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
    return ok({ record, replacement: { target, content, temporary } })
  }
}

const none = (result: Result<never>, count: number): Result<never> =>
  result.ok
    ? result
    : {
        ok: false,
        failure: {
          ...result.failure,
          message: `${result.failure.message} None of the ${count} files was touched.`,
        },
      }
