import type { AgentId, KeyType } from '../../../shared/model.ts'
import type { FarEnd, Place } from '../agent.ts'
import { type DataNode, indirect } from './data-node.ts'
import { hostName, isOurs, type VendorHost } from './hosts.ts'
import { ambiguousApiKey, endpointVariable, headersVariable, keyVariables } from './key-variables.ts'
import { bearerTokenStart, looksLikeKey, referenceIn } from './text.ts'

/** One environment variable as a carrier sets it. */
export interface Setting {
  readonly name: string
  /** The scalar that holds its value; null where something else gives it. */
  readonly node: DataNode | null
  /** How much of the scalar stands before the value: `NAME=` in a list of assignments. */
  readonly skip: number
  /** The place that refers to where the value comes from, for a variable without one of its own. */
  readonly from: Place | null
}

export interface Reference {
  readonly kind: 'env' | 'file' | 'secret'
  readonly target: string
  readonly far?: FarEnd
}

export interface SettingFacts {
  readonly hosts: readonly VendorHost[]
  /** The carrier: what a variable of no known agent belongs to. */
  readonly carrier: AgentId
  /** How the place of a variable is called. */
  output(name: string): string
  /** What a value refers to by the carrier's own rules; the general ones unless given. */
  reference?(value: string, node: DataNode): Reference | null
  /** The agent that every ambiguous key goes to, where the carrier says it. */
  readonly apiKeysOf?: AgentId
}

/** The value of a setting; null where something else gives it. */
export const valueIn = (setting: Setting): string | null =>
  setting.node?.text?.slice(setting.skip) ?? (setting.node === null ? null : '')

/** The places of the variables that carry a key of ours, among all that one process gets. */
export function keySettings(settings: readonly Setting[], facts: SettingFacts): readonly Place[] {
  return settings
    .map((setting) =>
      headersVariable.test(setting.name)
        ? headerPlace(setting, settings, facts)
        : keyPlace(setting, settings, facts),
    )
    .filter((place) => place !== null)
}

/** The places of the variables of one name, whatever it is, in the order of the settings. */
export function settingsNamed(
  settings: readonly Setting[],
  name: string,
  facts: SettingFacts,
): readonly Place[] {
  return settings
    .filter((setting) => setting.name === name)
    .map((setting) => {
      if (headersVariable.test(name)) return headerPlace(setting, settings, facts)
      return place(setting, keyVariables.get(name)?.agent ?? facts.carrier, hostNear(settings, facts), facts)
    })
    .filter((found) => found !== null)
}

function hostNear(settings: readonly Setting[], facts: SettingFacts): string | null {
  const hint = settings.find(
    (each) => endpointVariable.test(each.name) && isOurs(valueIn(each) ?? '', facts.hosts),
  )
  return hint === undefined ? null : hostName(valueIn(hint) ?? '')
}

function keyPlace(setting: Setting, all: readonly Setting[], facts: SettingFacts): Place | null {
  const known = keyVariables.get(setting.name)
  if (known === undefined) return null
  const near = hostNear(all, facts)
  const host = known.agent === 'ibm-cloud-logs' ? null : near
  if (setting.name === 'CORALOGIX_API_KEY') {
    const { agent, takes, doubt } = apiKey(all, facts)
    const found = place(setting, agent, host, facts)
    return withDoubt(found === null || takes === null ? found : { ...found, takes }, doubt)
  }
  const vendorNear =
    near !== null || all.some((each) => each !== setting && /^(CORALOGIX|CX)_/.test(each.name))
  const doubtful = known.general === true && !vendorNear && !looksLikeKey(valueIn(setting) ?? '')
  const found = place(setting, known.agent, host, facts)
  return withDoubt(
    found,
    doubtful
      ? `${setting.name} is a common name, and nothing beside it says that it is a key of this vendor`
      : null,
  )
}

/** The ambiguous name: decided by the carrier or by what stands beside it. */
function apiKey(
  all: readonly Setting[],
  facts: SettingFacts,
): {
  readonly agent: AgentId
  readonly takes: readonly KeyType[] | null
  readonly doubt: string | null
} {
  const has = (name: string): boolean => all.some((each) => each.name === name)
  if (facts.apiKeysOf !== undefined) return { agent: facts.apiKeysOf, takes: null, doubt: null }
  if (has('CORALOGIX_ENV')) return { agent: 'terraform', takes: ['team', 'personal'], doubt: null }
  if (has('APP_NAME') && (has('CORALOGIX_DOMAIN') || has('CORALOGIX_ENDPOINT')))
    return { agent: 'lambda', takes: null, doubt: null }
  return { agent: facts.carrier, takes: ['send-your-data', 'team', 'personal'], doubt: ambiguousApiKey }
}

const withDoubt = (found: Place | null, doubt: string | null): Place | null =>
  found === null || doubt === null || found.kind !== 'literal' ? found : { ...found, onlyWhenNamed: doubt }

/** The bare value of a variable as a place. */
function place(setting: Setting, agent: AgentId, host: string | null, facts: SettingFacts): Place | null {
  const output = facts.output(setting.name)
  if (setting.node === null)
    return setting.from === null ? null : { ...setting.from, agent, output, host: setting.from.host ?? host }
  const value = valueIn(setting) ?? ''
  const quoted = setting.skip > 0 && /^["'].*["']$/.test(value)
  const found = setting.node.place({
    agent,
    output,
    host,
    carriage: { after: () => setting.skip },
    ...(quoted ? { notEditable: 'in this list its quotes are part of the value: remove them first' } : {}),
  })
  return referring(found, value, setting.node, facts)
}

function referring(found: Place | null, value: string, node: DataNode, facts: SettingFacts): Place | null {
  if (found === null) return null
  const reference = facts.reference === undefined ? referenceIn(value) : facts.reference(value, node)
  return reference === null ? { ...found, kind: 'literal', target: null } : indirect(found, reference)
}

/** `Authorization=Bearer KEY` in a list of headers, percent-encoded or not. */
function headerPlace(setting: Setting, all: readonly Setting[], facts: SettingFacts): Place | null {
  const own = (name: string): string | null => {
    const found = all.find((each) => each.name === name)
    return found === undefined ? null : valueIn(found)
  }
  const endpoint =
    own(setting.name.replace('_HEADERS', '_ENDPOINT')) ?? own('OTEL_EXPORTER_OTLP_ENDPOINT') ?? ''
  const host = hostName(endpoint)
  if (host !== null && !isOurs(endpoint, facts.hosts)) return null
  if (setting.node === null) return place(setting, 'opentelemetry', host, facts)
  const value = valueIn(setting) ?? ''
  const header = /(^|,)([ \t]*authorization[ \t]*=)([^,]*)/i.exec(value)
  const skip = header?.[3] === undefined ? null : bearerTokenStart(header[3])
  if (header?.[3] === undefined || skip === null) return null
  const from = setting.skip + header.index + (header[1]?.length ?? 0) + (header[2]?.length ?? 0) + skip
  const token = header[3].slice(skip).trimEnd()
  const found = setting.node.place({
    agent: 'opentelemetry',
    output: facts.output(setting.name),
    host,
    carriage: { after: () => from, length: () => token.length },
  })
  const at = referring(found, token, setting.node, facts)
  if (at === null) return null
  return withDoubt(
    { ...at, quoting: 'percent' },
    host === null && !looksLikeKey(decoded(token))
      ? 'nothing beside it says where these headers are sent, and the value does not look like a key of this vendor'
      : null,
  )
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}
