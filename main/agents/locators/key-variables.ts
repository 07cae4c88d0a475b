import type { AgentId } from '../../../shared/model.ts'

/** A variable that carries a key, with the agent that reads it. */
export interface KeyVariable {
  readonly agent: AgentId
  /** The name means something else elsewhere, so it counts only beside another sign of the vendor. */
  readonly general?: true
}

/** Variables that carry a key, by name. */
export const keyVariables: ReadonlyMap<string, KeyVariable> = new Map<string, KeyVariable>([
  ['CORALOGIX_PRIVATE_KEY', { agent: 'opentelemetry' }],
  ['PRIVATE_KEY', { agent: 'opentelemetry', general: true }],
  ['CX_API_KEY', { agent: 'lambda' }],
  ['CX_PRIVATE_KEY', { agent: 'lambda' }],
  ['CX_TOKEN', { agent: 'custom-metrics' }],
  ['Api_Key', { agent: 'fluent-bit', general: true }],
  ['IAM_API_KEY', { agent: 'ibm-cloud-logs' }],
  ['CORALOGIX_API_KEY', { agent: 'dotenv' }],
])

/** A list of headers, one of which may be `Authorization=Bearer KEY`. */
export const headersVariable = /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?HEADERS$/

/** A variable that says where the data goes. */
export const endpointVariable =
  /^(OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT|CORALOGIX_(DOMAIN|ENDPOINT)|CX_(DOMAIN|ENDPOINT)|ENDPOINT)$/

export const ambiguousApiKey =
  'CORALOGIX_API_KEY is a Send-Your-Data key for the AWS shipper, but a management key for Terraform and the CLI'
