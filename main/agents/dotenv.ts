import { ok, type Result } from '../../shared/errors.ts'
import type { AgentId } from '../../shared/model.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { type Assignment, dotenvTree, readDotenv } from './locators/dotenv.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import { bearerTokenStart, looksLikeKey, positionOf, referenceIn } from './locators/text.ts'

/**
 * Variables that carry a key, with the agent that reads them. `general` names mean something else elsewhere, so
 * they count only beside another sign of the vendor.
 */
const variables: Readonly<Record<string, { readonly agent: AgentId; readonly general?: true }>> = {
  CORALOGIX_PRIVATE_KEY: { agent: 'opentelemetry' },
  PRIVATE_KEY: { agent: 'opentelemetry', general: true },
  CX_API_KEY: { agent: 'lambda' },
  CX_TOKEN: { agent: 'custom-metrics' },
  Api_Key: { agent: 'fluent-bit', general: true },
  IAM_API_KEY: { agent: 'ibm-cloud-logs' },
  CORALOGIX_API_KEY: { agent: 'dotenv' },
}
const headersVariable = /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?HEADERS$/
const endpointVariable =
  /^(OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT|CORALOGIX_(DOMAIN|ENDPOINT)|CX_(DOMAIN|ENDPOINT)|ENDPOINT)$/

const ambiguous =
  'CORALOGIX_API_KEY is a Send-Your-Data key for the AWS shipper, but a management key for Terraform and the CLI'

/** `.env` files: the carrier of many agents. Places are found by the variable's name. */
export const dotenv: Agent = {
  id: 'dotenv',
  name: '.env file',
  group: 'carrier',
  needs: 'A variable such as CORALOGIX_PRIVATE_KEY, CX_API_KEY or OTEL_EXPORTER_OTLP_HEADERS.',
  docsUrl: 'https://coralogix.com/docs/user-guides/account-management/api-keys/send-your-data-api-key/',
  takes: ['send-your-data', 'team', 'personal'],
  files: ['.env', '/etc/default/fluent-bit', '/etc/otelcol-contrib/otelcol-contrib.conf'],
  formats: ['env'],
  afterChange: 'Restart what reads the file: a running process keeps the old environment.',
  detect: (text, _hosts, fileName) => {
    const named = /(^|[\\/.])env(\.[\w-]+)?$|\.env(\.[\w-]+)?$/i.test(fileName)
    if (named) return true
    if (
      !/^[ \t]*(?:export[ \t]+)?(?:CORALOGIX_|CX_|OTEL_EXPORTER_OTLP_|PRIVATE_KEY|Api_Key|IAM_API_KEY)/m.test(
        text,
      )
    )
      return false
    return readDotenv(text).ok
  },
  locate(text, hosts): Result<readonly Place[]> {
    const read = readDotenv(text)
    if (!read.ok) return read
    return ok(
      read.value.map((assignment) => placeIn(text, assignment, read.value, hosts)).filter((p) => p !== null),
    )
  },
  tree: (text) => dotenvTree(text),
  snippet,
}

function placeIn(
  text: string,
  assignment: Assignment,
  all: readonly Assignment[],
  hosts: readonly VendorHost[],
): Place | null {
  if (headersVariable.test(assignment.name)) return headerPlace(text, assignment, all, hosts)
  const known = Object.hasOwn(variables, assignment.name) ? variables[assignment.name] : undefined
  if (known === undefined) return null
  const hint = all.find((each) => endpointVariable.test(each.name) && isOurs(each.value, hosts))
  const host = known.agent === 'ibm-cloud-logs' || hint === undefined ? null : hostName(hint.value)
  const vendorNear = hint !== undefined || all.some((each) => /^(CORALOGIX|CX)_/.test(each.name))
  const doubt =
    assignment.name === 'CORALOGIX_API_KEY'
      ? ambiguous
      : known.general === true && !vendorNear && !looksLikeKey(assignment.value)
        ? `${assignment.name} is a common name, and nothing in the file says that it is a key of this vendor`
        : null
  return toPlace(text, assignment, 0, assignment.value.length, known.agent, host, doubt, 'bare')
}

/** `Authorization=Bearer KEY` in a list of headers, percent-encoded or not. */
function headerPlace(
  text: string,
  assignment: Assignment,
  all: readonly Assignment[],
  hosts: readonly VendorHost[],
): Place | null {
  const header = /(^|,)([ \t]*authorization[ \t]*=)([^,]*)/i.exec(assignment.value)
  if (header?.[3] === undefined) return null
  const skip = bearerTokenStart(header[3])
  if (skip === null) return null
  const signal = assignment.name.replace('_HEADERS', '_ENDPOINT')
  const endpoint =
    all.find((each) => each.name === signal) ??
    all.find((each) => each.name === 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const host = endpoint === undefined ? null : hostName(endpoint.value)
  if (host !== null && endpoint !== undefined && !isOurs(endpoint.value, hosts)) return null
  const from = header.index + (header[1]?.length ?? 0) + (header[2]?.length ?? 0) + skip
  const token = header[3].slice(skip).trimEnd()
  const doubt =
    host === null && !looksLikeKey(decode(token))
      ? 'the file does not say where these headers are sent, and the value does not look like a key of this vendor'
      : null
  return toPlace(text, assignment, from, from + token.length, 'opentelemetry', host, doubt, 'header')
}

const decode = (token: string): string => {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

function toPlace(
  text: string,
  assignment: Assignment,
  from: number,
  to: number,
  agent: AgentId,
  host: string | null,
  doubt: string | null,
  form: 'bare' | 'header',
): Place {
  const start = assignment.start + from
  const token = text.slice(start, assignment.start + to)
  const reference = referenceIn(token)
  const reason = assignment.doubt ?? (/\s/.test(token) ? 'there is more than the key in it' : null)
  const quoting = { '"': 'double', "'": 'single', '`': 'single', '': 'plain' } as const
  return {
    start,
    end: start + token.length,
    ...positionOf(text, start),
    agent,
    output: assignment.name,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: form === 'header' ? 'percent' : quoting[assignment.quote],
    ...(reason === null ? {} : { notEditable: reason }),
    ...(doubt === null ? {} : { onlyWhenNamed: doubt }),
    host,
  }
}

function snippet(options: SnippetOptions): string {
  const address =
    options.domain === null
      ? `CORALOGIX_ENDPOINT=${options.ingressUrl}`
      : `CORALOGIX_DOMAIN=${options.domain}`
  const key =
    options.value === null
      ? '# Put the key in with: keyturn inject FILE --key ID\nCORALOGIX_PRIVATE_KEY='
      : `CORALOGIX_PRIVATE_KEY=${options.value}`
  return `${address}
${key}
CORALOGIX_APPLICATION_NAME='${options.application}'
CORALOGIX_SUBSYSTEM_NAME='${options.subsystem}'
`
}
