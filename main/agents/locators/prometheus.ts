import type { Document, Node } from 'yaml'
import { ok, type Result } from '../../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from '../agent.ts'
import { prometheusControl } from '../control/prometheus.ts'
import type { Carriage, PlaceFacts } from './formats/carriage.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
  yamlTree,
} from './formats/yaml.ts'
import { placeOf } from './formats/yaml-place.ts'
import { hostName, type VendorHost, vendorOf } from './hosts.ts'
import { referenceIn } from './text.ts'

/** Where the snippets expect the key. Prometheus re-reads the file by itself, so a new key needs no reload. */
const credentialsFile = '/etc/prometheus/coralogix-key'

/** What the three Prometheus ids have in common: one file format, found as `prometheus`. */
export const prometheusFacts = {
  group: 'agent',
  takes: ['send-your-data'],
  files: ['/etc/prometheus/prometheus.yml'],
  formats: ['yaml'],
  afterChange: 'Reload Prometheus: systemctl reload prometheus, or POST /-/reload.',
  afterKeyFileChange: 'Nothing: Prometheus reads a credentials_file again by itself.',
  control: prometheusControl,
  locate: locatePrometheus,
  tree: (text) => yamlTree(text),
} as const satisfies Partial<Agent>

/** Every place of `remote_write` that carries a key for one of `hosts`. Fails like `readYaml`. */
function locatePrometheus(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const places = read.value.documents.flatMap((document) => {
    const list = entryAt(document.contents, document, ['remote_write'])
    return itemsOf(list?.value ?? null, document).flatMap((item, index) =>
      placesOfItem(read.value, document, item, index, hosts),
    )
  })
  return ok(places.sort((a, b) => a.start - b.start))
}

function placesOfItem(
  file: YamlFile,
  document: Document.Parsed,
  item: Node,
  index: number,
  hosts: readonly VendorHost[],
): readonly Place[] {
  const at = (...path: string[]): YamlEntry | null => entryAt(item, document, path)
  const url = scalarText(at('url'))
  const vendor = url === null ? null : vendorOf(url, hosts)
  if (url === null || vendor === null) return []
  const conflict = conflictIn(item, document)
  const facts = {
    agent: 'prometheus' as const,
    output: scalarText(at('name')) ?? `remote_write[${index}]`,
    host: hostName(url),
  }
  const literal = (entry: YamlEntry | null, carriage: Carriage, notEditable = conflict): Place | null => {
    const place = placeOf(file, entry, { ...facts, carriage, ...withReason(notEditable) })
    return place === null ? null : withoutExpansion(place, file.text)
  }
  if (vendor === 'aggregations-io')
    return headersNamed(item, document, 'x-api-token').flatMap((entry) => {
      const place = literal(entry, 'bare')
      return place === null ? [] : [{ ...place, provider: vendor, takes: ['org-wide', 'personal'] as const }]
    })
  if (vendor !== 'coralogix') return []
  const keyFile = (entry: YamlEntry | null): Place | null =>
    placeOf(file, entry, { ...facts, carriage: 'bare', names: 'file', ...withReason(conflict) })
  const type = scalarText(at('authorization', 'type')) ?? 'Bearer'
  const bearer = type.trim().toLowerCase() === 'bearer'
  const places = [
    bearer ? literal(at('authorization', 'credentials'), 'bare') : null,
    bearer ? keyFile(at('authorization', 'credentials_file')) : null,
    literal(at('bearer_token'), 'bare'),
    keyFile(at('bearer_token_file')),
    ...headersNamed(item, document, 'authorization').map((entry) =>
      literal(
        entry,
        'bearer',
        'Prometheus rejects an Authorization header here: it belongs under authorization',
      ),
    ),
  ]
  return places.filter((place) => place !== null)
}

const withReason = (notEditable: string | null): Pick<PlaceFacts, 'notEditable'> =>
  notEditable === null ? {} : { notEditable }

const headersNamed = (item: Node, document: Document.Parsed, name: string): readonly YamlEntry[] =>
  entriesOf(entryAt(item, document, ['headers'])?.value ?? null, document).filter(
    (entry) => entry.key.toLowerCase() === name,
  )

/** What Prometheus refuses to start with: a new key would change nothing. Null where there is no such conflict. */
function conflictIn(item: Node, document: Document.Parsed): string | null {
  const has = (...path: string[]): boolean => {
    const entry = entryAt(item, document, path)
    return entry !== null && (path[0] === 'authorization' || scalarText(entry) !== null)
  }
  const both = (a: string, b: string): string =>
    `Prometheus rejects ${a} together with ${b}: remove one first`
  const old = (['bearer_token', 'bearer_token_file'] as const).filter((name) => has(name))
  if (old.length > 1) return both('bearer_token', 'bearer_token_file')
  if (old[0] !== undefined && has('authorization')) return both(old[0], 'authorization')
  if (has('authorization', 'credentials') && has('authorization', 'credentials_file'))
    return both('credentials', 'credentials_file')
  for (const other of ['basic_auth', 'oauth2', 'sigv4'])
    if (entryAt(item, document, [other]) !== null && (old[0] !== undefined || has('authorization')))
      return both(old[0] ?? 'authorization', other)
  return null
}

/** A `${X}` in a value is sent as it stands, unless something renders the file before Prometheus reads it. */
function withoutExpansion(place: Place, text: string): Place {
  if (place.kind === 'literal' || referenceIn(text.slice(place.start, place.end)) === null) return place
  return {
    ...place,
    notEditable:
      'Prometheus never expands variables, so the file is rendered by something else or the text is sent as it stands',
  }
}

/** `global.external_labels`, as lines: they carry the application and the subsystem. */
export const labelLines = (options: SnippetOptions): string => `  external_labels:
    cx_application: ${JSON.stringify(options.application)}
    cx_subsystem: ${JSON.stringify(options.subsystem)}
`

/** The `remote_write` list of the snippets. */
export function remoteWriteLines(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const query = 'appLabelName=cx_application&subSystemLabelName=cx_subsystem'
  const credentials =
    options.value === null
      ? `credentials_file: ${credentialsFile}`
      : `credentials: ${JSON.stringify(options.value)}`
  return `remote_write:
  - name: coralogix
    url: ${JSON.stringify(`${address}/prometheus/v1?${query}`)}
    remote_timeout: 120s
    authorization:
      type: Bearer
      ${credentials}
`
}
