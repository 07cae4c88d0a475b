import type { AgentControl } from '../agent.ts'
import { numberOf, objectOf, since } from './metrics.ts'

const path = '/_node/stats'
const part = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/**
 * Logstash over its API (9600 as a rule). Its counters say what went through a pipeline, not what the other side took,
 * so they prove no delivery.
 */
export const logstashControl: AgentControl = {
  shows: 'reload-count',
  paths: [path],
  read(answers, { at }) {
    const stats = objectOf(answers.get(path))
    const uptime = numberOf(part(stats?.jvm, 'uptime_in_millis'))
    const reloads = numberOf(part(stats?.reloads, 'successes'))
    if (uptime === null && reloads === null) return null
    return {
      startedAt: since(at, uptime === null ? null : uptime / 1000),
      reloads,
      lastReloadAt: null,
      lastReloadOk: null,
      sent: null,
      failed: null,
    }
  },
}
