import { dirname } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import { nodeFs } from '../../agents/config-file/fs.ts'
import type { KeyFacts } from '../../injection/injection-ports.ts'
import type { LookedConfig } from '../../injection/looking.ts'
import type { RawFinding } from '../../scan/scan-job.ts'
import type { Survey, SurveyedAgent } from '../rotation-ports.ts'
import { agentAt, remoteAgent } from './agent-of.ts'
import { doubtsAbout } from './doubts.ts'
import { type Hit, hitsOf, outsideWays } from './hits.ts'
import { leftBehind } from './left-behind.ts'
import type { RotationFilesParts } from './rotation-files.ts'
import { type Searched, searchLooked } from './unplaced.ts'
import { type ValueSearch, valueSearch } from './value-search.ts'

interface Carrier {
  readonly config: LookedConfig
  readonly target: AgentTarget | null
  readonly hits: readonly Hit[]
}

const nothing: Searched = { files: new Set(), unplaced: [] }

/** Looks at everything that may carry a key now. Fails with `not-found`, and like the keychain. */
export async function surveyKey(parts: RotationFilesParts, ref: KeyRef): Promise<Result<Survey>> {
  const key = parts.ports.keyNamed(ref)
  if (key === null) return fail('not-found', 'There is no such key.', 'Sync the account, then try again.')
  const search = await valueSearch(parts, ref)
  if (!search.ok) return search
  try {
    return await surveyWith(parts, ref, key, search.value)
  } finally {
    search.value?.end()
  }
}

async function surveyWith(
  parts: RotationFilesParts,
  ref: KeyRef,
  key: KeyFacts,
  search: ValueSearch | null,
): Promise<Result<Survey>> {
  const { ports, injection } = parts
  const { pending } = await injection.recover()
  const doubts = new Set(pending)
  const notes = new Set<string>()
  const say = (said: Pick<Survey, 'doubts' | 'notes'>): void => {
    for (const doubt of said.doubts) doubts.add(doubt)
    for (const note of said.notes) notes.add(note)
  }
  const targets = parts.targets.list()
  const local = targets.filter(({ host }) => host === null)
  const leads = scanned(parts, ref)
  const recorded = [...parts.uses.ofKey(ref, key.state), ...leads].map(({ file }) => file)
  const looked = await injection.look([...local.map(({ file }) => file), ...recorded])
  const carriers: Carrier[] = []
  for (const config of looked.configs) {
    const target = local.find(({ file }) => file === config.path) ?? null
    // Two names of one file are one agent; targets come first.
    const again = carriers.some((other) => other.config.resolved === config.resolved)
    if (again && config.resolved !== null) continue
    const hits = await hitsOf(ports, looked, config, ref)
    if (!hits.ok) return hits
    carriers.push({ config, target, hits: hits.value })
  }
  const placed = carriers.flatMap(({ hits }) => hits)
  const searched = search === null ? nothing : await searchLooked(parts, looked, placed, search)
  for (const { config, target } of carriers) {
    const isThis = (file: string): boolean => file === config.path || file === config.resolved
    const known = recorded.some(isThis) && !(await isDeleted(ports.fs ?? nodeFs, config))
    const led = new Set(leads.filter(({ file }) => isThis(file)).map(({ line }) => line))
    if (!config.surveyed.ok && searched.unplaced.some(({ file }) => file === config.path)) continue
    const asked = { config, target, known, led, searched: searched.files.has(config.path) }
    say(await doubtsAbout(ports, looked, asked, ref, key))
  }
  for (const { file, line } of searched.unplaced)
    doubts.add(
      `${file}, line ${line} holds ${key.name} where Keyturn knows no place for a key: delete it there where it is a comment, else replace it by hand.`,
    )
  if (search !== null) say(await leftBehind(parts, ref, key.name, search, searched.files))
  const far = carriers.flatMap(({ hits }) => hits.filter(({ end }) => end !== null))
  const agents: SurveyedAgent[] = []
  for (const { config, target, hits } of carriers) {
    // A file that an agent's config refers to is that agent's, unless the user says how its own one is reached.
    const reachable = target?.controlUrl != null || target?.reloadCommand != null
    const own = reachable ? hits : hits.filter((hit) => !isReached(hit, far, config))
    const outside = target?.ref != null && isKey(target.ref, ref) ? outsideWays(config) : []
    if (own.length > 0 || outside.length > 0)
      agents.push(await agentAt(ports, config, target, own, outside[0]?.outside ?? null))
  }
  for (const target of targets)
    if (target.host !== null && target.ref !== null && isKey(target.ref, ref))
      agents.push(remoteAgent(target))
  return ok({ agents, doubts: [...doubts], notes: [...notes] })
}

/** Where the last scan saw the key, or a reference to it, in configs. */
function scanned(parts: RotationFilesParts, ref: KeyRef): readonly RawFinding[] {
  const own = parts.fingerprintOf(ref)
  const leads = ({ fingerprint, way }: RawFinding): boolean =>
    fingerprint === own || way?.far.some((far) => far.fingerprint === own) === true
  const findings = own === null ? [] : (parts.scans.latest()?.findings ?? [])
  return findings.filter((finding) => finding.placed && finding.foundIn === 'config' && leads(finding))
}

/** Whether another config leads to where this value stands. */
const isReached = (hit: Hit, far: readonly Hit[], config: LookedConfig): boolean =>
  hit.end === null &&
  far.some(
    (other) => other.file === hit.file && other.start === hit.start && other.config !== config.resolved,
  )

/** A recorded file that is gone from a folder that is there: it carries nothing. */
async function isDeleted(
  fs: Pick<typeof nodeFs, 'lstat'>,
  { path, resolved }: LookedConfig,
): Promise<boolean> {
  if (resolved !== null) return false
  const there = (name: string): Promise<boolean> =>
    fs.lstat(name).then(
      () => true,
      () => false,
    )
  return !(await there(path)) && (await there(dirname(path)))
}

const isKey = (one: KeyRef, other: KeyRef): boolean =>
  one.accountId === other.accountId && one.keyId === other.keyId
