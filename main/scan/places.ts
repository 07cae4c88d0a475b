import type { ChainLink, FoundIn } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { agentNamed, agentOf, takenAt, vendorOf } from '../agents/catalog.ts'
import { locateAll } from '../agents/locating.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import { looksLikeKey } from '../agents/locators/text.ts'
import { valueAt } from '../agents/locators/written.ts'
import type { LiteralUse } from '../database/file-uses.ts'
import { linkOf } from '../injection/chain-words.ts'
import { isBackup, isHistory } from './file-kinds.ts'
import type { KnownValues } from './known-values.ts'
import type { RawFinding } from './scan-job.ts'
import { type StandingHit, standingAt } from './standing.ts'
import type { Hit } from './tokens.ts'

/**
 * Words at the start of which a file is worth a look for places, beside the hosts of ours: a config without any of
 * them carries no key for us. In lower case.
 */
const words = [
  'coralogix',
  'aggregations',
  'logs.cloud.ibm',
  'cx_',
  'private_key',
  'private-key',
  'privatekey',
  'api_key',
  'iam_api',
  'otel_exporter',
  'telegraf',
  'winlogbeat',
  'filebeat',
]

/** In bytes. A longer text is no configuration that people write: it is searched for values, not read as one. */
const longestConfig = 1024 * 1024

/** What `Tokenizer` looks out for. */
export const hintsFor = (hosts: readonly VendorHost[]): readonly string[] => [
  ...new Set([...words, ...hosts.map(({ domain }) => domain.toLowerCase())]),
]

/** What a file's references are followed from. */
export interface References {
  readonly agent: Agent
  readonly text: string
  /** Every place of the text. */
  readonly all: readonly Place[]
  /** The references among the findings. */
  readonly places: ReadonlyMap<RawFinding, Place>
}

export interface FileFindings {
  readonly findings: readonly RawFinding[]
  readonly references: References | null
}

/** Everything that one file says about keys: known values wherever they stand, and the places of an agent's config. */
export function findingsIn(
  file: string,
  bytes: Uint8Array,
  hits: readonly Hit[],
  hosts: readonly VendorHost[],
  known: KnownValues,
): FileFindings {
  const bare = (foundIn: FoundIn): FileFindings => ({
    findings: bareFindings(file, bytes, hits, foundIn),
    references: null,
  })
  if (isHistory(file)) return bare('history')
  if (isBackup(file)) return bare('backup')
  const text = bytes.length > longestConfig ? null : decoded(bytes)
  const agent = text === null ? null : agentFor(text, hosts, file)
  if (text === null || agent === null) return bare('other')
  const all = placesOf(agent, text, hosts, file)
  const placed = all.flatMap((place) => placedFinding(file, text, place, known, agent.name) ?? [])
  const loose = standingAt(bytes, hits).flatMap((hit) => {
    if (placed.some((one) => isSame(one, hit))) return []
    const { line, column, fingerprint } = hit
    return [{ ...unplaced, ...facts(agent), file, line, column, fingerprint }]
  })
  const findings = [...placed.map(({ finding }) => finding), ...loose].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  )
  const references = placed.filter(({ place }) => place.kind !== 'literal')
  if (references.length === 0) return { findings, references: null }
  const places = new Map(references.map(({ place, finding }) => [finding, place]))
  return { findings, references: { agent, text, all, places } }
}

/**
 * A file with nothing but the key in it says not who reads it. Where a use was recorded in it (a config led there when
 * the key was written), that says.
 */
export const withRecords = (
  findings: readonly RawFinding[],
  recorded: readonly LiteralUse[],
): readonly RawFinding[] =>
  findings.map((finding) => {
    if (finding.foundIn !== 'other') return finding
    const use = recorded.find(({ file, line }) => file === finding.file && line === finding.line)
    const agent = use === undefined ? null : agentNamed(use.agent)
    if (use === undefined || agent === null) return finding
    const { output } = use
    const { takes } = agent
    const provider = vendorOf(agent)
    return { ...finding, ...facts(agent), output, provider, takes, foundIn: 'config', placed: true }
  })

