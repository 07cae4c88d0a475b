import type { AgentControl } from '../../agents/agent.ts'
import { agentNamed } from '../../agents/catalog.ts'
import { isLoopback } from '../../providers/endpoint.ts'
import type { AgentAddress, AgentWays } from '../rotation-ports.ts'

/** How an agent is reloaded and asked by its own address; undefined where that is not known. */
export const controlOf = (agent: AgentAddress): AgentControl | undefined =>
  agent.agent === null ? undefined : agentNamed(agent.agent)?.control

/** Whether an agent's own address, where it has one, is on this machine, and so its process and its clock. */
export const isHere = (controlUrl: string | null): boolean =>
  controlUrl === null || isLoopback(new URL(controlUrl).hostname)

/** It reads a key in a file of its own again by itself. */
export const reads = (agent: AgentAddress): boolean =>
  agent.carriedBy === 'key-file' && controlOf(agent)?.rereadsKeyFile === true

/** Whether a call to its own address makes it take the new key: a running process keeps its old environment. */
export const isReloadable = (agent: AgentAddress): boolean =>
  agent.controlUrl !== null &&
  controlOf(agent)?.reload !== undefined &&
  (agent.carriedBy === 'config' || agent.carriedBy === 'key-file')

/** What will be done so that an agent takes the new key, and how that will be proven. Does nothing. */
export function waysOf(agent: AgentAddress): AgentWays {
  const { agentName: name } = agent
  if (agent.host !== null)
    return {
      reload: 'word',
      reloadText: agent.afterChange,
      proofText: `It runs on ${agent.host}: you say when ${name} runs with the new key.`,
    }
  if (reads(agent))
    return {
      reload: 'none',
      reloadText: `Nothing: ${name} reads its key file again by itself.`,
      proofText: hasReading(agent)
        ? `${name} must have sent something after the file was written.`
        : `You say when ${name} sends with the new key.`,
    }
  if (agent.carriedBy === 'outside')
    return {
      reload: 'word',
      reloadText: agent.afterChange,
      proofText: `The key is out of reach: you say when ${name} runs with the new one.`,
    }
  const proofText = proofOf(agent)
  if (agent.reloadCommand !== null)
    return {
      reload: 'command',
      reloadText:
        agent.carriedBy === 'environment'
          ? `Your reload command is run; it must restart ${name}, which keeps its old environment otherwise.`
          : 'Your reload command is run.',
      proofText,
    }
  if (isReloadable(agent))
    return {
      reload: 'http',
      reloadText: `${name} is told to reload: POST ${controlOf(agent)?.reload?.path} at its own address.`,
      proofText,
    }
  return { reload: 'word', reloadText: agent.afterChange, proofText }
}

const hasReading = (agent: AgentAddress): boolean =>
  agent.controlUrl !== null && controlOf(agent) !== undefined

function proofOf(agent: AgentAddress): string {
  const name = agent.agentName
  const restart = `${name}'s process must have started after the file was written`
  if (agent.carriedBy === 'environment') return `${restart}; where that cannot be seen, you say so.`
  const shows = hasReading(agent) ? controlOf(agent)?.shows : 'restart'
  if (shows === 'reload-time')
    return `${name} must say that it loaded its configuration after the file was written.`
  if (shows === 'reload-count') return `${name} must count one reload more, or have started again.`
  if (shows === 'restart') return `${restart}; where it was only reloaded, you say so.`
  return `You say when ${name} runs with the new key.`
}
