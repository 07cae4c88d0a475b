import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { WrittenFile } from '../../shared/rotation.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { sameRef } from '../same-ref.ts'
import type { FileWriter } from './file-writer.ts'
import type { FileRecord, InjectionPorts } from './injection-ports.ts'
import { carriesAny, lookAt } from './looking.ts'
import { oldValuesOf } from './old-values.ts'
import type { PlannedWork } from './planning.ts'
import { recoverAll } from './recovery.ts'
import { holdersFor, planReplacement, type ReplaceOrder } from './replacing.ts'
import type { FileRestorer } from './restoring.ts'

/** Puts one key in the place of another, and back. The caller lets one write run at a time. */
export class FileReplacer {
  readonly #ports: InjectionPorts
  readonly #fs: Fs
  readonly #writer: FileWriter
  readonly #restorer: FileRestorer

  constructor(ports: InjectionPorts, fs: Fs, writer: FileWriter, restorer: FileRestorer) {
    this.#ports = ports
    this.#fs = fs
    this.#writer = writer
    this.#restorer = restorer
  }

  async replace(order: ReplaceOrder, to: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    const { pending } = await recoverAll(this.#ports, this.#fs)
    const planned = await planReplacement(this.#ports, this.#fs, order, to)
    if (!planned.ok) return this.#because(planned, pending)
    const { works, left, going } = planned.value
    const free = this.#free(
      works.map(({ resolved }) => resolved),
      pending,
    )
    if (!free.ok) return free
    const writing = works.filter(({ pieces }) => pieces.length > 0)
    const done = await this.#writer.inject(to, going.value, writing)
    if (!done.ok) return done
    const from = this.#ports.keyNamed(order.from)?.name ?? 'another key'
    for (const work of writing)
      this.#ports.audit({
        action: 'inject',
        text: `Put the key ${going.key.name} in the place of ${from} into ${work.planned.file} (${placesOf(work)}).`,
        ref: to,
      })
    return ok([...works.map(writtenOf), ...left])
  }

  async putBack(order: ReplaceOrder, old: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    const { pending } = await recoverAll(this.#ports, this.#fs)
    const split = await this.#split(order, old)
    if (!split.ok) return this.#because(split, pending)
    const { whole, others } = split.value
    const beside = [...order.files, ...order.beside]
    // Looked at first: nothing is restored where another file could not be put back.
    const planned =
      others.length === 0
        ? null
        : await planReplacement(this.#ports, this.#fs, { files: others, beside, from: order.from }, old)
    if (planned !== null && !planned.ok) return this.#because(planned, pending)
    const writing = planned === null ? [] : planned.value.works
    const free = this.#free(
      [...whole, ...writing].map(({ resolved }) => resolved),
      pending,
    )
    if (!free.ok) return free
    if (whole.length > 0) {
      const restored = await this.#restorer.restore(
        whole.map(({ resolved }) => resolved),
        false,
      )
      if (!restored.ok) return restored
    }
    const back = whole.map(({ file, ranges, sha256After, sha256Before }) => ({
      file,
      places: ranges.length,
      sha256Before: sha256After,
      sha256After: sha256Before,
    }))
    if (planned === null) return ok(back)
    const replaced = await this.replace({ files: others, beside, from: order.from }, old)
    return replaced.ok ? ok([...back, ...replaced.value]) : replaced
  }

  /** Which files are still as written, by the record of the write, and which others carry one of the keys. */
  async #split(
    order: ReplaceOrder,
    old: KeyRef,
  ): Promise<Result<{ readonly whole: readonly FileRecord[]; readonly others: readonly string[] }>> {
    const looked = await lookAt(this.#ports, this.#fs, [...order.files, ...order.beside])
    const whole = new Map<string, FileRecord>()
    const others = new Map<string, string>()
    for (const config of looked.configs.slice(0, new Set(order.files).size)) {
      const holders = holdersFor(looked, config)
      if (!holders.ok) return holders
      for (const holder of holders.value) {
        const { resolved, identity, path } = holder.file
        const undo = this.#ports.uses.undoOf(resolved)
        const ours =
          undo !== null && sameRef(undo.ref, order.from) && undo.sha256After === identity.sha256
            ? await this.#bringsBack(undo, old)
            : ok(false)
        if (!ours.ok) return ours
        if (undo !== null && ours.value) {
          whole.set(resolved, undo)
          continue
        }
        const either = await carriesAny(this.#ports, holder, [order.from, old])
        if (!either.ok) return either
        if (either.value) others.set(resolved, path)
      }
      const known = holders.value.some(({ file }) => whole.has(file.resolved) || others.has(file.resolved))
      if (!known) others.set(config.path, config.path)
    }
    return ok({ whole: [...whole.values()], others: [...others.values()] })
  }

  /** Whether restoring this file puts that key back, and nothing else. */
  async #bringsBack(undo: FileRecord, old: KeyRef): Promise<Result<boolean>> {
    if (undo.ranges.some((range) => range.old === null)) return ok(false)
    const pieces = await oldValuesOf(this.#ports.vault, undo)
    if (!pieces.ok) return pieces
    for (const { value } of pieces.value) {
      const known = await this.#ports.recognise(value, old)
      if (!known.ok) return known
      // A value that stood encoded is not recognised so: then the key itself is put there.
      if (known.value === false) return ok(false)
    }
    return ok(true)
  }

  /** A file of a write that is not settled is left to that. */
  #free(resolved: readonly string[], pending: readonly string[]): Result<void> {
    const open = new Set(
      this.#ports.uses.unfinished().flatMap(({ files }) => files.map((file) => file.resolved)),
    )
    return resolved.some((path) => open.has(path))
      ? fail('interrupted', pending.join(' '), 'Remove the cause, then try again.')
      : ok(undefined)
  }

  /** A failure, with what an interrupted write may have to do with it. */
  #because(result: Result<never>, pending: readonly string[]): Result<never> {
    if (result.ok || pending.length === 0) return result
    const message = `${result.failure.message} ${pending.join(' ')}`
    return { ok: false, failure: { ...result.failure, message } }
  }
}

const placesOf = ({ pieces }: PlannedWork): string =>
  `${pieces.length} ${pieces.length === 1 ? 'place' : 'places'}`

const writtenOf = (work: PlannedWork): WrittenFile => ({
  file: work.planned.file,
  places: work.pieces.length,
  sha256Before: work.identity.sha256,
  sha256After: work.sha256After,
})
