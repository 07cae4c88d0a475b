import { ok, type Result } from '../../../shared/errors.ts'
import type { AgentId } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import {
  type FluentBitFile,
  isFluentBit,
  type Plugin,
  readFluentBit,
  type Setting,
  type SettingFacts,
} from './fluent-bit-file.ts'
import { filePathAt, keyAt, type Part, quoteAt, readHeader } from './fluent-bit-header.ts'
import { hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { looksLikeKey } from './text.ts'

/** Outputs that send HTTP with headers of the user's choice. */
const httpOutputs = ['http', 'opentelemetry', 'prometheus_remote_write']
/** The output plugin of the IBM Cloud Logs agent. */
const ibmOutput = 'logger-icl-output-plugin'
/** Paths that only the vendor's ingress has. */
const vendorPath = /^\/(logs\/(v1|rest)\/(singles|bulk)|prometheus\/v1|zabbix\/api\/v1)/
const moreThanKey = 'the variable holds the word Bearer too, not only the key'
const unknownHost = 'the file does not say which host this output sends to'

/** Whether a text is Fluent Bit configuration with an output of the IBM Cloud Logs agent. */
export const hasIbmOutput = (text: string): boolean =>
  text.includes(ibmOutput) &&
  /^[ \t-]*["']?name["']?[ \t:]+["']?logger-icl-output-plugin["']?[ \t]*\r?$/im.test(text) &&
  isFluentBit(text)

/** Whether a text is Fluent Bit configuration whose every input tails the export files of a Zabbix server. */
export function tailsZabbixOnly(text: string): boolean {
  if (!/(history-syncer|main-process|task-manager)/.test(text) || !isFluentBit(text)) return false
  const read = readFluentBit(text)
  if (!read.ok) return false
  const inputs = read.value.plugins.filter((plugin) => plugin.kind === 'input')
  return (
    inputs.length > 0 &&
    inputs.every((input) => {
      const paths = (settingOf(input, 'path') ?? '').split(',').map((path) => path.trim())
      return (
        input.name === 'tail' &&
        paths.every((path) =>
          /(history|trends|problems)-(history-syncer|main-process|task-manager)-[^/\\]*$/.test(path),
        )
      )
    })
  )
}

/** One use of a variable in a place that carries a key. */
interface VariableUse {
  readonly facts: Omit<SettingFacts, 'from'>
  readonly part: Part
  readonly more: Partial<Place>
}

/**
 * Every place of a Fluent Bit file, classic or YAML, in file order: headers of HTTP outputs on our hosts, the
 * Coralogix plugin, the IBM Cloud Logs plugin, and the variables that the file sets for them. `http`: the agent of
 * the HTTP outputs. Fails like `readFluentBit`.
 */
export function locateFluentBit(
  text: string,
  hosts: readonly VendorHost[],
  http: 'fluent-bit' | 'zabbix',
): Result<readonly Place[]> {
  const read = readFluentBit(text)
  if (!read.ok) return read
  const uses = new Map<string, VariableUse>()
  const foreign = new Map<string, string>()
  const places: Place[] = []
  for (const plugin of read.value.plugins) {
    if (plugin.kind !== 'output') continue
    const found = placesOf(plugin, destination(plugin, read.value, hosts), http)
    for (const { place, part, more } of found) {
      places.push(...withDefault({ ...place, ...more }, text))
      if (place.kind !== 'env' || place.target === null) continue
      const { agent, output, host } = place
      if (!uses.has(place.target)) uses.set(place.target, { facts: { agent, output, host }, part, more })
    }
    // What another output sends elsewhere must not change with our key.
    if (found.length === 0)
      for (const setting of plugin.settings)
        for (const [, name] of setting.value.matchAll(/\$\{([\w.-]+)/g))
          if (name !== undefined) foreign.set(name, plugin.label)
  }
  places.push(...variablePlaces(read.value, uses, foreign))
  const kept = new Map<number, Place>()
  for (const place of places) {
    const other = kept.get(place.start)
    if (other === undefined || other.notEditable !== undefined) kept.set(place.start, place)
  }
  return ok([...kept.values()].sort((a, b) => a.start - b.start))
}

interface Destination {
  readonly host: string | null
  readonly provider: VendorHost['provider'] | null
  /** The file names a host, but by a variable that it does not set. */
  readonly open: boolean
}

function destination(plugin: Plugin, file: FluentBitFile, hosts: readonly VendorHost[]): Destination {
  const prefix = plugin.name === ibmOutput ? 'target_' : ''
  const written = settingOf(plugin, plugin.name === 'coralogix' ? 'endpoint' : `${prefix}host`)
  const port = settingOf(plugin, `${prefix}port`)
  if (written === undefined) return { host: null, provider: null, open: false }
  const address = expand(written, file)
  const full =
    port !== undefined && /^\d+$/.test(port) && !/:\d+/.test(address) ? `${address}:${port}` : address
  const host = hostSaid(full, hosts)
  return { host, provider: vendorOf(full, hosts), open: host === null }
}

interface Found {
  readonly place: Place
  readonly part: Part
  readonly more: Partial<Place>
}

function placesOf(plugin: Plugin, { host, provider, open }: Destination, http: AgentId): readonly Found[] {
  const facts = { output: plugin.label, host }
  const named = (key: string) => plugin.settings.filter((setting) => setting.key === key)
  const found = (setting: Setting, agent: AgentId, from: number, part: Part, more: Partial<Place>) => {
    const place = setting.place({ ...facts, agent, from })
    return place === null ? [] : [{ place, part, more }]
  }
  // A vendor's own plugin sends to that vendor unless the file names another host.
  if (plugin.name === 'coralogix' && (provider === 'coralogix' || host === null))
    return named('private_key').flatMap((setting) =>
      found(setting, 'fluent-bit', quoteAt(setting.value), 'token', {}),
    )
  if (plugin.name === ibmOutput && (provider === 'ibm-cloud' || host === null)) {
    if (/trustedprofile/i.test(settingOf(plugin, 'authentication_mode') ?? '')) return []
    const keys = named('iam_api_key').filter((setting) => setting.value !== '')
    return keys.length > 0
      ? keys.flatMap((setting) => found(setting, 'ibm-cloud-logs', quoteAt(setting.value), 'token', {}))
      : fromEnvironment(plugin).flatMap(([setting, more]) =>
          found(setting, 'ibm-cloud-logs', 0, 'token', more),
        )
  }
  if (!httpOutputs.includes(plugin.name) || (provider === null && !open)) return []
  return named('header').flatMap((setting) => {
    const header = readHeader(setting.value)
    if (header === null || setting.value === '') return []
    const whole = header.part === 'credentials' ? { onlyWhenNamed: moreThanKey } : {}
    const token = setting.value.slice(header.from)
    if (header.provider === 'aggregations-io' && provider === 'aggregations-io')
      return found(setting, http, header.from, header.part, {
        provider: 'aggregations-io',
        takes: ['personal', 'org-wide'],
      })
    if (header.provider === 'aggregations-io') return []
    if (provider === 'coralogix') return found(setting, http, header.from, header.part, whole)
    const path = settingOf(plugin, 'uri') ?? ''
    return open && (vendorPath.test(path) || looksLikeKey(token))
      ? found(setting, http, header.from, header.part, { onlyWhenNamed: unknownHost })
      : []
  })
}

/** The plugin reads its key from the environment when the block has none: by its Id first, then by the usual name. */
function fromEnvironment(plugin: Plugin): readonly (readonly [Setting, Partial<Place>])[] {
  const usual = plugin.settings.filter((setting) => setting.key === 'name').slice(-1)
  const byId = plugin.settings.filter((setting) => setting.key === 'id' && setting.value !== '').slice(-1)
  const doubt = { onlyWhenNamed: 'it is usually not set, and then the plugin takes IAM_API_KEY' }
  return [
    ...usual.map((setting) => [setting, { kind: 'env', target: 'IAM_API_KEY' }] as const),
    ...byId.map((setting) => {
      const target = `IAM_API_KEY_${setting.value.replaceAll('-', '_')}`
      return [setting, { kind: 'env', target, ...doubt }] as const
    }),
  ]
}

const settingOf = (plugin: Plugin, key: string): string | undefined =>
  plugin.settings.findLast((setting) => setting.key === key)?.value

/** Replaces `${NAME}` by what the file itself sets, or by its default; a name with neither stays. */
const expand = (text: string, file: FluentBitFile): string =>
  text.replace(/\$\{([\w.-]+)(?::-([^}]*))?\}/g, (whole, name: string, fallback?: string) => {
    const set = file.variables.findLast((each) => each.key === name && each.form === 'value')
    return set?.value ?? fallback ?? whole
  })

/** `${NAME:-KEY}`: the key that stands in it counts where the variable is not set. */
function withDefault(place: Place, text: string): readonly Place[] {
  const match = /^(\$\{([\w.-]+):-)([^}]+)\}$/.exec(text.slice(place.start, place.end))
  if (place.kind !== 'env' || match?.[1] === undefined || !looksLikeKey(match[3] ?? '')) return [place]
  const from = place.start + match[1].length
  return [
    { ...place, end: from },
    {
      ...place,
      start: from,
      end: place.end - 1,
      column: place.column + match[1].length,
      kind: 'literal',
      target: null,
      onlyWhenNamed: `it counts only where ${match[2]} is not set`,
    },
  ]
}

function variablePlaces(
  file: FluentBitFile,
  uses: ReadonlyMap<string, VariableUse>,
  foreign: ReadonlyMap<string, string>,
): readonly Place[] {
  return file.variables.flatMap((variable) => {
    const use = uses.get(variable.key)
    if (use === undefined) return []
    const from = variable.form === 'file' ? filePathAt(variable.value) : keyAt(variable.value, use.part)
    if (from === null) return []
    const place = variable.place({ ...use.facts, output: `env ${variable.key}`, from })
    if (place === null) return []
    const elsewhere = foreign.get(variable.key)
    const reason = elsewhere === undefined ? undefined : `the output ${elsewhere} uses the same variable`
    const file = variable.form === 'file' ? { kind: 'file' as const, target: variable.value.slice(from) } : {}
    return [
      {
        ...place,
        ...definitionFacts(use.more),
        ...file,
        ...(reason === undefined ? {} : { notEditable: reason }),
      },
    ]
  })
}

/** What holds for the variable too: whose key it is, and a doubt about the host; not how the header names it. */
function definitionFacts({ onlyWhenNamed, ...more }: Partial<Place>): Partial<Place> {
  return onlyWhenNamed === unknownHost ? { ...more, onlyWhenNamed } : more
}
