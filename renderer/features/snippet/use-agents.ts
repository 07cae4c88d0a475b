import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { AgentInfo } from '../../../shared/model.ts'
import { api } from '../../api.ts'

/** The agents that Keyturn knows; null until they are there. */
export function useAgents() {
  const [agents, setAgents] = useState<readonly AgentInfo[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let gone = false
    void api['agents.list']().then((answer) => {
      if (gone) return
      if (answer.ok) setAgents(answer.value)
      else setFailure(answer.failure)
    })
    return () => {
      gone = true
    }
  }, [])
  return { agents, failure }
}
