import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef, PlannedFile } from '../../shared/model.ts'
import type { Agent, Place, Quoting } from '../agents/agent.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { couldBeCommitted } from '../agents/config-file/git.ts'
import { type ConfigFile, checkReplaceable, type FileIdentity } from '../agents/config-file/read.ts'
import { type Reader, spliceProved } from '../agents/config-file/splice.ts'
import { locateAll } from '../agents/locating.ts'
import { valueAt } from '../agents/locators/written.ts'
import { Secret } from '../vault/secret.ts'
import { checkerOf } from './checking.ts'
import { notEditable } from './choose.ts'
import { withExtras } from './far-places.ts'
import { fitsAt } from './fitting.ts'
import { dots, type Identified, identifyAll } from './identifying.ts'
import type { InjectionPorts, KeyFacts, RecordedUse } from './injection-ports.ts'
import { type Label, maskedChanges, shownReference } from './masking.ts'
import { about, merged, type Target, targetsOf } from './targets.ts'
import { adviceFor, warningsFor } from './warnings.ts'

/** What a plan needs to carry a file out: ranges and hashes, never content. */
export interface PlannedWork {
  readonly planned: PlannedFile
  readonly resolved: string
  readonly identity: FileIdentity
  /** Byte ranges of the old values. Empty where nothing will be written. */
  readonly pieces: readonly { readonly start: number; readonly length: number; readonly quoting: Quoting }[]
  readonly sha256After: string
  readonly usesBefore: readonly RecordedUse[]
  readonly usesAfter: readonly RecordedUse[]
}

/** The key that goes somewhere. */
export interface GoingKey {
  readonly ref: KeyRef
  readonly key: KeyFacts
  readonly value: Secret
  /** How the value is shown, where it is not a key's own yet. */
  readonly label?: string
}

/** What is to be planned: a key for some files. */
export interface PlanOrder extends GoingKey {
  readonly files: readonly string[]
  readonly at: readonly { readonly file: string; readonly line: number }[]
}

/** A file with all its places, and those that change. `agent`: sees all of them. */
export interface PlacesToChange extends Pick<Target, 'file' | 'agent' | 'chain' | 'warnings' | 'after'> {
  readonly places: readonly Place[]
  readonly chosen: readonly Place[]
}

/**
 * Plans all files: reads, locates, follows, chooses, splices in memory and proves. Writes nothing. Where a file only
 * refers to its key, the file at the far end is planned. Fails like `choosePlaces`, and like reading and splicing.
 */
export async function planAll(
  ports: InjectionPorts,
  fs: Fs,
  order: PlanOrder,
): Promise<Result<readonly PlannedWork[]>> {
  const byFile = new Map<string, [Target, ...Target[]]>()
  const failed: { readonly path: string; readonly result: Result<never> }[] = []
  for (const path of order.files) {
    const lines = order.at.filter((each) => resolve(each.file) === resolve(path)).map(({ line }) => line)
    const key = { ...order.key, id: order.ref.keyId }
    const targets = await targetsOf(ports, fs, { path, lines, named: order.files, key })
    if (!targets.ok) failed.push({ path, result: targets })
    for (const target of targets.ok ? targets.value : []) {
      const others = byFile.get(target.file.resolved)
      const twin = others?.find((other) => other.chain.length === 0 && target.chain.length === 0)
      // Two names of one file are one write.
      if (twin !== undefined && String(twin.picks) !== String(target.picks))
        return fail(
          'usage',
          `${path} and ${twin.file.path} are the same file, with different lines named.`,
          'Name it once.',
        )
      byFile.set(target.file.resolved, others === undefined ? [target] : [...others, target])
    }
  }
  for (const { path, result } of failed) {
    // A file that was named because another one's reference leads to it need not say by itself what it is.
    const real = await fs.realpath(path).catch(() => path)
    const named = !result.ok && ['file-no-place', 'file-ambiguous'].includes(result.failure.code)
    if (!named || !byFile.has(real) || order.at.some((each) => resolve(each.file) === resolve(path)))
      return result
  }
  const works: PlannedWork[] = []
  for (const targets of byFile.values()) {
    const work = await planTarget(ports, fs, order, merged(targets))
    if (!work.ok) return work
    works.push(work.value)
  }
  return ok(works)
}

