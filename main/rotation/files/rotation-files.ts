import { realpath } from 'node:fs/promises'
import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef, KeyState } from '../../../shared/model.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import type { KeptScan } from '../../database/scans-table.ts'
import type { InjectionPorts } from '../../injection/injection-ports.ts'
import type { KeyReplacing } from '../../injection/replacing.ts'
import type { Injection } from '../../services.ts'
import type { RotationFiles } from '../rotation-ports.ts'
import { withoutDeleted } from './deleted.ts'

/** What the files' side is built from. */
export interface RotationFilesParts {
  /** The one with which the rest of the house injects, since the writes of a process take turns: `lazyInjection(…)`. */
  readonly injection: Pick<Injection, 'recover' | 'check'> & KeyReplacing
  /** The same that this injection has: `injectionPorts(…)`. */
  readonly ports: InjectionPorts
  /** `FileUses`: which files are recorded to carry a key. */
  readonly uses: { ofKey(ref: KeyRef, keyState: KeyState): readonly { readonly file: string }[] }
  /** `TargetsTable`, or what a rehearsal has in its place. */
  readonly targets: { list(): readonly AgentTarget[] }
  /** `ScansTable`: the last scan. */
  readonly scans: { latest(): KeptScan | null }
  /** The fingerprint of a key's value, also of one that is not held any more; null where none is known (`KeysTable.stored`). */
  fingerprintOf(ref: KeyRef): string | null
  /** The fingerprint key's own bytes, wiped after a survey (`Fingerprints.keyForSearch`). Fails like the keychain. */
  fingerprintKey(): Promise<Result<Uint8Array>>
}

/**
 * The files' side of a rotation, over injection, the recorded uses, the last scan and the targets. It loads the agents'
 * parsers with its first survey only. The command of an `outside` end holds `KEY_ID` where the new key's id goes
 * (`commandFor` of `injection/chain-words.ts` puts it there).
 */
export function rotationFiles(parts: RotationFilesParts): RotationFiles {
  const { injection } = parts
  const order = async (files: readonly string[], from: KeyRef) => ({
    files,
    beside: await readersOf(parts, files),
    from,
  })
  return {
    survey: async (ref) => (await import('./survey.ts')).surveyKey(parts, ref),
    preview: async (files, from, name, to) => injection.previewReplace(await order(files, from), name, to),
    replace: async (files, from, to) => {
      const there = await withoutDeleted(parts.ports.fs, files)
      return there.length === 0 ? ok([]) : injection.replace(await order(there, from), to)
    },
    // What was written is known by the record of the write, which a crash does not lose.
    putBack: async (files, made, old) => {
      const there = await withoutDeleted(parts.ports.fs, files)
      return there.length === 0 ? ok([]) : injection.putBack(await order(there, made), old)
    },
    check: async (file) => {
      const report = await injection.check(file)
      const none = !report.ok && ['not-found', 'unsupported', 'file-no-place'].includes(report.failure.code)
      return none ? ok(null) : report
    },
  }
}

/** Configs that may say how some files are read: the targets, and what the last scan saw refer to them. */
async function readersOf(parts: RotationFilesParts, files: readonly string[]): Promise<readonly string[]> {
  const real = new Set(await Promise.all(files.map((file) => realpath(file).catch(() => file))))
  const targets = parts.targets.list().filter(({ host }) => host === null)
  const referring = (parts.scans.latest()?.findings ?? []).filter((finding) =>
    finding.way?.far.some(({ file }) => real.has(file)),
  )
  return [...new Set([...targets.map(({ file }) => file), ...referring.map(({ file }) => file)])]
}
