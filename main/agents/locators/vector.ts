import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { FarEnd, Place } from '../agent.ts'
import { anyCase, type DataNode, nodeAt, readJsonNode, readYamlNodes, textAt } from './formats/data-node.ts'
import { jsonTree } from './formats/json.ts'
import { readToml, tomlTree } from './formats/toml.ts'
import { yamlTree } from './formats/yaml.ts'
import { hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { referenceIn } from './text.ts'

export type VectorFormat = 'yaml' | 'toml' | 'json'

/** The format of a configuration, by its first line that says anything: further down, YAML may hold other languages. */
export function vectorFormat(text: string, fileName: string): VectorFormat {
  const first = /^(?:\uFEFF|[ \t\r\n]|#[^\n]*\n)*([^\r\n]*)/.exec(text)?.[1] ?? ''
  if (first.startsWith('{')) return /\.ya?ml$/i.test(fileName) ? 'yaml' : 'json'
  if (/^(\[[^\]]+\]|[\w."'-]+[ \t]*=)/.test(first)) return 'toml'
  return /\.json$/i.test(fileName) ? 'json' : 'yaml'
}

const readers: Readonly<Record<VectorFormat, (text: string) => Result<readonly DataNode[]>>> = {
  json(text) {
    const root = readJsonNode(text)
    return root.ok ? ok([root.value]) : root
  },
  toml(text) {
    const file = readToml(text)
    return file.ok ? ok([file.value.root]) : file
  },
  yaml: readYamlNodes,
}

/** The text as plain data, to prove that a splice changed nothing else. Fails like the format's reader. */
export function vectorTree(text: string, fileName: string): Result<unknown> {
  const format = vectorFormat(text, fileName)
  if (format === 'yaml') return yamlTree(text)
  return format === 'json' ? jsonTree(text) : tomlTree(text)
}

const aggregationsTypes: readonly KeyType[] = ['personal', 'org-wide']

/** The vendor's paths: what decides where the text does not say the host. */
const vendorPath = /\/(logs\/v1\/(singles|bulk)|prometheus\/v1)(?![\w-])/

const bothRefused =
  'Vector refuses an Authorization header together with auth, and does not start: remove one first'

interface Sink {
  readonly root: DataNode
  readonly name: string
  readonly setting: DataNode
}

/**
 * Every place in Vector's sinks that carries a key for one of `hosts`: headers, in the current and the older
 * spelling, and the token of `auth`. A file of one component, which is named after it, counts as its sink. Fails
 * like the format's reader.
 */
export function locateVector(
  text: string,
  hosts: readonly VendorHost[],
  fileName: string,
): Result<readonly Place[]> {
  const roots = readers[vectorFormat(text, fileName)](text)
  if (!roots.ok) return roots
  const places = roots.value.flatMap((root) =>
    sinksIn(root, fileName).flatMap((sink) => sinkPlaces(sink, hosts)),
  )
  return ok(withoutRepeats(places))
}

/** One scalar can be reached twice: a sink that is an alias of another, or merges it. Its own place counts. */
function withoutRepeats(places: readonly Place[]): readonly Place[] {
  const kept = new Map<number, Place>()
  const editable = places.filter((place) => place.notEditable === undefined)
  for (const place of [...editable, ...places]) {
    const inside = editable.some((own) => own.start >= place.start && own.end <= place.end)
    if (!kept.has(place.start) && (place.notEditable === undefined || !inside)) kept.set(place.start, place)
  }
  return [...kept.values()].sort((a, b) => a.start - b.start)
}

function sinksIn(root: DataNode, fileName: string): readonly Sink[] {
  const sinks = nodeAt(root, 'sinks')
  if (sinks !== null) return sinks.entries().map(({ key, node }) => ({ root, name: key, setting: node }))
  if (textAt(root, 'type') === null || nodeAt(root, 'inputs') === null) return []
  return [{ root, name: fileName.replace(/\.[^.]+$/, ''), setting: root }]
}

function sinkPlaces(sink: Sink, hosts: readonly VendorHost[]): readonly Place[] {
  // The OpenTelemetry sink has everything under `protocol`.
  return [[], ['protocol']].flatMap((base) => {
    const at = (...path: string[]) => nodeAt(sink.setting, ...base, ...path)
    const address = at('uri')?.text ?? at('endpoint')?.text ?? null
    if (address === null) return []
    const host = hostSaid(address, hosts)
    const guessed = host === null && referenceIn(address) !== null && vendorPath.test(address)
    const vendor = guessed ? 'coralogix' : vendorOf(address, hosts)
    const facts = { agent: 'vector' as const, output: sink.name, host }
    const headers = [at('request', 'headers'), at('headers')].flatMap((map) => map?.entries() ?? [])
    const named = (name: string): readonly DataNode[] =>
      headers.filter(({ key }) => anyCase(key, name)).map(({ node }) => node)
    if (vendor === 'aggregations-io')
      return present(named('x-api-token').map((header) => header.place({ ...facts, carriage: 'bare' }))).map(
        (place) => ({ ...followed(sink, place), provider: 'aggregations-io', takes: aggregationsTypes }),
      )
    if (vendor !== 'coralogix') return []
    const strategy = at('auth', 'strategy')?.text
    const places = [
      ...named('authorization').map((header) => header.place({ ...facts, carriage: 'bearer' })),
      ...named('private_key').map((header) => header.place({ ...facts, carriage: 'bare' })),
      strategy === 'bearer' ? (at('auth', 'token')?.place({ ...facts, carriage: 'bare' }) ?? null) : null,
      strategy === 'custom' ? (at('auth', 'value')?.place({ ...facts, carriage: 'bearer' }) ?? null) : null,
    ]
    const conflict = strategy != null && named('authorization').length > 0
    return present(places).map((place) => ({
      ...followed(sink, place),
      ...(conflict ? { notEditable: bothRefused } : {}),
      ...(guessed ? { onlyWhenNamed: 'the host it sends to is a variable' } : {}),
    }))
  })
}

const present = (places: readonly (Place | null)[]): readonly Place[] =>
  places.filter((place) => place !== null)

/** Adds where the value of `SECRET[backend.name]` really stands. */
function followed(sink: Sink, place: Place): Place {
  const [, backend, name] = /^(\w+)\.([\w.-]+)$/.exec(place.target ?? '') ?? []
  if (place.kind !== 'secret' || backend === undefined || name === undefined) return place
  const far = farEnd(nodeAt(sink.root, 'secret', backend), backend, name)
  return far === null ? place : { ...place, far }
}

function farEnd(settings: DataNode | null, backend: string, name: string): FarEnd | null {
  const type = textAt(settings, 'type')
  const path = textAt(settings, 'path')
  if (type === null) return null
  if (type === 'file') return path === null ? null : { kind: 'file', path, form: 'json', name }
  if (type === 'directory')
    return path === null ? null : { kind: 'file', path: `${path.replace(/\/+$/, '')}/${name}`, form: 'whole' }
  const id = textAt(settings, 'secret_id')
  if (type === 'aws_secrets_manager' && id !== null) {
    const secret = `--secret-id '${id.replaceAll("'", `'\\''`)}'`
    return {
      kind: 'outside',
      what: `${name} in the AWS secret ${id}`,
      command: `aws secretsmanager get-secret-value ${secret} --query SecretString --output text | jq --rawfile key <(keyturn key value KEY_ID) '.["${name}"] = ($key | rtrimstr("\\n"))' | aws secretsmanager put-secret-value ${secret} --secret-string file:///dev/stdin`,
    }
  }
  return {
    kind: 'outside',
    what: `${name} of Vector's secret backend ${backend} (${type}): store the key where that reads it`,
    command: 'keyturn key value KEY_ID',
  }
}
