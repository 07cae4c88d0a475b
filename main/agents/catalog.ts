import type { AgentId, AgentInfo, KeyType } from '../../shared/model.ts'
import { agentIds } from '../../shared/names.ts'
import type { Agent } from './agent.ts'
import { dotenv } from './dotenv.ts'
import { filebeat } from './filebeat.ts'
import { fluentBit } from './fluent-bit.ts'
import { comingLater } from './later.ts'
import { opentelemetry } from './opentelemetry.ts'
import { prometheus } from './prometheus.ts'
import { prometheusAlertmanager } from './prometheus-alertmanager.ts'
import { winlogbeat } from './winlogbeat.ts'

/**
 * Every agent that has a file here. Order decides where a text could be two agents': the narrower comes first,
 * carriers last. A new agent is a file and a line.
 */
export const catalog: readonly Agent[] = [
  filebeat,
  winlogbeat,
  prometheusAlertmanager,
  opentelemetry,
  prometheus,
  fluentBit,
  dotenv,
]

/** All ids of the model in its order: what Keyturn handles, what it refuses and why, what comes later. */
export function agentInfos(): readonly AgentInfo[] {
  const infos = new Map<AgentId, AgentInfo>(comingLater.map((info) => [info.id, info]))
  for (const agent of catalog)
    infos.set(agent.id, {
      id: agent.id,
      name: agent.name,
      docsUrl: agent.docsUrl,
      supported: agent.refusal === undefined,
      reason: agent.refusal ?? null,
      takes: agent.takes,
      files: agent.files,
      formats: agent.formats,
      afterChange: agent.afterChange,
    })
  return agentIds.map((id) => infos.get(id)).filter((info) => info !== undefined)
}

/** The agent whose file this is; null when none claims it. `fileName` is a hint only. */
export const agentOf = (text: string, hosts: readonly string[], fileName: string): Agent | null =>
  catalog.find((agent) => agent.detect(text.replace(/^\uFEFF/, ''), hosts, fileName)) ?? null

/** The key types that the agent inside a place takes. */
export const takenBy = (id: AgentId): readonly KeyType[] =>
  catalog.find((agent) => agent.id === id)?.takes ?? comingLater.find((info) => info.id === id)?.takes ?? []