interface Placed {
  readonly place: Place
  readonly finding: RawFinding
}

/** A value that was found and a place that carries it are one finding. */
function isSame({ place, finding }: Placed, hit: StandingHit): boolean {
  if (finding.fingerprint !== hit.fingerprint) return false
  return place.start < hit.textEnd && hit.textStart < place.end
}

const unplaced = {
  output: '',
  kind: 'literal',
  foundIn: 'config',
  placed: false,
  target: null,
  host: null,
  provider: null,
  takes: [],
  personal: false,
} as const

const facts = (agent: Agent) => ({
  agent: agent.id,
  agentName: agent.name,
  refusal: agent.refusal ?? null,
})

/** What no agent's reader was asked about: the value only. */
const bareFindings = (
  file: string,
  bytes: Uint8Array,
  hits: readonly Hit[],
  foundIn: FoundIn,
): readonly RawFinding[] =>
  standingAt(bytes, hits).map(({ line, column, fingerprint }) => {
    const nobodys = { agent: null, agentName: null, refusal: null }
    return { ...unplaced, ...nobodys, file, line, column, fingerprint, foundIn }
  })

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

// A reader that throws on a file is a bug in it. The other ten thousand files are read all the same, and in this one
// the known values are still found.
function agentFor(text: string, hosts: readonly VendorHost[], file: string): Agent | null {
  try {
    return agentOf(text, hosts, file)
  } catch {
    return null
  }
}

function placesOf(agent: Agent, text: string, hosts: readonly VendorHost[], file: string): readonly Place[] {
  try {
    const places = locateAll(agent, text, hosts, file)
    return places.ok ? places.value : []
  } catch {
    return []
  }
}

function placedFinding(
  file: string,
  text: string,
  place: Place,
  known: KnownValues,
  agentName: string,
): Placed | null {
  const agent = agentNamed(place.agent)
  const value = valueAt(text, place)
  const literal = place.kind === 'literal'
  // What stands in an escaped text is found by its value, if it is known.
  if (literal && (isPlaceholder(value) || place.start === place.end)) return null
  const { provider, types } = takenAt(place)
  const finding: RawFinding = {
    file,
    line: place.line,
    column: place.column,
    agent: place.agent,
    agentName,
    output: place.output,
    kind: place.kind,
    foundIn: 'config',
    fingerprint: literal ? known.of(decodedValue(value, place)) : null,
    placed: true,
    target: literal || place.target === null || !isName(place.target) ? null : place.target,
    host: place.host,
    provider,
    takes: types,
    refusal: agent?.refusal ?? null,
    personal: literal && value.startsWith('cxup_'),
    ...(literal ? {} : { way: { chain: [linkOf(file, place)].filter(isShowable), far: [] } }),
  }
  return { place, finding }
}

/** A value as it is meant: a place in a URL holds it percent-encoded. */
export function decodedValue(value: string, place: Place): string {
  if (place.quoting !== 'percent') return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** A step whose words may hold a value, such as a default of a shell's, is not told. */
export const isShowable = ({ text }: ChainLink): boolean => !couldHoldValue(text)

/** What documentation writes where a key goes. A real key may hold any of these words by chance. */
const isPlaceholder = (value: string): boolean =>
  value.trim() === '' ||
  (!looksLikeKey(value) &&
    /^<.*>$|^\[.*\]$|^(x+|\*+|\.+)$|your[ _-]|change[ _-]?me|replace|placeholder|todo|example/i.test(value))

/**
 * Whether a reference's target is a name or path, so that it can be shown. One may hold a value by mistake: a default
 * of a shell's, a key where a file's name belongs.
 */
const isName = (target: string): boolean =>
  target.length <= 200 && /^[\w./:\\ ~-]+$/.test(target) && !couldHoldValue(target)

/** Whether a part of a text could be a key. */
export const couldHoldValue = (text: string): boolean =>
  /cx[a-z]{2}_|(?=[A-Za-z]*\d)[A-Za-z\d]{20,}|[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)
