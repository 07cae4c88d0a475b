/** The closed sets of names, as plain lists: what only needs them does not load the schema library. */

export const providerIds = ['coralogix', 'ibm-cloud', 'aggregations-io'] as const

export const providerNames: Readonly<Record<(typeof providerIds)[number], string>> = {
  coralogix: 'Coralogix',
  'ibm-cloud': 'IBM Cloud',
  'aggregations-io': 'Aggregations.io',
}

/** How an account's keys are reached: REST, gRPC where REST has no such route, or one of them alone. */
export const transports = ['auto', 'rest', 'grpc'] as const

/** Coralogix, then IBM Cloud, then Aggregations.io, whose other type is `personal` too. */
export const keyTypes = [
  'send-your-data',
  'team',
  'personal',
  'organisation',
  'user',
  'service-id',
  'org-wide',
] as const

/** What can be done to a key, as far as its vendor and the key allow it. */
export const keyActions = [
  'rename',
  'describe',
  'enable',
  'disable',
  'delete',
  'lock',
  'unlock',
  'permissions',
  'policy',
  'history',
  'verify',
] as const

/** From a service ID to a key that may send, in this order. */
export const setupSteps = ['service-id', 'sender-role', 'key', 'verify'] as const

/** The one-time capture, step by step, in this order (design section 4). */
export const captureSteps = [
  'preflight',
  'intent',
  'asked',
  'received',
  'kept',
  'read-back',
  'stored',
  'renamed',
] as const

/** What an entry of the catalogue is: it sends telemetry, reads from the vendor, carries another's key, or is refused. */
export const agentGroups = ['agent', 'reader', 'carrier', 'refused'] as const

/** Agents, carriers, and what is recognised and refused. */
export const agentIds = [
  'logstash',
  'fluent-bit',
  'vector',
  'fluentd',
  'opentelemetry',
  'prometheus',
  'prometheus-server',
  'prometheus-agent',
  'prometheus-operator',
  'metrics-cardinality',
  'grafana-api',
  'telegraf',
  'telegraf-operator',
  'zabbix',
  'nagios',
  'statsd',
  'custom-metrics',
  'rabbitmq-metrics',
  'filebeat',
  'winlogbeat',
  'prometheus-alertmanager',
  'ibm-cloud-logs',
  'aggregations-io',
  'dotenv',
  'systemd',
  'compose',
  'kubernetes-secret',
  'kubernetes-configmap',
  'helm-values',
  'ecs-task',
  'lambda',
  'launchd',
  'terraform',
] as const

export const rotationModes = ['planned', 'leaked', 'leaked-cut-first'] as const

/** The arrows of a rotation (design section 6), then those of its undoing. */
export const rotationSteps = [
  'create',
  'write',
  'check',
  'reload',
  'adopt',
  'canary',
  'watch',
  'cut',
  'soak',
  'delete',
  'bring-back',
  'put-back',
  'reload-back',
  'retire',
] as const

export const evidenceOutcomes = ['ok', 'failed', 'unproven', 'word', 'skipped'] as const
