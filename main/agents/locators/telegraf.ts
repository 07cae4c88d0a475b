import { ok, type Result } from '../../../shared/errors.ts'
import type { AgentId, KeyType } from '../../../shared/model.ts'
import type { FarEnd, Place, SnippetOptions } from '../agent.ts'
import type { PlaceFacts } from './formats/carriage.ts'
import { anyCase, type DataNode, nodeAt, nodeSpelled, type SameKey, textAt } from './formats/data-node.ts'
import { readToml, type TomlFile } from './formats/toml.ts'
import { hostName, hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { positionsIn, referenceIn } from './text.ts'

const plugin = /^[ \t]*\[\[?[ \t]*(inputs|outputs|processors|aggregators|secretstores)[ \t]*\./m

/** Whether a text is a configuration of Telegraf, by its plugins' headers. */
export function isTelegraf(text: string): boolean {
  const first = plugin.exec(text)
  // A header below `key:` or `key: |` stands inside a YAML text, which is another's file.
  return first !== null && !/^[ \t]*(- )?["']?[\w./-]+["']?:([ \t\r]|$)/m.test(text.slice(0, first.index))
}

/** The names of the inputs in a text. */
export const inputsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^[ \t]*\[\[?[ \t]*inputs[ \t]*\.[ \t]*([\w-]+)/gm)].map((match) => match[1] ?? '')

/** Telegraf reads `PrivateKey` and `privatekey` for `private_key`. */
const sameName: SameKey = (key, wanted) => bareName(key) === bareName(wanted)
const bareName = (key: string): string => key.replaceAll(/[_-]/g, '').toLowerCase()
const optionAt = (plugin: DataNode, ...path: readonly string[]): DataNode | null =>
  nodeSpelled(plugin, path, sameName)

/** Key types that Aggregations.io takes in `x-api-token`. */
const aggregationsTypes: readonly KeyType[] = ['personal', 'org-wide']

/**
 * Every place in Telegraf's outputs that carries a key for one of `hosts`: the Coralogix dialect, headers and the
 * token of `opentelemetry`, headers of `http`. Inputs have passwords of others and are not looked at. Fails like
 * `readToml`.
 */
export function locateTelegraf(
  text: string,
  hosts: readonly VendorHost[],
  agent: AgentId,
): Result<readonly Place[]> {
  const file = readToml(text)
  if (!file.ok) return file
  const outputs = nodeAt(file.value.root, 'outputs')?.entries() ?? []
  const lineAt = positionsIn(text)
  const places = outputs.flatMap(({ key, node }) =>
    instancesOf(node).flatMap((instance) => {
      const name = textAt(instance, 'alias') ?? `${key} (line ${lineAt(instance.range?.[0] ?? 0).line})`
      const found = { file: file.value, instance, agent, name, hosts }
      if (key === 'opentelemetry') return openTelemetryPlaces(found)
      return key === 'http' ? httpPlaces(found) : []
    }),
  )
  return ok(places.filter((place) => place !== null).sort((a, b) => a.start - b.start))
}

interface Output {
  readonly file: TomlFile
  readonly instance: DataNode
  readonly agent: AgentId
  readonly name: string
  readonly hosts: readonly VendorHost[]
}

/** A plugin may stand as `[[outputs.x]]`, many times, or as `[outputs.x]`, once. */
const instancesOf = (value: DataNode): readonly DataNode[] => {
  const items = value.items()
  return items.length > 0 ? items : [value]
}

function openTelemetryPlaces(output: Output): readonly (Place | null)[] {
  const { instance, hosts } = output
  const address = optionAt(instance, 'service_address')?.text ?? null
  const vendor = address === null ? null : vendorOf(address, hosts)
  const host = address === null ? null : hostSaid(address, hosts)
  const facts = { agent: output.agent, output: output.name, host }
  const places: (Place | null)[] = []
  // The dialect is Coralogix's own, unless the text names another host.
  const dialect = optionAt(instance, 'coralogix', 'private_key')
  if (dialect !== null && (vendor === 'coralogix' || host === null))
    places.push(dialectPlace(dialect, { ...facts, carriage: 'bare' }))
  if (vendor !== 'coralogix') return [...places, ...tokenHeaders(output, vendor, facts)]
  const token = optionAt(instance, 'token')
  if (token !== null) places.push(withStore(output, token.place({ ...facts, carriage: 'bare-or-bearer' })))
  return [...places, ...bearerHeaders(output, facts)]
}

/** `private_key` is a plain string to Telegraf: a secret store's `@{…}` would be sent as it is. */
function dialectPlace(setting: DataNode, facts: PlaceFacts): Place | null {
  const stored = referenceIn(setting.text ?? '')?.kind === 'secret'
  return setting.place(
    stored
      ? {
          ...facts,
          notEditable:
            'private_key does not read secret stores, and Telegraf sends the reference itself: use a variable of the environment there, or the token of the output',
        }
      : facts,
  )
}

function httpPlaces(output: Output): readonly (Place | null)[] {
  const url = optionAt(output.instance, 'url')?.text ?? null
  if (url === null) return []
  const vendor = vendorOf(url, output.hosts)
  const facts = { agent: output.agent, output: output.name, host: hostName(url) }
  return vendor === 'coralogix' ? bearerHeaders(output, facts) : tokenHeaders(output, vendor, facts)
}

type Facts = Omit<PlaceFacts, 'carriage'>

const headersNamed = (output: Output, name: string): readonly DataNode[] =>
  (optionAt(output.instance, 'headers')?.entries() ?? [])
    .filter(({ key }) => anyCase(key, name))
    .map(({ node }) => node)

/** The second is the vendor's first form, which holds the key alone. */
const bearerHeaders = (output: Output, facts: Facts): readonly (Place | null)[] => [
  ...headersNamed(output, 'authorization').map((header) =>
    withStore(output, header.place({ ...facts, carriage: 'bearer' })),
  ),
  ...headersNamed(output, 'private_key').map((header) =>
    withStore(output, header.place({ ...facts, carriage: 'bare' })),
  ),
]

function tokenHeaders(output: Output, vendor: string | null, facts: Facts): readonly (Place | null)[] {
  if (vendor !== 'aggregations-io') return []
  return headersNamed(output, 'x-api-token').map((header) => {
    const place = withStore(output, header.place({ ...facts, carriage: 'bare' }))
    return place === null ? null : { ...place, provider: 'aggregations-io', takes: aggregationsTypes }
  })
}

/** Adds where a secret store's value really stands. */
function withStore(output: Output, place: Place | null): Place | null {
  if (place?.kind !== 'secret' || place.target === null) return place
  const far = storeOf(output.file, place.target)
  return far === null ? place : { ...place, far }
}

function storeOf(file: TomlFile, target: string): FarEnd | null {
  const [, id, key] = /^([^:]+):(.+)$/.exec(target) ?? []
  if (id === undefined || key === undefined) return null
  const stores = nodeAt(file.root, 'secretstores')?.entries() ?? []
  const found = stores
    .flatMap(({ key: type, node }) => instancesOf(node).map((store) => ({ type, store })))
    .find(({ store }) => textAt(store, 'id') === id)
  if (found?.type === 'docker')
    return {
      kind: 'file',
      path: `${(textAt(found.store, 'path') ?? '/run/secrets').replace(/\/$/, '')}/${key}`,
      form: 'whole',
    }
  if (found?.type === 'systemd') {
    const name = `${textAt(found.store, 'prefix') ?? 'telegraf.'}${key}`
    const file = shellWord(`/etc/credstore.encrypted/${name}`)
    return {
      kind: 'outside',
      what: `the systemd credential ${name}`,
      command: `keyturn key value KEY_ID | tr -d '\\n' | sudo systemd-creds encrypt --name=${shellWord(name)} - ${file}`,
    }
  }
  // Telegraf reads the value from a terminal only, never from a pipe; as an argument others could read it.
  return {
    kind: 'outside',
    what: `${key} in Telegraf's secret store ${id} (the command asks for the value)`,
    command: `telegraf secrets set ${shellWord(id)} ${shellWord(key)}`,
  }
}

const shellWord = (word: string): string =>
  /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

const ownReference = `\${CORALOGIX_PRIVATE_KEY}`

/**
 * The output for the OTLP ingress. An address without TLS is spoken to over HTTP, since the Coralogix dialect always
 * uses TLS with gRPC.
 */
export function telegrafOutput(options: SnippetOptions): string {
  const url = new URL(options.ingressUrl)
  const plain = url.protocol === 'http:'
  const address = plain ? `${url.origin}/v1/metrics` : `${url.hostname}:${url.port === '' ? '443' : url.port}`
  return `[[outputs.opentelemetry]]
  service_address = ${JSON.stringify(address)}
  compression = "gzip"

  # Tables come last: what follows them would belong to them.
  [outputs.opentelemetry.coralogix]
    private_key = ${JSON.stringify(options.value ?? ownReference)}
    application = ${JSON.stringify(options.application)}
    subsystem = ${JSON.stringify(options.subsystem)}
`
}
