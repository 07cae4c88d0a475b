import type { AgentId, KeyType } from '../../../shared/model.ts'
import { hostName, hostSaid, isOurs, type VendorHost, vendorOf } from './hosts.ts'
import { bearerTokenStart, looksLikeKey } from './text.ts'

/** One variable of an environment, its value as its reader gets it. */
export interface Setting {
  readonly name: string
  readonly value: string
}

/** Where a variable's value carries a key. */
export interface KeyInVariable {
  /** Offsets in the value. */
  readonly from: number
  readonly to: number
  readonly agent: AgentId
  readonly takes?: readonly KeyType[]
  /** `header`: in a list of headers, percent-encoded. */
  readonly form: 'bare' | 'header'
  /** Why it is not certain that a key of ours belongs there. */
  readonly doubt: string | null
  readonly host: string | null
}

/**
 * Variables that carry a key, with the agent that reads them. `general` names mean something else elsewhere, so
 * they count only beside another sign of the vendor.
 */
const known: Readonly<Record<string, { readonly agent: AgentId; readonly general?: true }>> = {
  CORALOGIX_PRIVATE_KEY: { agent: 'opentelemetry' },
  // The vendor's Prometheus image for ECS writes it into the configuration.
  CORALOGIX_PRIVATEKEY: { agent: 'prometheus' },
  PRIVATE_KEY: { agent: 'opentelemetry', general: true },
  CX_API_KEY: { agent: 'lambda' },
  CX_PRIVATE_KEY: { agent: 'lambda' },
  CX_TOKEN: { agent: 'custom-metrics', general: true },
  Api_Key: { agent: 'fluent-bit', general: true },
}
const ibmVariable = /^IAM_API_KEY(?:_\w+)?$/
const headersVariable = /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?HEADERS$/
const endpointVariable =
  /^(OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT|CORALOGIX_(DOMAIN|ENDPOINT)|CX_(DOMAIN|ENDPOINT)|ENDPOINT|Endpoint)$/
const ambiguousName = 'CORALOGIX_API_KEY'
/** What the AWS shipper is set up with; the Terraform provider and the CLI know none of it. */
const shipperVariable = /^(CORALOGIX_ENDPOINT|APP_NAME|SUB_NAME|INTEGRATION_TYPE|LOG_GROUP|BLOCKING_PATTERN)$/
/** What only the Terraform provider and the CLI know. */
const managementVariable = /^(CORALOGIX_ENV|CORALOGIX_ORG_KEY|TF_VAR_\w+|TF_\w+)$/

/**
 * Where one variable of an environment carries keys of ours. `all`: the whole environment, which says where the
 * data goes and what an ambiguous name means.
 */
export function keysIn(
  setting: Setting,
  all: readonly Setting[],
  hosts: readonly VendorHost[],
): readonly KeyInVariable[] {
  const { name, value } = setting
  if (headersVariable.test(name)) return keysInHeaders(setting, all, hosts)
  const bare = { from: 0, to: value.length, form: 'bare' as const }
  if (ibmVariable.test(name)) return [{ ...bare, agent: 'ibm-cloud-logs', doubt: null, host: null }]
  const meaning = Object.hasOwn(known, name) ? known[name] : undefined
  // Before the environment is looked through: it may have many variables.
  if (meaning === undefined && name !== ambiguousName) return []
  const hint = all.find((each) => endpointVariable.test(each.name) && isOurs(each.value, hosts))
  const host = hint === undefined ? null : hostName(hint.value)
  if (name === ambiguousName) return [{ ...bare, ...whatApiKeyIs(all), host }]
  if (meaning === undefined) return []
  const vendorNear =
    hint !== undefined || all.some((each) => each.name !== name && /^(CORALOGIX|CX)_/.test(each.name))
  const doubt =
    meaning.general === true && !vendorNear && !looksLikeKey(value)
      ? `${name} is a common name, and nothing in the file says that it is a key of this vendor`
      : null
  return [{ ...bare, agent: meaning.agent, doubt, host }]
}

/** The one name that is a Send-Your-Data key for one reader and a management key for another: neighbours decide. */
function whatApiKeyIs(all: readonly Setting[]): Pick<KeyInVariable, 'agent' | 'takes' | 'doubt'> {
  const shipper = all.some(({ name }) => shipperVariable.test(name))
  const management = all.some(({ name }) => managementVariable.test(name))
  if (shipper && !management) return { agent: 'lambda', takes: ['send-your-data'], doubt: null }
  if (management && !shipper) return { agent: 'dotenv', takes: ['team', 'personal'], doubt: null }
  return {
    agent: 'dotenv',
    takes: ['send-your-data', 'team', 'personal'],
    doubt: `${ambiguousName} is a Send-Your-Data key for the AWS shipper, but a management key for Terraform and the CLI`,
  }
}

/** `Authorization=Bearer KEY` and `x-api-token=KEY` in a list of headers, percent-encoded or not. */
function keysInHeaders(
  { name, value }: Setting,
  all: readonly Setting[],
  hosts: readonly VendorHost[],
): readonly KeyInVariable[] {
  const endpoint =
    all.find((each) => each.name === name.replace('_HEADERS', '_ENDPOINT')) ??
    all.find((each) => each.name === 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const host = endpoint === undefined ? null : hostSaid(endpoint.value, hosts)
  const whose = endpoint === undefined || host === null ? undefined : vendorOf(endpoint.value, hosts)
  const found: KeyInVariable[] = []
  for (const header of value.matchAll(/(?<=^|,)([ \t]*([\w-]+)[ \t]*=)([^,]*)/g)) {
    const [, before = '', title = '', content = ''] = header
    const bearer = title.toLowerCase() === 'authorization'
    if (!bearer && title.toLowerCase() !== 'x-api-token') continue
    const skip = bearer ? bearerTokenStart(content) : content.length - content.trimStart().length
    if (skip === null || (whose !== undefined && whose !== (bearer ? 'coralogix' : 'aggregations-io')))
      continue
    const token = content.slice(skip).trimEnd()
    const from = header.index + before.length + skip
    const doubt =
      whose !== undefined || (bearer && looksLikeKey(decoded(token)))
        ? null
        : 'the file does not say where these headers are sent, and the value does not look like a key of this vendor'
    const agent = bearer ? 'opentelemetry' : 'aggregations-io'
    found.push({ from, to: from + token.length, agent, form: 'header', doubt, host })
  }
  return found
}

const decoded = (token: string): string => {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}
