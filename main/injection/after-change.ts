import type { Agent, Place } from '../agents/agent.ts'
import { agentNamed } from '../agents/catalog.ts'
import type { FarPlace } from './followed.ts'

/** Carriers whose variables go to a process that the agent's own sentence is about. */
const plainCarriers = ['dotenv', 'systemd']

/**
 * What to do so that a changed place is picked up, one sentence, by where the value stands and the agent inside.
 * `end`: the place is indirect, and its value stands there.
 */
export function afterSentences(agent: Agent, place: Place, end: FarPlace | null): string {
  const inside = agentNamed(place.agent) ?? agent
  const whole = inside.afterChange === '' ? agent.afterChange : inside.afterChange
  if (end?.stands === 'key-file') return inside.afterKeyFileChange ?? whole
  if (end?.stands === 'secret') return agent.afterChange
  const ways = end?.stands === 'variable' ? end.via : [agent]
  // A service, container or pod gets its environment from its platform, which knows how to pass on a new one.
  const platform = ways.find((each) => each.group === 'carrier' && !plainCarriers.includes(each.id))
  if (platform !== undefined) return platform.afterChange
  if (agent.group !== 'carrier') return whole
  return inside.afterEnvironmentChange ?? agent.afterChange
}
