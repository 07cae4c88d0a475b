import { dirname, relative } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { ChainLink } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { agentOf } from '../agents/catalog.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { type ConfigFile, readConfigFile } from '../agents/config-file/read.ts'
import { locateAll } from '../agents/locating.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import { valueAt } from '../agents/locators/written.ts'
import { afterSentences } from './after-change.ts'
import { choosePlaces } from './choose.ts'
import type { Extra } from './far-places.ts'
import type { Followed } from './followed.ts'
import { Follower } from './following.ts'
import { identifyAll } from './identifying.ts'
import type { InjectionPorts, KeyFacts } from './injection-ports.ts'

/** A file that a key goes into, and what is to be changed in it. */
export interface Target {
  readonly file: ConfigFile
  readonly agent: Agent
  readonly extras: readonly Extra[]
  /** What was located already; null where the extras may add to it. */
  readonly places: readonly Place[] | null
  /** Offsets of the chosen places. */
  readonly picks: readonly number[]
  readonly chain: readonly ChainLink[]
  readonly warnings: readonly string[]
  /** What to do afterwards so that the agents pick it up. */
  readonly after: readonly string[]
}

export interface PlanRequest {
  readonly path: string
  readonly lines: readonly number[]
  /** All files that the user named. */
  readonly named: readonly string[]
  readonly key: KeyFacts & { readonly id: string }
}

/** Prefixes a failure about a text with the file's name. */
export const about = <T>(path: string, result: Result<T>): Result<T> =>
  result.ok
    ? result
    : { ok: false, failure: { ...result.failure, message: `${path}: ${result.failure.message}` } }

/** A file with its places, and where the indirect ones lead. */
export interface Surveyed {
  readonly file: ConfigFile
  readonly agent: Agent
  readonly places: readonly Place[]
  readonly followed: ReadonlyMap<Place, Followed>
}

/** Reads a file, says whose it is, locates, and follows. Fails with one sentence per reason. */
export async function survey(
  ports: InjectionPorts,
  fs: Fs,
  path: string,
  named: readonly string[],
): Promise<Result<Surveyed>> {
  const read = await readConfigFile(fs, path)
  if (!read.ok) return read
  const file = read.value
  const hosts = ports.hosts()
  const agent = agentOf(file.text, hosts, path)
  if (agent === null)
    return fail(
      'file-no-place',
      `${path} is not configuration that Keyturn knows, so there is no place for a key in it.`,
      'keyturn agent list shows which files are known.',
    )
  if (agent.refusal !== undefined) return fail('refused', `${path} is left alone. ${agent.refusal}`, '')
  const places = about(path, locateAll(agent, file.text, hosts, path))
  if (!places.ok) return places
  const followed = await followAll(ports, fs, hosts, { file, agent, places: places.value }, named)
  return ok({ file, agent, places: places.value, followed })
}

/** Where the indirect places of a file lead. */
export async function followAll(
  ports: InjectionPorts,
  fs: Fs,
  hosts: readonly VendorHost[],
  { file, agent, places }: Omit<Surveyed, 'followed'>,
  named: readonly string[] = [],
): Promise<ReadonlyMap<Place, Followed>> {
  const followed = new Map<Place, Followed>()
  const follower = new Follower({ fs, hosts, root: ports.root ?? '', detect: agentOf }, named)
  for (const place of places)
    if (place.kind !== 'literal') followed.set(place, await follower.follow(file, agent, places, place))
  return followed
}

/** The files that a key goes into when the user names this one: itself, or where its references lead. */
export async function targetsOf(
  ports: InjectionPorts,
  fs: Fs,
  request: PlanRequest,
): Promise<Result<readonly Target[]>> {
  const surveyed = await survey(ports, fs, request.path, request.named)
  if (!surveyed.ok) return surveyed
  const { file, agent, places, followed } = surveyed.value
  const ends = [...followed.values()].flatMap((each) =>
    each.kind === 'found' ? [each.end] : each.kind === 'several' ? each.ends : [],
  )
  const known = await identifyAll(ports, [
    ...places.filter((place) => place.kind === 'literal').map((place) => valueAt(file.text, place)),
    ...ends.map((end) => valueAt(end.file.text, end.place)),
  ])
  const chosen = choosePlaces({
    file: request.path,
    agent,
    text: file.text,
    places,
    followed,
    lines: request.lines,
    key: request.key,
    amongOthers: request.named.length > 1,
    label: (value) => known.get(value)?.label ?? 'a reference',
  })
  if (!chosen.ok) return chosen
  const own = chosen.value.places.filter((place) => place.kind === 'literal')
  const targets: Target[] = []
  if (own.length > 0)
    targets.push({
      file,
      agent,
      extras: [],
      places,
      picks: own.map((place) => place.start),
      chain: [],
      warnings: [],
      after: own.map((place) => afterSentences(agent, place, null)),
    })
  for (const place of chosen.value.places) {
    const way = followed.get(place)
    if (way?.kind !== 'found') continue
    const { end } = way
    targets.push({
      file: end.file,
      agent: end.agent,
      extras: end.extra === null ? [] : [end.extra],
      places: null,
      picks: [end.place.start],
      chain: end.chain,
      warnings:
        end.stands === 'key-file' &&
        known.get(valueAt(end.file.text, end.place))?.ref == null &&
        relative(dirname(file.resolved), end.file.resolved).startsWith('..')
          ? [
              `${end.file.path} is not below the folder of ${request.path}, and what stands in it is no key that Keyturn knows: see that it is meant for a key.`,
            ]
          : [],
      after: [afterSentences(end.agent, place, end)],
    })
  }
  return ok(
    targets.map((target, index) => ({
      ...target,
      warnings: [...(index === 0 ? chosen.value.leftOut : []), ...target.warnings],
    })),
  )
}

/** Targets of one file as one. */
export function merged(targets: readonly [Target, ...Target[]]): Target {
  const [first, ...others] = targets
  const named = targets.find((target) => target.chain.length === 0) ?? first
  const all = [first, ...others]
  const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]
  return {
    ...named,
    extras: unique(all.flatMap((target) => target.extras)),
    places: all.every((target) => target.extras.length === 0) ? named.places : null,
    picks: unique(all.flatMap((target) => target.picks)),
    warnings: unique(all.flatMap((target) => target.warnings)),
    after: unique(all.flatMap((target) => target.after)),
  }
}
