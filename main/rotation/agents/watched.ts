import type { AgentAddress, AgentReading, Watched } from '../rotation-ports.ts'

/** Start times that were reckoned from an uptime may differ by so much, in milliseconds. */
const jitter = 2_000

/**
 * What an agent sent, and what was refused, from one reading to a later one. Pure. Counters that began again count
 * from zero, and what is still under way is not sent yet.
 */
export function watched(agent: AgentAddress, first: AgentReading | null, last: AgentReading | null): Watched {
  const name = agent.agentName
  if (first === null || last === null)
    return { outcome: 'unproven', text: `${name} cannot be asked what it sends.` }
  if (last.sent === null && last.failed === null)
    return { outcome: 'unproven', text: `${name} does not say what it sends.` }
  const again = beganAgain(first, last)
  const failed = grown(first.failed, last.failed, again)
  if (failed !== null && failed > 0)
    return {
      outcome: 'refused',
      text: `${name} reports ${failed} more that were refused or given up since ${at(first.at)}.`,
    }
  const sent = grown(first.sent, last.sent, again)
  if (sent === null)
    return { outcome: 'unproven', text: `${name} reports no refusal, and does not say what it sent.` }
  const arrived = sent - (last.underWay ?? 0)
  if (arrived <= 0)
    return {
      outcome: 'silent',
      text: `${name} has sent nothing since ${at(first.at)}, so nothing is proven.`,
    }
  const refusals = failed === null ? ' It does not say what was refused.' : ' Nothing was refused.'
  return { outcome: 'ok', text: `${name} has sent ${arrived} since ${at(first.at)}.${refusals}` }
}

/** A restart, a reload that began with new counters, or both. */
function beganAgain(first: AgentReading, last: AgentReading): boolean {
  const lower = (name: 'sent' | 'failed'): boolean =>
    first[name] !== null && last[name] !== null && last[name] < first[name]
  const started = Date.parse(last.startedAt ?? '') - Date.parse(first.startedAt ?? '')
  return started > jitter || lower('sent') || lower('failed')
}

/** How much a counter grew; null where that is not known. */
function grown(first: number | null, last: number | null, again: boolean): number | null {
  if (last === null) return null
  if (again) return last
  return first === null ? null : last - first
}

const at = (time: string): string => time.replace(/\.\d+Z$/, 'Z')
