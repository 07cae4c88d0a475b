import type { Place } from '../agent.ts'
import type {
  LogstashBlock,
  LogstashPlugin,
  LogstashSection,
  LogstashSetting,
  LogstashValue,
} from './formats/logstash.ts'
import { hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { bearerTokenStart, looksLikeKey, positionsIn } from './text.ts'

/** Paths that only the vendor's ingress has. */
const vendorPath = /\/(logs\/(v1|rest)\/(singles|bulk)|prometheus\/v1)/
const unknownHost = 'the file does not say which host this output sends to'
const moreThanKey = 'the variable holds the word Bearer too, not only the key'

type Text = Extract<LogstashValue, { readonly text: string }>
type Facts = Pick<Place, 'output' | 'host'> & Partial<Place>
interface Found {
  readonly value: Text
  /** Where the key starts in its text. */
  readonly from: number
  readonly facts: Facts
}

/** Every place in the outputs of a pipeline, in file order. */
export function placesOf(
  sections: readonly LogstashSection[],
  text: string,
  hosts: readonly VendorHost[],
): readonly Place[] {
  const positionAt = positionsIn(text)
  return sections
    .filter((section) => section.type === 'output')
    .flatMap((section) => pluginsIn(section.blocks))
    .flatMap((plugin) => [...headerKeys(plugin, hosts), ...pluginKeys(plugin, hosts)])
    .flatMap((found) => placesAt(found))
    .map((place) => ({ ...place, ...positionAt(place.start) }))
    .sort((a, b) => a.start - b.start)
}

const pluginsIn = (blocks: readonly LogstashBlock[]): readonly LogstashPlugin[] =>
  blocks.flatMap((block) => (block.kind === 'plugin' ? [block.plugin] : pluginsIn(block.blocks)))

const isText = (value: LogstashValue | undefined): value is Text => value !== undefined && 'text' in value

function textOf(plugin: LogstashPlugin, key: string): string | null {
  const value = plugin.settings.findLast((setting) => setting.key === key)?.value
  return isText(value) ? value.text : null
}

/** Where a plugin sends: `open` where the file does not say it, be it by a variable or not at all. */
function destination(plugin: LogstashPlugin, key: string, hosts: readonly VendorHost[]) {
  // A default counts where the variable is not set.
  const address = (textOf(plugin, key) ?? '').replace(/\$\{[\w.-]+:([^}]*)\}/g, '$1')
  const host = hostSaid(address, hosts)
  return {
    output: textOf(plugin, 'id') ?? `${plugin.name} (line ${plugin.line})`,
    host,
    provider: host === null ? null : vendorOf(address, hosts),
    address,
  }
}

function headerKeys(plugin: LogstashPlugin, hosts: readonly VendorHost[]): readonly Found[] {
  if (plugin.name !== 'http') return []
  const { output, host, provider, address } = destination(plugin, 'url', hosts)
  return headersIn(plugin.settings).flatMap(({ name, value }): readonly Found[] => {
    const known = name.toLowerCase()
    if (known === 'x-api-token' && provider === 'aggregations-io')
      return [{ value, from: 0, facts: { output, host, provider, takes: ['personal', 'org-wide'] } }]
    const variable = known === 'authorization' && /^\$\{[^{}]+\}$/.test(value.text)
    const from =
      known === 'private_key' || variable
        ? 0
        : known === 'authorization'
          ? bearerTokenStart(value.text)
          : null
    if (from === null) return []
    const doubt = variable ? { onlyWhenNamed: moreThanKey } : {}
    if (provider === 'coralogix') return [{ value, from, facts: { output, host, ...doubt } }]
    return host === null && (vendorPath.test(address) || looksLikeKey(value.text.slice(from)))
      ? [{ value, from, facts: { output, host, onlyWhenNamed: unknownHost } }]
      : []
  })
}

/** `headers` as a hash, or as an array in which each name is followed by its value. */
function headersIn(
  settings: readonly LogstashSetting[],
): readonly { readonly name: string; readonly value: Text }[] {
  return settings.flatMap(({ key, value }) => {
    if (key !== 'headers') return []
    if (value.kind === 'hash')
      return value.entries.flatMap((entry) =>
        isText(entry.value) ? [{ name: entry.key, value: entry.value }] : [],
      )
    if (value.kind !== 'array') return []
    return value.items.flatMap((name, index) => {
      const next = value.items[index + 1]
      return index % 2 === 0 && isText(name) && isText(next) ? [{ name: name.text, value: next }] : []
    })
  })
}

/** The vendor's own plugins send to the vendor unless the file names another host. */
function pluginKeys(plugin: LogstashPlugin, hosts: readonly VendorHost[]): readonly Found[] {
  if (plugin.name !== 'coralogix' && plugin.name !== 'coralogix_logger') return []
  const { output, host, provider } = destination(plugin, 'endpoint', hosts)
  if (host !== null && provider !== 'coralogix') return []
  const settings = plugin.settings.flatMap((setting) =>
    setting.key === 'config_params' && setting.value.kind === 'hash' ? setting.value.entries : [setting],
  )
  return settings.flatMap(({ key, value }) =>
    key.toLowerCase() === 'private_key' && isText(value) && value.text !== ''
      ? [{ value, from: 0, facts: { output, host } }]
      : [],
  )
}

type Unplaced = Omit<Place, 'line' | 'column'>

/** The place of a key, or two where a variable has the key as its default. */
function placesAt({ value, from, facts }: Found): readonly Unplaced[] {
  const token = value.text.slice(from)
  const start = value.start + from
  const reference = /^\$\{([\w.-]+)(?::([^}]*))?\}$/.exec(token)
  const reason = token.includes('%{')
    ? 'it is taken from a field of the event'
    : token.includes('\\')
      ? 'it is written with escapes'
      : /\s/.test(token)
        ? 'there is more than the key in it'
        : reference === null && /[${}]/.test(token)
          ? 'it is put together from a variable and more'
          : null
  const place: Unplaced = {
    agent: 'logstash',
    ...facts,
    start,
    end: value.end,
    kind: reference === null && !token.includes('%{') ? 'literal' : 'env',
    target: reference?.[1] ?? null,
    quoting: value.quoting,
    ...(reason === null ? {} : { notEditable: reason }),
  }
  const fallback = reference?.[2]
  if (fallback === undefined || !looksLikeKey(fallback)) return [place]
  const at = value.end - 1 - fallback.length
  const doubt = `it counts only where ${reference?.[1]} is not set`
  return [
    { ...place, end: at },
    { ...place, start: at, end: value.end - 1, kind: 'literal', target: null, onlyWhenNamed: doubt },
  ]
}
