import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { AgentControl } from '../../agents/agent.ts'
import { endpointOf, ownerOf, type VendorHost } from '../../agents/locators/hosts.ts'
import { type Clock, systemClock } from '../../clock.ts'
import type { AgentAddress, AgentReading, RotationAgents } from '../rotation-ports.ts'
import { adopted } from './adopted.ts'
import { type AgentHttp, agentHttp } from './agent-http.ts'
import { processStart } from './agent-process.ts'
import { runReloadCommand } from './reload-command.ts'
import { watched } from './watched.ts'
import { controlOf, isHere, isReloadable, waysOf } from './ways.ts'

export interface RotationAgentsParts {
  /** The domains of the vendors and of the accounts' own ingresses. */
  hosts(): readonly VendorHost[]
  readonly http?: AgentHttp
  readonly clock?: Clock
  /** When the process of a configuration started; null where that is not known. */
  readonly processStart?: typeof processStart
}

/** The agents' side of a rotation: this machine's processes, and agents' own HTTP addresses. */
export function rotationAgents(parts: RotationAgentsParts): RotationAgents {
  const http = parts.http ?? agentHttp()
  const clock = parts.clock ?? systemClock
  const startOf = parts.processStart ?? processStart
  const processOf = async (agent: AgentAddress): Promise<string | null> =>
    agent.host === null && isHere(agent.controlUrl)
      ? startOf(agent.file, agent.agent, () => clock.now())
      : null

  async function reading(agent: AgentAddress, signal?: AbortSignal): Promise<Result<AgentReading | null>> {
    const at = clock.now()
    const control = controlOf(agent)
    if (agent.controlUrl === null || control === undefined) {
      const startedAt = await processOf(agent)
      return ok(startedAt === null ? null : { ...unknown, at: at.toISOString(), startedAt })
    }
    const answers = await ask(agent, agent.controlUrl, control, signal)
    if (!answers.ok) return answers
    const said = control.read(answers.value, {
      at,
      outputs: agent.uses?.map(({ output }) => output) ?? [],
      ours: (address) => ownerOf(endpointOf(address), parts.hosts()) !== null,
    })
    if (said === null) {
      const tried = control.paths.join(', ')
      return fail(
        'refused',
        `${hostOf(agent.controlUrl)} answered, but not as ${agent.agentName} does (asked for ${tried}).`,
        "Give the agent target the address of the agent's own metrics.",
      )
    }
    const startedAt = said.startedAt ?? (await processOf(agent))
    return ok({ at: at.toISOString(), ...said, startedAt })
  }

  async function ask(
    agent: AgentAddress,
    address: string,
    control: AgentControl,
    signal: AbortSignal | undefined,
  ): Promise<Result<ReadonlyMap<string, string>>> {
    const answers = new Map<string, string>()
    let last = 0
    for (const path of control.paths) {
      const answer = await http.call('GET', below(address, path), null, signal)
      if (!answer.ok)
        return fail(answer.failure.code, `${agent.agentName}: ${answer.failure.message}`, answer.failure.hint)
      last = answer.value.status
      if (last >= 200 && last < 300) answers.set(path, answer.value.text)
    }
    if (answers.size > 0) return ok(answers)
    return fail(
      'refused',
      `${hostOf(address)} answered with ${last} and did not say how ${agent.agentName} stands (asked for ${control.paths.join(', ')}).`,
      last >= 300 && last < 400
        ? 'Keyturn follows no redirect: give the agent target the address that it leads to.'
        : "Give the agent target the address of the agent's own metrics.",
    )
  }

  async function reload(
    agent: AgentAddress,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly text: string }>> {
    if (agent.host === null && agent.reloadCommand !== null) {
      const run = await runReloadCommand(agent.reloadCommand, signal)
      if (run.ok) return ok({ text: 'The reload command ended without an error.' })
      const message = `${agent.agentName} (${agent.file}): ${run.failure.message}`
      return { ok: false, failure: { ...run.failure, message } }
    }
    const way = controlOf(agent)?.reload
    if (agent.controlUrl === null || way === undefined || !isReloadable(agent))
      return fail('unsupported', `Keyturn cannot reload ${agent.agentName}.`, agent.afterChange)
    const answer = await http.call('POST', below(agent.controlUrl, way.path), way.body, signal)
    if (!answer.ok)
      return fail(
        answer.failure.code,
        `${agent.agentName} was asked to reload: ${answer.failure.message}`,
        answer.failure.hint,
      )
    const { status, text } = answer.value
    const where = `${agent.agentName} at ${hostOf(agent.controlUrl)}`
    if (way.off.includes(status))
      return fail('refused', `${where} does not let itself be reloaded over HTTP (${status}).`, way.offHint)
    if (status < 200 || status >= 300)
      // What it says may quote its configuration, so it is not repeated.
      return fail(
        'refused',
        `${where} did not take the configuration (it answered ${status}): it goes on with the old one.`,
        `${way.path} and the agent's own log say why. Put it right, then resume.`,
      )
    const refusal = way.refusal?.(text) ?? null
    if (refusal !== null)
      return fail('refused', `${where} answered ${status}, but did not reload: ${refusal}.`, way.offHint)
    return ok({ text: `${where} was told to reload and answered ${status}.` })
  }

  return { ways: waysOf, reading, reload, adopted, watched }
}

const unknown = {
  startedAt: null,
  reloads: null,
  lastReloadAt: null,
  lastReloadOk: null,
  sent: null,
  failed: null,
} as const

const hostOf = (address: string): string => new URL(address).host

/** A path below an address, which may have one of its own behind a proxy. */
function below(address: string, path: string): URL {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
  url.search = ''
  url.hash = ''
  return url
}
