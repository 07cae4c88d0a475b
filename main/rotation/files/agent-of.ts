import { createHash } from 'node:crypto'
import type { AgentId, OutsideEnd } from '../../../shared/model.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import type { Agent } from '../../agents/agent.ts'
import { agentNamed } from '../../agents/catalog.ts'
import { afterSentences } from '../../injection/after-change.ts'
import { checkerOf } from '../../injection/checking.ts'
import type { InjectionPorts } from '../../injection/injection-ports.ts'
import type { LookedConfig } from '../../injection/looking.ts'
import type { SurveyedAgent } from '../rotation-ports.ts'
import { type Hit, outsideWays } from './hits.ts'

/** Carriers that hand their values to a process when it starts. */
const environments: readonly AgentId[] = [
  'dotenv',
  'systemd',
  'compose',
  'launchd',
  'ecs-task',
  'lambda',
  'kubernetes-secret',
]

/** The agent of a config on this machine that carries the key. */
export async function agentAt(
  ports: InjectionPorts,
  config: LookedConfig,
  target: AgentTarget | null,
  hits: readonly Hit[],
  outside: OutsideEnd | null,
): Promise<SurveyedAgent> {
  const file = target?.file ?? config.path
  const reader = config.surveyed.ok ? config.surveyed.value.agent : null
  const agent = reader === null ? null : insideOf(reader, hits)
  const after = hits.map((hit) => afterOf(config, reader, hit)).filter((sentence) => sentence !== '')
  const beyond = outside === null ? [] : outsideWays(config).map(({ place }) => ({ place, file }))
  return {
    id: idOf(null, file),
    file,
    host: null,
    agent: agent?.id ?? null,
    agentName: agent?.name ?? 'Agent',
    files: [...new Set(hits.map((hit) => hit.file))],
    uses: [...hits.map(({ place }) => ({ place, file })), ...beyond].map(({ place, ...where }) => ({
      ...where,
      line: place.line,
      output: place.output,
      kind: place.kind,
    })),
    carriedBy: hits.length === 0 ? 'outside' : carriedBy(config, reader, hits),
    afterChange: [...new Set(after)].join(' ') || reader?.afterEnvironmentChange || reader?.afterChange || '',
    checker: reader === null ? null : await checkerOf(ports, reader, file),
    controlUrl: target?.controlUrl ?? null,
    reloadCommand: target?.reloadCommand ?? null,
    outside,
  }
}

/** An agent on another host: only the user can look there. */
export function remoteAgent(target: AgentTarget): SurveyedAgent {
  const agent = target.agent === null ? null : agentNamed(target.agent)
  return {
    id: idOf(target.host, target.file),
    file: target.file,
    host: target.host,
    agent: target.agent,
    agentName: agent?.name ?? 'Agent',
    files: [],
    uses: [],
    carriedBy: 'outside',
    afterChange: `Put the new key into ${target.file} on ${target.host}, and let its agent load it.`,
    checker: null,
    controlUrl: target.controlUrl,
    reloadCommand: target.reloadCommand,
    outside: null,
  }
}

const idOf = (host: string | null, file: string): string =>
  createHash('sha256')
    .update(`${host ?? ''}\0${file}`)
    .digest('hex')
    .slice(0, 16)

/** A file of variables is named for the agent whose they are, where all are one agent's. */
function insideOf(reader: Agent, hits: readonly Hit[]): Agent {
  const inside = new Set(hits.map(({ place }) => place.agent))
  const [only, ...others] = inside
  const known = only === undefined || others.length > 0 ? null : agentNamed(only)
  return environments.includes(reader.id) && known !== null ? known : reader
}

function carriedBy(
  config: LookedConfig,
  reader: Agent | null,
  hits: readonly Hit[],
): SurveyedAgent['carriedBy'] {
  const ways = new Set(
    hits.map(({ end }) => {
      if (end?.stands === 'key-file' || (end === null && config.keyFile)) return 'key-file'
      if (end !== null) return 'environment'
      return reader !== null && environments.includes(reader.id) ? 'environment' : 'config'
    }),
  )
  // Of several ways the one counts that asks for most: who starts the agent again loads its config too.
  return ways.has('environment') ? 'environment' : ways.has('config') ? 'config' : 'key-file'
}

function afterOf(config: LookedConfig, reader: Agent | null, { place, end }: Hit): string {
  if (end !== null) return afterSentences(end.agent, end.place, end)
  if (reader === null) return ''
  return config.keyFile
    ? (reader.afterKeyFileChange ?? reader.afterChange)
    : afterSentences(reader, place, null)
}
