import type { Document } from 'yaml'
import { ok, type Result } from '../../../shared/errors.ts'
import type { AgentId, ProviderId } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import { readReference } from './collector-reference.ts'
import type { PlaceFacts } from './formats/carriage.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
} from './formats/yaml.ts'
import { placeOf } from './formats/yaml-place.ts'
import { hostName, hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { looksLikeKey } from './text.ts'

export const signals = ['traces', 'metrics', 'logs', 'profiles'] as const

/** Whether a text is a collector's configuration, or that of its supervisor, by its top-level keys. */
export const looksLikeCollector = (text: string): boolean =>
  (/^["']?exporters["']?[ \t]*:/m.test(text) &&
    /^["']?(service|receivers|extensions)["']?[ \t]*:/m.test(text)) ||
  (/^agent[ \t]*:/m.test(text) && /^server[ \t]*:/m.test(text) && /\/opamp\b/.test(text))

/** Whether a collector listens to nothing but StatsD. False for a text that does not parse. */
export function listensToStatsdOnly(text: string): boolean {
  const read = readYaml(text)
  if (!read.ok) return false
  const receivers = read.value.documents.flatMap((document) =>
    entriesOf(entryAt(document.contents, document, ['receivers'])?.value ?? null, document),
  )
  return receivers.length > 0 && receivers.every(({ key }) => /^statsd(\/|$)/.test(key))
}

/** Where something of a collector sends. `foreign`: to a host of nobody's too. `guessed`: to some ingress. */
interface Destination {
  readonly provider: ProviderId | null
  readonly host: string | null
  readonly foreign: boolean
  readonly guessed: boolean
}

/** An exporter that takes its token from an extension. */
interface Sender extends Destination {
  readonly name: string
}

/**
 * Every place of a collector's configuration: `coralogix` exporters, headers of exporters on our hosts, OpAMP, bearer
 * tokens. Places carry the given agent's id. Fails like `readYaml`.
 */
export function collectorPlaces(
  text: string,
  hosts: readonly VendorHost[],
  agent: AgentId,
): Result<readonly Place[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const places = read.value.documents.flatMap((document) =>
    new Walk(read.value, document, hosts, agent).places(),
  )
  return ok(withoutRepeats(places.flatMap((place) => readReference(place, text))))
}

/** One scalar can be reached twice: an exporter that is an alias of another, or merges it. Its own place counts. */
function withoutRepeats(places: readonly Place[]): readonly Place[] {
  const editable = places.filter((place) => place.notEditable === undefined)
  const kept = new Map<number, Place>()
  for (const place of places) {
    const repeats = editable.some((own) => own !== place && own.start >= place.start && own.end <= place.end)
    if (!kept.has(place.start) && !(repeats && place.notEditable !== undefined)) kept.set(place.start, place)
  }
  return [...kept.values()].sort((a, b) => a.start - b.start)
}

const ownExporter = /^coralogix(\/|$)/
const alsoForeign = 'it is sent to a host of somebody else too'

class Walk {
  readonly #found: Place[] = []
  readonly #senders = new Map<string, Sender[]>()
  constructor(
    private readonly file: YamlFile,
    private readonly document: Document.Parsed,
    private readonly hosts: readonly VendorHost[],
    private readonly agent: AgentId,
  ) {}

  places(): readonly Place[] {
    for (const exporter of this.#section('exporters')) this.#exporter(exporter)
    for (const extension of this.#section('extensions')) this.#extension(extension)
    // The supervisor's file: its own connection to OpAMP.
    const server = entryAt(this.document.contents, this.document, ['server'])
    if (server !== null) this.#headersBeside(server, 'opamp', [])
    for (const signal of signals) {
      const path = ['service', 'telemetry', signal]
      const telemetry = entryAt(this.document.contents, this.document, path)
      if (telemetry !== null) this.#telemetry(telemetry, `telemetry/${signal}`, 0)
    }
    return this.#found
  }

  #section(name: string): readonly YamlEntry[] {
    const section = entryAt(this.document.contents, this.document, [name])
    return entriesOf(section?.value ?? null, this.document)
  }

  #at(parent: YamlEntry, ...path: string[]): YamlEntry | null {
    const entry = entryAt(parent.value, this.document, path)
    return entry === null ? null : { ...entry, merged: entry.merged || parent.merged }
  }

  #exporter(exporter: YamlEntry): void {
    const own = ownExporter.test(exporter.key)
    const all = ['domain', 'endpoint', ...signals.map((signal) => `${signal}_endpoint`)].map((key) => [key])
    const where = this.#destination(exporter, [...all, ...signals.map((s) => [s, 'endpoint'])], own)
    const authenticator = scalarText(this.#at(exporter, 'auth', 'authenticator'))
    if (authenticator !== null) {
      const users = this.#senders.get(authenticator) ?? []
      this.#senders.set(authenticator, [...users, { ...where, name: exporter.key }])
    }
    if (own && where.provider === 'coralogix')
      this.#add(this.#at(exporter, 'private_key'), where, exporter.key, 'bare')
    this.#headers(this.#at(exporter, 'headers'), where, exporter.key)
    for (const signal of signals) {
      const single = this.#destination(exporter, [[signal, 'endpoint']], false)
      const named = single.provider !== null || single.foreign
      this.#headers(this.#at(exporter, signal, 'headers'), named ? single : where, exporter.key)
    }
  }

  /** An exporter that is the vendor's own by type is ours unless the file names another host. */
  #destination(parent: YamlEntry, paths: readonly (readonly string[])[], vendorsOwn: boolean): Destination {
    const named = paths.map((path) => scalarText(this.#at(parent, ...path))).filter((text) => text !== null)
    const foreign = named.some(
      (text) => hostSaid(text, this.hosts) !== null && vendorOf(text, this.hosts) === null,
    )
    const own = named.find((text) => vendorOf(text, this.hosts) !== null)
    if (own !== undefined)
      return { provider: vendorOf(own, this.hosts), host: hostName(own), foreign, guessed: false }
    const guessed = !vendorsOwn && named.some((text) => /^(\w+:\/\/)?ingress\.(private\.)?\$\{/.test(text))
    const ours = (vendorsOwn || guessed) && !foreign
    return { provider: ours ? 'coralogix' : null, host: null, foreign, guessed }
  }

  #add(
    entry: YamlEntry | null,
    where: Destination,
    output: string,
    carriage: PlaceFacts['carriage'],
    more: Partial<PlaceFacts> = {},
  ): void {
    const place = placeOf(this.file, entry, {
      agent: this.agent,
      output,
      host: where.host,
      carriage,
      ...more,
    })
    if (place === null) return
    const aggregations = { provider: 'aggregations-io', takes: ['personal', 'org-wide'] } as const
    const vendor = where.provider === 'aggregations-io' ? aggregations : {}
    const unsure = where.guessed && !looksLikeKey(this.file.text.slice(place.start, place.end))
    const doubt = where.foreign ? alsoForeign : unsure ? 'the file does not say where it is sent' : null
    this.#found.push({ ...place, ...vendor, ...(doubt === null ? {} : { onlyWhenNamed: doubt }) })
  }

  #headers(headers: YamlEntry | null, where: Destination, output: string): void {
    if (where.provider === 'coralogix')
      for (const header of this.#named(headers, 'authorization')) this.#add(header, where, output, 'bearer')
    if (where.provider === 'aggregations-io')
      for (const header of this.#named(headers, 'x-api-token')) this.#add(header, where, output, 'bare')
  }

  /** `headers` is a map, or in newer collectors a list of `name` and `value`; `headers_setter` says `key`. */
  #named(headers: YamlEntry | null, name: string): readonly YamlEntry[] {
    if (headers === null) return []
    const own = entriesOf(headers.value, this.document).filter(({ key }) => key.toLowerCase() === name)
    const listed = itemsOf(headers.value, this.document)
      .filter((item) =>
        ['name', 'key'].some(
          (key) => scalarText(entryAt(item, this.document, [key]))?.toLowerCase() === name,
        ),
      )
      .map((item) => entryAt(item, this.document, ['value']))
    return [...own, ...listed.filter((entry) => entry !== null)].map((entry) => ({
      ...entry,
      merged: entry.merged || headers.merged,
    }))
  }

  #headersBeside(parent: YamlEntry, output: string, path: readonly string[]): void {
    const where = this.#destination(parent, [[...path, 'endpoint']], false)
    this.#headers(this.#at(parent, ...path, 'headers'), where, output)
  }

  /** What the collector tells about itself can be sent to the vendor directly. */
  #telemetry(entry: YamlEntry, output: string, depth: number): void {
    if (depth > 8) return
    this.#headersBeside(entry, output, [])
    const items = itemsOf(entry.value, this.document).map((value) => ({ ...entry, value }))
    for (const inner of [...items, ...entriesOf(entry.value, this.document)])
      this.#telemetry({ ...inner, merged: inner.merged || entry.merged }, output, depth + 1)
  }

  #extension(extension: YamlEntry): void {
    if (/^opamp(\/|$)/.test(extension.key))
      for (const transport of ['http', 'ws'])
        this.#headersBeside(extension, extension.key, ['server', transport])
    const setter = /^headers_setter(\/|$)/.test(extension.key)
    if (!setter && !/^bearertokenauth(\/|$)/.test(extension.key)) return
    const users = this.#senders.get(extension.key) ?? []
    const own = users.find((user) => user.provider !== null)
    if (own === undefined) return
    const other = users.find((user) => user.provider !== own.provider || user.foreign)
    const shared =
      other === undefined
        ? {}
        : { notEditable: `the exporter ${other.name}, which sends to another host, uses the same token` }
    const where = { ...own, foreign: false }
    if (setter) {
      const headers = this.#at(extension, 'headers')
      const name = own.provider === 'coralogix' ? 'authorization' : 'x-api-token'
      const carriage = own.provider === 'coralogix' ? 'bearer' : 'bare'
      for (const header of this.#named(headers, name))
        this.#add(header, where, extension.key, carriage, shared)
      return
    }
    const header = scalarText(this.#at(extension, 'header'))?.toLowerCase() ?? 'authorization'
    if (header !== (own.provider === 'coralogix' ? 'authorization' : 'x-api-token')) return
    const named = this.#at(extension, 'filename')
    // With both, the collector ignores `token`.
    if (named !== null) this.#add(named, where, extension.key, 'bare', { ...shared, names: 'file' })
    else this.#add(this.#at(extension, 'token'), where, extension.key, 'bare-or-bearer', shared)
  }
}
