import type { Document } from 'yaml'
import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  placeOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
  yamlTree,
} from './locators/yaml.ts'

const signals = ['traces', 'metrics', 'logs', 'profiles'] as const

/** The OpenTelemetry Collector: every `coralogix` exporter, OTLP exporters on our hosts, OpAMP, bearer tokens. */
export const opentelemetry: Agent = {
  id: 'opentelemetry',
  name: 'OpenTelemetry Collector',
  group: 'agent',
  needs: 'A coralogix exporter (or OTLP with an Authorization header); the key stands in private_key.',
  docsUrl: 'https://opentelemetry.io/docs/collector/configuration/',
  takes: ['send-your-data'],
  files: ['/etc/otelcol-contrib/config.yaml', '/etc/otelcol/config.yaml'],
  formats: ['yaml'],
  afterChange: 'Reload the collector with SIGHUP, or restart it: systemctl restart otelcol-contrib.',
  afterEnvironmentChange:
    'Restart the collector: systemctl daemon-reload && systemctl restart otelcol-contrib.',
  environmentFiles: [
    '/etc/systemd/system/otelcol-contrib.service.d',
    '/etc/otelcol-contrib/otelcol-contrib.conf',
    '/etc/opampsupervisor/opampsupervisor.conf',
    '/etc/otelcol/otelcol.conf',
  ],
  // The collector's `validate` needs the environment of the service, so the caller decides whether to run it.
  checkers: (file) => [['otelcol-contrib', 'validate', '--config', file]],
  detect: (text) =>
    /^["']?exporters["']?[ \t]*:/m.test(text) &&
    /^["']?(service|receivers|extensions)["']?[ \t]*:/m.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readYaml(text)
    if (!read.ok) return read
    const places = read.value.documents.flatMap((document) => locateIn(read.value, document, hosts))
    return ok(withoutRepeats(places))
  },
  tree: (text) => yamlTree(text),
  snippet,
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

function locateIn(file: YamlFile, document: Document.Parsed, hosts: readonly VendorHost[]): readonly Place[] {
  const root = document.contents
  const places: (Place | null)[] = []
  const senders = new Map<
    string,
    { readonly ours: boolean; readonly name: string; readonly host: string | null }[]
  >()
  for (const exporter of entriesOf(entryAt(root, document, ['exporters'])?.value ?? null, document)) {
    const at = (...path: string[]): YamlEntry | null => {
      const entry = entryAt(exporter.value, document, path)
      return entry === null ? null : { ...entry, merged: entry.merged || exporter.merged }
    }
    const where = destination(at, hosts, /^coralogix(\/|$)/.test(exporter.key))
    const authenticator = scalarText(at('auth', 'authenticator'))
    if (authenticator !== null)
      senders.set(authenticator, [...(senders.get(authenticator) ?? []), { ...where, name: exporter.key }])
    if (!where.ours) continue
    const facts = { agent: 'opentelemetry' as const, output: exporter.key, host: where.host }
    if (/^coralogix(\/|$)/.test(exporter.key))
      places.push(placeOf(file, at('private_key'), { ...facts, carriage: 'bare' }))
    for (const path of [[], ...signals.map((signal) => [signal])])
      for (const header of authorizationIn(at(...path, 'headers'), document))
        places.push(placeOf(file, header, { ...facts, carriage: 'bearer' }))
  }
  for (const extension of entriesOf(entryAt(root, document, ['extensions'])?.value ?? null, document)) {
    if (/^opamp(\/|$)/.test(extension.key)) places.push(...opampPlaces(file, extension, document, hosts))
    if (/^bearertokenauth(\/|$)/.test(extension.key))
      places.push(tokenPlace(file, extension, document, senders.get(extension.key) ?? []))
  }
  return places.filter((place) => place !== null)
}

/** Where an exporter sends. One that is the vendor's own by type is ours unless the file names another host. */
function destination(
  at: (...path: string[]) => YamlEntry | null,
  hosts: readonly VendorHost[],
  vendorsOwn: boolean,
) {
  const paths = [
    ['domain'],
    ['endpoint'],
    ...signals.flatMap((signal) => [[signal, 'endpoint'], [`${signal}_endpoint`]]),
  ]
  const named = paths.map((path) => scalarText(at(...path))).filter((text) => text !== null)
  const own = named.find((text) => isOurs(text, hosts))
  if (own !== undefined) return { ours: true, host: hostName(own) }
  return { ours: vendorsOwn && named.every((text) => hostName(text) === null), host: null }
}

/** `headers` is a map, or in newer collectors a list of `name` and `value`. */
function authorizationIn(headers: YamlEntry | null, document: Document.Parsed): readonly YamlEntry[] {
  if (headers === null) return []
  const own = entriesOf(headers.value, document).filter(
    (entry) => entry.key.toLowerCase() === 'authorization',
  )
  const listed = itemsOf(headers.value, document)
    .filter((item) => scalarText(entryAt(item, document, ['name']))?.toLowerCase() === 'authorization')
    .map((item) => entryAt(item, document, ['value']))
  return [...own, ...listed.filter((entry) => entry !== null)].map((entry) => ({
    ...entry,
    merged: entry.merged || headers.merged,
  }))
}

function opampPlaces(
  file: YamlFile,
  extension: YamlEntry,
  document: Document.Parsed,
  hosts: readonly VendorHost[],
): readonly (Place | null)[] {
  return ['http', 'ws'].flatMap((transport) => {
    const endpoint = scalarText(entryAt(extension.value, document, ['server', transport, 'endpoint']))
    if (endpoint === null || !isOurs(endpoint, hosts)) return []
    const headers = entryAt(extension.value, document, ['server', transport, 'headers'])
    const facts = { agent: 'opentelemetry' as const, output: extension.key, host: hostName(endpoint) }
    return authorizationIn(headers, document).map((header) =>
      placeOf(file, header, { ...facts, carriage: 'bearer' }),
    )
  })
}

function tokenPlace(
  file: YamlFile,
  extension: YamlEntry,
  document: Document.Parsed,
  users: readonly { readonly ours: boolean; readonly name: string; readonly host: string | null }[],
): Place | null {
  const own = users.find((user) => user.ours)
  if (own === undefined) return null
  const foreign = users.find((user) => !user.ours)
  const facts = {
    agent: 'opentelemetry' as const,
    output: extension.key,
    host: own.host,
    ...(foreign === undefined
      ? {}
      : { notEditable: `the exporter ${foreign.name}, which sends to another host, uses the same token` }),
  }
  const named = entryAt(extension.value, document, ['filename'])
  // With both, the collector ignores `token`.
  return named === null
    ? placeOf(file, entryAt(extension.value, document, ['token']), { ...facts, carriage: 'bare-or-bearer' })
    : placeOf(file, named, { ...facts, carriage: 'bare', names: 'file' })
}

const ownReference = `\${env:CORALOGIX_PRIVATE_KEY}`

// A `$` in a collector's config starts a reference; `$$` is the character.
const text = (value: string): string => JSON.stringify(value).replaceAll('$', '$$$$')

function snippet(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const plain = address.startsWith('http://')
  const bare = address.replace(/^https?:\/\//, '')
  const endpoint = /:\d+$/.test(bare) ? bare : `${bare}:${plain ? 80 : 443}`
  const target =
    options.domain === null
      ? signals
          .slice(0, 3)
          .map(
            (signal) =>
              `    ${signal}:\n      endpoint: ${text(endpoint)}${plain ? '\n      tls:\n        insecure: true' : ''}`,
          )
          .join('\n')
      : `    domain: ${options.domain}`
  const pipelines = signals
    .slice(0, 3)
    .map(
      (signal) =>
        `    ${signal}:\n      receivers: [otlp]\n      processors: [batch]\n      exporters: [coralogix]`,
    )
  return `receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:4317
      http:
        endpoint: 127.0.0.1:4318

processors:
  batch: {}

exporters:
  coralogix:
${target}
    private_key: ${options.value === null ? ownReference : text(options.value)}
    application_name: ${text(options.application)}
    subsystem_name: ${text(options.subsystem)}
    timeout: 30s

service:
  pipelines:
${pipelines.join('\n')}
`
}
