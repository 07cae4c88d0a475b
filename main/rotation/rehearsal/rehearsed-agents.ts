import { ok } from '../../../shared/errors.ts'
import type { RotationAgents } from '../rotation-ports.ts'

/** Agents that are left alone: says what would be done, and that nothing of it was proven. */
export const rehearsedAgents = (real: Pick<RotationAgents, 'ways'>): RotationAgents => ({
  ways: (agent) => real.ways(agent),
  reading: async () => ok(null),
  reload: async (agent) => ok({ text: `Not done in a rehearsal. Would be: ${real.ways(agent).reloadText}` }),
  adopted: (agent) => ({
    outcome: 'ok',
    text: `Not asked in a rehearsal. Would be proven so: ${real.ways(agent).proofText}`,
  }),
  watched: (agent) => ({ outcome: 'ok', text: `${agent.agentName} is not watched in a rehearsal` }),
})
