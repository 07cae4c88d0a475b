import type { Document, Node } from 'yaml'
import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { operatedPrometheus } from './control/prometheus.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
  yamlTree,
} from './locators/formats/yaml.ts'
import { placeOf } from './locators/formats/yaml-place.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import { referenceIn } from './locators/text.ts'

const secret = { name: 'coralogix-keys', key: 'PRIVATE_KEY' } as const
/** Where the operator mounts the Secrets that `secrets` lists. */
const mounted = /^\/etc\/prometheus\/secrets\/([^/]+)\/([^/]+)$/
/** `remoteWrite` stands no deeper than this, also where a chart is another one's dependency. */
const deepest = 8

/** Prometheus Operator: Helm values of its charts, and manifests of `Prometheus` and `PrometheusAgent`. */
export const prometheusOperator: Agent = {
  id: 'prometheus-operator',
  name: 'Prometheus Operator',
  group: 'agent',
  needs: `A remoteWrite to the ingress; the key stands in the Secret ${secret.name}, under ${secret.key}.`,
  docsUrl: 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.RemoteWriteSpec',
  takes: ['send-your-data'],
  files: ['values.yaml', 'prometheus.yaml'],
  formats: ['yaml'],
  afterChange: 'Apply it with helm upgrade or kubectl apply: the operator reloads Prometheus by itself.',
  afterEnvironmentChange:
    'Restart the pods: kubectl rollout restart. A running process keeps the old environment.',
  control: operatedPrometheus,
  detect: (text) =>
    /^[ \t]*(?:-[ \t]+)?["']?remoteWrite["']?[ \t]*:/m.test(text) &&
    !/^["']?kind["']?[ \t]*:[ \t]*["']?VM\w+/m.test(text) &&
    !/^["']?(remote_write|exporters)["']?[ \t]*:/m.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readYaml(text)
    if (!read.ok) return read
    const places = read.value.documents.flatMap((document) =>
      listsIn(document.contents, document).flatMap((list) =>
        itemsOf(list.value, document).flatMap((item, index) =>
          placesOf(read.value, document, item, index, hosts).map((place) =>
            list.merged ? { ...place, notEditable: 'it comes in through a YAML merge (<<)' } : place,
          ),
        ),
      ),
    )
    const byStart = new Map(places.map((place) => [place.start, place]))
    return ok([...byStart.values()].sort((a, b) => a.start - b.start))
  },
  tree: (text) => yamlTree(text),
  snippet,
}

/** Every `remoteWrite` below a node, whatever the charts that it is nested in are called. */
function listsIn(node: Node | null, document: Document.Parsed, depth = 0): readonly YamlEntry[] {
  if (depth > deepest) return []
  return entriesOf(node, document).flatMap((entry) =>
    entry.key === 'remoteWrite' ? [entry] : listsIn(entry.value, document, depth + 1),
  )
}

function placesOf(
  file: YamlFile,
  document: Document.Parsed,
  item: Node,
  index: number,
  hosts: readonly VendorHost[],
): readonly Place[] {
  const at = (...path: string[]): YamlEntry | null => entryAt(item, document, path)
  const url = withGlobals(scalarText(at('url')) ?? '', document)
  if (!isOurs(url, hosts)) return []
  const output = scalarText(at('name')) ?? `remoteWrite[${index}]`
  const facts = {
    agent: 'prometheus-operator' as const,
    output,
    host: hostName(url),
    carriage: 'bare' as const,
  }
  const places: (Place | null)[] = []
  const type = scalarText(at('authorization', 'type')) ?? 'Bearer'
  if (type.trim().toLowerCase() === 'bearer') {
    places.push(referred(placeOf(file, at('authorization', 'credentials', 'name'), facts), at))
    // As a string it is Prometheus' own spelling, which the operator's definition refuses.
    const notEditable = 'the operator takes a reference to a Secret here, not the key itself'
    places.push(placeOf(file, at('authorization', 'credentials'), { ...facts, notEditable }))
    places.push(fileNamed(placeOf(file, at('authorization', 'credentialsFile'), { ...facts, names: 'file' })))
  }
  places.push(withoutExpansion(placeOf(file, at('bearerToken'), facts), file.text))
  places.push(fileNamed(placeOf(file, at('bearerTokenFile'), { ...facts, names: 'file' })))
  return places.filter((place) => place !== null)
}

/** An address in values may name others of them, as `{{ .Values.global.domain }}`. */
const withGlobals = (url: string, document: Document.Parsed): string =>
  url.replace(
    /\{\{-?\s*\.Values\.([\w.]+)\s*-?\}\}/g,
    (whole, path: string) => scalarText(entryAt(document.contents, document, path.split('.'))) ?? whole,
  )

function referred(place: Place | null, at: (...path: string[]) => YamlEntry | null): Place | null {
  const name = scalarText(at('authorization', 'credentials', 'name'))
  const key = scalarText(at('authorization', 'credentials', 'key'))
  if (place === null || name === null || key === null) return null
  return inSecret(place, name, key)
}

const inSecret = (place: Place, name: string, key: string): Place => ({
  ...place,
  kind: 'secret',
  target: `${name}/${key}`,
  far: { kind: 'kubernetes-secret', secret: name, key },
})

/** A file in the pod is, at the usual path, a Secret. */
function fileNamed(place: Place | null): Place | null {
  const [, name, key] = mounted.exec(place?.target ?? '') ?? []
  return place === null || name === undefined || key === undefined ? place : inSecret(place, name, key)
}

function withoutExpansion(place: Place | null, text: string): Place | null {
  if (place === null || referenceIn(text.slice(place.start, place.end)) === null) return place
  return { ...place, notEditable: 'nothing expands variables here, unless the file is rendered first' }
}

function snippet(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const query = 'appLabelName=cx_application&subSystemLabelName=cx_subsystem'
  const credentials =
    options.value === null
      ? `        authorization:
          credentials:
            name: ${secret.name}
            key: ${secret.key}`
      : `        bearerToken: ${JSON.stringify(options.value)}`
  return `prometheus:
  prometheusSpec:
    externalLabels:
      cx_application: ${JSON.stringify(options.application)}
      cx_subsystem: ${JSON.stringify(options.subsystem)}
    remoteWrite:
      - name: coralogix
        url: ${JSON.stringify(`${address}/prometheus/v1?${query}`)}
        remoteTimeout: 120s
${credentials}
`
}
