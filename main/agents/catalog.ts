import type { AgentId, AgentInfo, KeyType, ProviderId } from '../../shared/model.ts'
import { agentIds } from '../../shared/names.ts'
import type { Agent, Place } from './agent.ts'
import { aggregationsIo } from './aggregations-io.ts'
import { compose } from './compose.ts'
import { customMetrics } from './custom-metrics.ts'
import { dotenv } from './dotenv.ts'
import { ecsTask } from './ecs-task.ts'
import { filebeat } from './filebeat.ts'
import { fluentBit } from './fluent-bit.ts'
import { fluentd } from './fluentd.ts'
import { grafanaApi } from './grafana-api.ts'
import { helmValues } from './helm-values.ts'
import { ibmCloudLogs } from './ibm-cloud-logs.ts'
import { kubernetesConfigmap } from './kubernetes-configmap.ts'
import { kubernetesSecret } from './kubernetes-secret.ts'
import { lambda } from './lambda.ts'
import { launchd } from './launchd.ts'
import type { VendorHost } from './locators/hosts.ts'
import { logstash } from './logstash.ts'
import { metricsCardinality } from './metrics-cardinality.ts'
import { nagios } from './nagios.ts'
import { opentelemetry } from './opentelemetry.ts'
import { prometheus } from './prometheus.ts'
import { prometheusAgent } from './prometheus-agent.ts'
import { prometheusAlertmanager } from './prometheus-alertmanager.ts'
import { prometheusOperator } from './prometheus-operator.ts'
import { prometheusServer } from './prometheus-server.ts'
import { rabbitmqMetrics } from './rabbitmq-metrics.ts'
import { statsd } from './statsd.ts'
import { systemd } from './systemd.ts'
import { telegraf } from './telegraf.ts'
import { telegrafOperator } from './telegraf-operator.ts'
import { terraform } from './terraform.ts'
import { vector } from './vector.ts'
import { winlogbeat } from './winlogbeat.ts'
import { zabbix } from './zabbix.ts'

/**
 * Every agent and carrier. Order decides where a text could be two agents': the narrower comes first. Manifests and
 * unit files come before what could stand inside them; files that are known by little more than names come last.
 */
export const catalog: readonly Agent[] = [
  filebeat,
  winlogbeat,
  prometheusAlertmanager,
  telegrafOperator,
  kubernetesSecret,
  kubernetesConfigmap,
  ecsTask,
  lambda,
  compose,
  launchd,
  systemd,
  terraform,
  prometheusOperator,
  statsd,
  opentelemetry,
  prometheus,
  prometheusServer,
  prometheusAgent,
  zabbix,
  ibmCloudLogs,
  fluentBit,
  fluentd,
  logstash,
  vector,
  rabbitmqMetrics,
  telegraf,
  nagios,
  grafanaApi,
  aggregationsIo,
  helmValues,
  metricsCardinality,
  customMetrics,
  dotenv,
]

const byId: ReadonlyMap<AgentId, Agent> = new Map(catalog.map((agent) => [agent.id, agent]))

/** The agent with this id. */
export const agentNamed = (id: AgentId): Agent | null => byId.get(id) ?? null

/** All ids of the model in its order: what Keyturn handles, and what it refuses and why. */
export const agentInfos = (): readonly AgentInfo[] =>
  agentIds.flatMap((id) => {
    const agent = agentNamed(id)
    return agent === null ? [] : [infoOf(agent)]
  })

const infoOf = (agent: Agent): AgentInfo => ({
  id: agent.id,
  name: agent.name,
  group: agent.group,
  provider: vendorOf(agent),
  needs: agent.needs,
  docsUrl: agent.docsUrl,
  supported: agent.refusal === undefined,
  reason: agent.refusal ?? null,
  takes: agent.takes,
  files: agent.files,
  formats: agent.formats,
  afterChange: agent.afterChange,
})

/** The agent whose file this is; null when none claims it. `fileName` is a hint only. */
export const agentOf = (text: string, hosts: readonly VendorHost[], fileName: string): Agent | null => {
  const bare = text.replace(/^\uFEFF/, '')
  return catalog.find((agent) => agent.detect(bare, hosts, fileName)) ?? null
}

/** Whose keys an agent takes where nothing else is said. */
export const vendorOf = (agent: Pick<Agent, 'provider'> | null): ProviderId => agent?.provider ?? 'coralogix'

/** Whose keys, and which types of them, go to a place. */
export function takenAt(place: Place): { readonly provider: ProviderId; readonly types: readonly KeyType[] } {
  const agent = agentNamed(place.agent)
  return {
    provider: place.provider ?? vendorOf(agent),
    types: place.takes ?? agent?.takes ?? [],
  }
}
