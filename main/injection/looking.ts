import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { agentNamed, agentOf } from '../agents/catalog.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { type ConfigFile, readConfigFile } from '../agents/config-file/read.ts'
import { locateAll } from '../agents/locating.ts'
import { valueAt } from '../agents/locators/written.ts'
import { sameRef } from '../same-ref.ts'
import { Secret } from '../vault/secret.ts'
import { type Extra, variableExtra, withExtras } from './far-places.ts'
import type { FarPlace, Followed } from './followed.ts'
import type { InjectionPorts, RecordedUse } from './injection-ports.ts'
import { keyFileOf } from './key-file.ts'
import { about, type Surveyed, survey } from './targets.ts'

/** A file as it was named, and where its values stand: in it, or where its references lead. */
export interface LookedConfig {
  readonly path: string
  /** With links followed; null where there is no such file. */
  readonly resolved: string | null
  readonly surveyed: Result<Surveyed>
  /** Nothing but what is recorded of the file says that it holds a key, and the whole of it is one. */
  readonly keyFile: boolean
}

/** A file in which values stand, with every place that is known of it. */
export interface Holder {
  readonly file: ConfigFile
  /** Sees every place. */
  readonly agent: Agent
  readonly places: readonly Place[]
  /** A way that leads to it from another file; null where there is none. */
  readonly reached: FarPlace | null
}

export interface Looked {
  readonly configs: readonly LookedConfig[]
  /** By resolved path. A file that cannot be understood as a whole is a failure. */
  readonly holders: ReadonlyMap<string, Result<Holder>>
}

interface Gathered {
  readonly file: ConfigFile
  readonly agent: Agent
  readonly extras: readonly Extra[]
  readonly reached: FarPlace | null
}

/** Looks at files as they are now. Where a key's recorded uses alone say how to read a file, that is believed. Writes nothing. */
export async function lookAt(ports: InjectionPorts, fs: Fs, paths: readonly string[]): Promise<Looked> {
  const configs: LookedConfig[] = []
  const gathered = new Map<string, Gathered>()
  const add = (one: Gathered): void => {
    const { resolved } = one.file
    const other = gathered.get(resolved)
    // The file's own reading comes first, since it was named for itself.
    const extras = [...new Set([...(other?.extras ?? []), ...one.extras])]
    gathered.set(resolved, { ...(other ?? one), extras, reached: other?.reached ?? one.reached })
  }
  for (const path of new Set(paths)) {
    const { config, extras } = await configAt(ports, fs, path)
    configs.push(config)
    if (!config.surveyed.ok) continue
    const { file, agent } = config.surveyed.value
    if (!configs.some((other) => other !== config && other.resolved === config.resolved))
      add({ file, agent, extras, reached: null })
  }
  for (const { surveyed } of configs)
    for (const end of surveyed.ok ? [...surveyed.value.followed.values()].flatMap(endsOf) : []) {
      // Known by the name under which it was asked for.
      const path = configs.find((config) => config.resolved === end.file.resolved)?.path ?? end.file.path
      const extras = end.extra === null ? [] : [end.extra]
      add({ agent: end.agent, file: { ...end.file, path }, extras, reached: end })
    }
  const holders = new Map<string, Result<Holder>>()
  for (const [resolved, { file, agent: plain, extras, reached }] of gathered) {
    const agent = withExtras(plain, extras)
    const places = about(file.path, locateAll(agent, file.text, ports.hosts(), file.path))
    holders.set(resolved, places.ok ? ok({ file, agent, places: places.value, reached }) : places)
  }
  return { configs, holders }
}

/** The places at which the values of a reference stand; several where nothing says which of them counts. */
export const endsOf = (way: Followed | undefined): readonly FarPlace[] =>
  way?.kind === 'found' ? [way.end] : way?.kind === 'several' ? way.ends : []

/** Whether a place carries this key: by its fingerprint, and where none is known, by what is recorded of the place. */
export async function carries(
  ports: InjectionPorts,
  ref: KeyRef,
  file: ConfigFile,
  place: Place,
): Promise<Result<boolean>> {
  const value = valueAt(file.text, place)
  if (place.kind !== 'literal' || value === '') return ok(false)
  const secret = Secret.of(value)
  const known = await ports.recognise(secret, ref)
  if (!known.ok) return known
  if (known.value !== null) return ok(known.value)
  const recorded = ports.uses
    .recordedIn(file.resolved)
    .some((use) => use.line === place.line && use.column === place.column && sameRef(use.ref, ref))
  return ok(recorded && (await ports.identify(secret)) === null)
}

/** Whether one of these keys stands anywhere in a file. */
export async function carriesAny(
  ports: InjectionPorts,
  { file, places }: Holder,
  refs: readonly KeyRef[],
): Promise<Result<boolean>> {
  for (const place of places)
    for (const ref of refs) {
      const here = await carries(ports, ref, file, place)
      if (!here.ok || here.value) return here
    }
  return ok(false)
}

interface Found {
  readonly config: LookedConfig
  readonly extras: readonly Extra[]
}

async function configAt(ports: InjectionPorts, fs: Fs, path: string): Promise<Found> {
  const resolved = await fs.realpath(path).catch(() => null)
  const found = (surveyed: Result<Surveyed>, extras: readonly Extra[] = [], keyFile = false): Found => ({
    config: { path, resolved, surveyed, keyFile },
    extras,
  })
  const recorded = resolved === null ? [] : ports.uses.recordedIn(resolved)
  const literals = recorded.filter((use) => use.kind === 'literal')
  const surveyed = await survey(ports, fs, path, [])
  if (surveyed.ok) return found(surveyed, variables(surveyed.value.agent, literals))
  const [first] = literals
  if (first === undefined || surveyed.failure.code !== 'file-no-place') return found(surveyed)
  const read = await readConfigFile(fs, path)
  if (!read.ok) return found(read)
  const file = read.value
  const inside = agentNamed(first.agent)
  const reader = agentNamed('dotenv')
  // A file of another agent says so itself: what is nobody's is lines of NAME=value, or nothing but a key.
  if (inside === null || reader === null || agentOf(file.text, ports.hosts(), path) !== null)
    return found(surveyed)
  const whole = !/\s/.test(file.text.trim())
  const agent = whole ? keyFileOf(inside, originOf(first), { kind: 'file', path, form: 'whole' }) : reader
  const extras = whole ? [] : variables(reader, literals)
  const places = withExtras(agent, extras).locate(file.text, ports.hosts(), path)
  if (!places.ok || places.value.length === 0)
    return found(
      fail(
        'file-changed',
        `${path} is not what it was: nothing in it says any more that it holds a key.`,
        'Look at the file.',
      ),
    )
  return found(ok({ file, agent, places: places.value, followed: new Map() }), extras, whole)
}

/** Variables of a carrier that only the record of a use tells to hold a key. */
const variables = (agent: Agent, recorded: readonly RecordedUse[]): readonly Extra[] =>
  agent.variables === undefined
    ? []
    : recorded
        .filter((use) => /^\w+$/.test(use.output))
        .map((use) => variableExtra(agent, use.output, originOf(use)))

const originOf = ({ line, column, agent, output }: RecordedUse): Place => ({
  start: 0,
  end: 0,
  line,
  column,
  agent,
  output,
  kind: 'literal',
  target: null,
  quoting: 'plain',
  host: null,
})