async function planTarget(
  ports: InjectionPorts,
  fs: Fs,
  order: PlanOrder,
  target: Target,
): Promise<Result<PlannedWork>> {
  const { file } = target
  const agent = withExtras(target.agent, target.extras)
  const located =
    target.places === null
      ? about(file.path, locateAll(agent, file.text, ports.hosts(), file.path))
      : ok(target.places)
  if (!located.ok) return located
  const picked = chosenIn(file, located.value, target.picks, order.key)
  if (!picked.ok) return picked
  const warnings = [...target.warnings, ...adviceFor(order.key, picked.value)]
  return planPlaces(ports, fs, order, {
    ...{ ...target, agent, warnings },
    ...{ places: located.value, chosen: picked.value },
  })
}

/** Plans a file whose places are chosen already: splices in memory and proves. Fails like splicing. */
export async function planPlaces(
  ports: InjectionPorts,
  fs: Fs,
  order: GoingKey,
  target: PlacesToChange,
): Promise<Result<PlannedWork>> {
  const { file, agent, places, chosen } = target
  const literals = places.filter((place) => place.kind === 'literal')
  const known = await identifyAll(
    ports,
    literals.map((place) => valueAt(file.text, place)),
  )
  const changing = chosen.filter((place) => !Secret.of(valueAt(file.text, place)).equals(order.value))
  const usesBefore = places.map((place) => recordOf(place, identifiedAt(file, place, known)?.ref ?? null))
  const warnings = [...target.warnings, ...warningsFor(ports, file, order.key, chosen)]
  const planned = {
    file: file.path,
    agent: agent.id,
    agentName: agent.name,
    warnings,
    afterChange: target.after.join(' '),
    chain: target.chain,
    checker: await checkerOf(ports, agent, file.path),
  }
  const common = { resolved: file.resolved, identity: file.identity, usesBefore }
  if (changing.length === 0)
    return ok({
      ...common,
      planned: { ...planned, changes: [], unchanged: true },
      pieces: [],
      sha256After: file.identity.sha256,
      usesAfter: usesBefore,
    })
  const replaceable = await checkReplaceable(fs, file)
  if (!replaceable.ok) return replaceable
  const reader = readerOf(ports, agent, file.path)
  const spliced = about(file.path, spliceProved(file.text, file.bytes, places, changing, order.value, reader))
  if (!spliced.ok) return spliced
  if (await couldBeCommitted(file.resolved))
    warnings.push('The file is in a git work tree and not ignored: do not commit it with the key in it.')
  const after = order.label ?? `${order.key.name} ${dots}${await ports.tag(order.value)}`
  const labels: readonly Label[] = places.map((place) => ({
    place,
    before: identifiedAt(file, place, known)?.label ?? shownReference(valueAt(file.text, place)),
    after: changing.includes(place) ? after : null,
  }))
  return ok({
    ...common,
    planned: { ...planned, changes: maskedChanges(file.text, labels), unchanged: false },
    pieces: spliced.value.pieces.map((piece, index) => ({
      ...piece,
      quoting: changing[index]?.quoting ?? 'plain',
    })),
    sha256After: spliced.value.sha256,
    usesAfter: places.map((place, index) =>
      changing.includes(place) ? recordOf(place, order.ref) : (usesBefore[index] ?? recordOf(place, null)),
    ),
  })
}

/** The picked places and all that carry their values. */
function chosenIn(
  file: ConfigFile,
  places: readonly Place[],
  picks: readonly number[],
  key: KeyFacts,
): Result<readonly Place[]> {
  const picked = places.filter((place) => picks.includes(place.start))
  const values = new Set(picked.map((place) => valueAt(file.text, place)))
  const chosen = places.filter(
    (place) => place.kind === 'literal' && fitsAt(key, place) && values.has(valueAt(file.text, place)),
  )
  const blocked = chosen.find((place) => place.notEditable !== undefined)
  return blocked === undefined
    ? ok(chosen)
    : notEditable(`${file.path}, line ${blocked.line} (${blocked.output})`, blocked)
}

/** The reader of one file's format, bound to an agent. */
const readerOf = (ports: InjectionPorts, agent: Agent, path: string): Reader => ({
  locate: (text) => locateAll(agent, text, ports.hosts(), path),
  tree: (text) => agent.tree(text, path),
})

const identifiedAt = (
  file: ConfigFile,
  place: Place,
  known: ReadonlyMap<string, Identified>,
): Identified | undefined => (place.kind === 'literal' ? known.get(valueAt(file.text, place)) : undefined)

const recordOf = (place: Place, ref: KeyRef | null): RecordedUse => ({
  line: place.line,
  column: place.column,
  agent: place.agent,
  output: place.output,
  kind: place.kind,
  ref,
})
