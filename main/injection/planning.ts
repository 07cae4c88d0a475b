import { dirname, resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef, PlannedFile } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { agentOf } from '../agents/catalog.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { couldBeCommitted } from '../agents/config-file/git.ts'
import {
  type ConfigFile,
  checkReplaceable,
  type FileIdentity,
  readConfigFile,
} from '../agents/config-file/read.ts'
import { type Reader, spliceProved } from '../agents/config-file/splice.ts'
import { locateAll } from '../agents/locating.ts'
import { endpointOf, ownerOf, type VendorHost } from '../agents/locators/hosts.ts'
import { valueAt } from '../agents/locators/written.ts'
import { Secret } from '../vault/secret.ts'
import { choosePlaces } from './choose.ts'
import type { InjectionPorts, KeyFacts, RecordedUse } from './injection-ports.ts'
import { keyFileOf } from './key-file.ts'
import { type Label, maskedChanges } from './masking.ts'

/** What a plan needs to carry a file out: ranges and hashes, never content. */
export interface PlannedWork {
  readonly planned: PlannedFile
  readonly resolved: string
  readonly identity: FileIdentity
  /** Byte ranges of the old values. Empty where nothing will be written. */
  readonly pieces: readonly { readonly start: number; readonly length: number }[]
  readonly sha256After: string
  readonly usesBefore: readonly RecordedUse[]
  readonly usesAfter: readonly RecordedUse[]
}

export interface PlanRequest {
  readonly path: string
  readonly lines: readonly number[]
  readonly ref: KeyRef
  readonly key: KeyFacts
  readonly value: Secret
}

/** The reader of one file's format, bound to an agent. */
export const readerOf = (agent: Agent, hosts: readonly VendorHost[], path: string): Reader => ({
  locate: (text) => locateAll(agent, text, hosts, path),
  tree: (text) => agent.tree(text, path),
})

/** Prefixes a failure about a text with the file's name. */
export const about = <T>(path: string, result: Result<T>): Result<T> =>
  result.ok
    ? result
    : { ok: false, failure: { ...result.failure, message: `${path}: ${result.failure.message}` } }

/** Plans one file: reads, locates, chooses, splices in memory and proves. Writes nothing. */
export async function planFile(
  ports: InjectionPorts,
  fs: Fs,
  request: PlanRequest,
): Promise<Result<PlannedWork>> {
  const file = await readConfigFile(fs, request.path)
  if (!file.ok) return file
  const hosts = ports.hosts()
  const agent = agentOf(file.value.text, hosts, request.path)
  if (agent === null)
    return fail(
      'file-no-place',
      `${request.path} is not configuration that Keyturn knows, so there is no place for a key in it.`,
      'keyturn agent list shows which files are known.',
    )
  if (agent.refusal !== undefined)
    return fail('refused', `${request.path} is left alone. ${agent.refusal}`, '')
  const places = about(request.path, locateAll(agent, file.value.text, hosts, request.path))
  if (!places.ok) return places
  const far = farEnd(file.value, places.value)
  if (far !== null && request.lines.length === 0 && agent.takes.includes(request.key.type)) {
    const followed = await readConfigFile(fs, far.path)
    if (!followed.ok)
      return fail(
        'file-no-place',
        `${request.path}, line ${far.place.line} (${far.place.output}) takes the key from the file ${far.path}. ${followed.failure.message}`,
        'Create that file with the key in it, or correct its name.',
      )
    const inside = keyFileOf(agent, far.place.agent, far.place.output, far.place.host)
    const found = about(far.path, inside.locate(followed.value.text, hosts, far.path))
    return found.ok ? planPlaces(ports, fs, request, followed.value, inside, found.value) : found
  }
  return planPlaces(ports, fs, request, file.value, agent, places.value)
}

/** The one file that all places name, when the config itself holds no key. */
function farEnd(
  file: ConfigFile,
  places: readonly Place[],
): { readonly path: string; readonly place: Place } | null {
  const first = places[0]
  const targets = new Set(places.map((place) => (place.kind === 'file' ? place.target : null)))
  const target = first?.target
  if (
    first === undefined ||
    targets.size !== 1 ||
    targets.has(null) ||
    target === null ||
    target === undefined
  )
    return null
  return first.notEditable === undefined
    ? { path: resolve(dirname(file.resolved), target), place: first }
    : null
}

