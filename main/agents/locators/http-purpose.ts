import type { AgentId, ProviderId } from '../../../shared/model.ts'
import { endpointOf, hostName, ownerOf, type VendorHost } from './hosts.ts'

/** What a request is for, by its address: whose key it takes and in which headers. */
export interface Purpose {
  readonly agent: AgentId
  readonly provider: ProviderId
  readonly host: string | null
  /** Lower-case names of the headers that carry the key, and whether `Bearer` may be left out. */
  readonly headers: Readonly<Record<string, 'bearer' | 'bare' | 'bare-or-bearer'>>
}

/** `foreign`: a host of somebody else. `other`: for something that no agent here does. `unknown`: some ingress. */
export type Target = Purpose | 'foreign' | 'other' | 'unknown'

/** The ingress, and what it was called before there was one. */
const ingest =
  /^(ingress|private-link|otel-metrics|otel-logs|otel-traces|tracing-ingress|metrics-api|prometheus-gateway)\./
const retired = /\/(logs\/rest\/(singles|bulk)|api\/v1\/logs)\b/

/** What a request to this address is for. A `${X}` in it is a part that the script does not say. */
export function targetOf(address: string, hosts: readonly VendorHost[]): Target {
  const endpoint = endpointOf(address)
  if (endpoint === null) return /(^|\/\/)ingress\.[^/]*\$/.test(address) ? 'unknown' : 'other'
  const owner = ownerOf(endpoint, hosts)
  if (owner === null) return 'foreign'
  const host = hostName(address)
  const path = address.replace(/^[a-z]+:\/\//i, '').replace(/^[^/?]*/, '')
  if (owner.provider === 'aggregations-io')
    return { agent: 'aggregations-io', provider: owner.provider, host, headers: { 'x-api-token': 'bare' } }
  if (owner.provider !== 'coralogix') return 'other'
  const common = { provider: owner.provider, host }
  if (path.startsWith('/api/metrics/cardinality'))
    return { ...common, agent: 'metrics-cardinality', headers: { authorization: 'bare-or-bearer' } }
  const reads = /^api\./.test(endpoint.host) && /^\/(metrics\/api|data\/os-api)\b/.test(path)
  if (reads || /^\/grafana\/api\b/.test(path))
    return { ...common, agent: 'grafana-api', headers: { authorization: 'bearer', token: 'bare' } }
  if (retired.test(path))
    return {
      ...common,
      agent: 'custom-metrics',
      headers: { authorization: 'bare-or-bearer', private_key: 'bare' },
    }
  // An account's own ingress: a host of its own, or one with a port.
  const own =
    owner.domain.includes(':') || (owner.domain === endpoint.host && !/(^|\.)coralogix/.test(owner.domain))
  if (own || ingest.test(endpoint.host))
    return { ...common, agent: 'custom-metrics', headers: { authorization: 'bearer' } }
  return 'other'
}
