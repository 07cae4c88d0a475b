import { useEffect, useMemo } from 'react'
import type { Failure } from '../shared/errors.ts'
import type { AgentId, AgentInfo } from '../shared/model.ts'
import { api } from './api.ts'
import { useStore } from './store.ts'

let asking: Promise<void> | undefined

/** Asks for the agents once: they do not change while the app runs. After a failure the next one asks again. */
function askOnce(): Promise<void> {
  asking ??= api['agents.list']().then((answer) => {
    if (!answer.ok) asking = undefined
    useStore.setState(
      answer.ok ? { agents: answer.value, agentsFailure: null } : { agentsFailure: answer.failure },
    )
  })
  return asking
}

/** The agents that Keyturn knows; null until they are there. */
export function useAgents(): {
  readonly agents: readonly AgentInfo[] | null
  readonly failure: Failure | null
} {
  const agents = useStore((state) => state.agents)
  const failure = useStore((state) => state.agentsFailure)
  useEffect(() => void askOnce(), [])
  return { agents, failure }
}

/** The agents' names, for rows and for search; empty until they are there. */
export function useAgentNames(): ReadonlyMap<AgentId, string> {
  const { agents } = useAgents()
  return useMemo(() => new Map(agents?.map((agent) => [agent.id, agent.name])), [agents])
}