async function planPlaces(
  ports: InjectionPorts,
  fs: Fs,
  request: PlanRequest,
  file: ConfigFile,
  agent: Agent,
  places: readonly Place[],
): Promise<Result<PlannedWork>> {
  const known = await identifyAll(ports, file.text, places)
  const label = (place: Place): string => known.get(valueAt(file.text, place))?.label ?? 'a reference'
  const shown = {
    file: file.path,
    agent,
    text: file.text,
    places,
    lines: request.lines,
    keyType: request.key.type,
    label,
  }
  const chosen = choosePlaces(shown)
  if (!chosen.ok) return chosen
  const changing = chosen.value.filter((place) => !Secret.of(valueAt(file.text, place)).equals(request.value))
  const usesBefore = places.map((place) => recordOf(place, known.get(valueAt(file.text, place))?.ref ?? null))
  const warnings = [...warningsFor(ports, file, request, chosen.value)]
  const planned = {
    file: file.path,
    agent: agent.id,
    agentName: agent.name,
    warnings,
    afterChange: agent.afterChange,
    chain: [],
    checker: null,
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
  const reader = readerOf(agent, ports.hosts(), file.path)
  const spliced = about(
    file.path,
    spliceProved(file.text, file.bytes, places, changing, request.value, reader),
  )
  if (!spliced.ok) return spliced
  if (await couldBeCommitted(file.resolved))
    warnings.push('The file is in a git work tree and not ignored: do not commit it with the key in it.')
  const after = `${request.key.name} ${dots}${await ports.tag(request.value)}`
  const labels: readonly Label[] = places.map((place) => ({
    place,
    before: place.kind === 'literal' ? label(place) : valueAt(file.text, place),
    after: changing.includes(place) ? after : null,
  }))
  return ok({
    ...common,
    planned: { ...planned, changes: maskedChanges(file.text, labels), unchanged: false },
    pieces: spliced.value.pieces,
    sha256After: spliced.value.sha256,
    usesAfter: places.map((place, index) =>
      changing.includes(place) ? recordOf(place, request.ref) : (usesBefore[index] ?? recordOf(place, null)),
    ),
  })
}

const dots = '•••'

const recordOf = (place: Place, ref: KeyRef | null): RecordedUse => ({
  line: place.line,
  column: place.column,
  agent: place.agent,
  output: place.output,
  kind: place.kind,
  ref,
})

/** Asks for each distinct value once: which known key it is, and how it is shown. */
export async function identifyAll(
  ports: InjectionPorts,
  text: string,
  places: readonly Place[],
): Promise<ReadonlyMap<string, { readonly ref: KeyRef | null; readonly label: string }>> {
  const known = new Map<string, { readonly ref: KeyRef | null; readonly label: string }>()
  for (const place of places) {
    const value = valueAt(text, place)
    if (place.kind !== 'literal' || known.has(value)) continue
    if (value === '') {
      known.set(value, { ref: null, label: '(empty)' })
      continue
    }
    const secret = Secret.of(value)
    const match = await ports.identify(secret)
    known.set(value, {
      ref: match?.ref ?? null,
      label: `${match?.name ?? 'unknown'} ${dots}${await ports.tag(secret)}`,
    })
    secret.dispose()
  }
  return known
}

/** Things that the user should know and that forbid nothing. */
function warningsFor(
  ports: InjectionPorts,
  file: ConfigFile,
  request: PlanRequest,
  chosen: readonly Place[],
): readonly string[] {
  const warnings: string[] = []
  const { key } = request
  if (key.state !== 'active')
    warnings.push(
      key.state === 'disabled'
        ? `The key ${key.name} is disabled: the vendor refuses it until it is enabled.`
        : `The key ${key.name} is ${key.state === 'gone' ? 'gone at the vendor' : 'an orphan'}: the vendor may refuse it.`,
    )
  for (const place of chosen) {
    const owner = place.host === null ? null : ownerOf(endpointOf(place.host), ports.hosts())
    if (owner !== null && !key.hosts.some(({ domain }) => domain === owner.domain))
      warnings.push(
        `Line ${place.line} (${place.output}) sends to ${place.host}, which is another region or account than ${key.account}.`,
      )
    if (place.host !== null && /^(api|private-link)\./.test(place.host))
      warnings.push(
        `${place.host} is an old address that the vendor is shutting down: it needs a new endpoint, not only a new key.`,
      )
  }
  if ((file.mode & 0o004) !== 0) warnings.push('Every user of this machine can read the file.')
  else if ((file.mode & 0o040) !== 0) warnings.push('The group of the file can read it.')
  return [...new Set(warnings)]
}
