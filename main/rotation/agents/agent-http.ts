import { Agent as Direct, type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { endpointProblem, isLoopback } from '../../providers/endpoint.ts'
import { readText, trusted } from '../../providers/http.ts'

/** What an agent answered, whatever its status. */
export interface AgentAnswer {
  readonly status: number
  readonly text: string
}

/** Calls to agents' own addresses. */
export interface AgentHttp {
  /**
   * Sends one call, without any credential, and follows no redirect. Fails with a sentence for people where no answer
   * came: nobody there, too late, too large, an address that may not be called.
   *
   * @param body sent as JSON; null for none
   */
  call(
    method: 'GET' | 'POST',
    url: URL,
    body: string | null,
    signal?: AbortSignal,
  ): Promise<Result<AgentAnswer>>
  /** Closes idle connections. */
  close(): Promise<void>
}

/** Times in milliseconds, sizes in bytes. */
export interface AgentHttpLimits {
  readonly deadlineMs: number
  readonly maxBytes: number
}

const defaults: AgentHttpLimits = { deadlineMs: 5_000, maxBytes: 4 * 1024 * 1024 }

/**
 * The second door to the network, beside the vendors': what goes through it carries nothing that is secret, so it may
 * be plain http. No proxy for this machine; certificates are always checked.
 */
export function agentHttp(given: Partial<AgentHttpLimits> = {}): AgentHttp {
  const limits = { ...defaults, ...given }
  const dispatchers = new Map<string, Dispatcher>()

  function dispatcherFor(url: URL): Dispatcher {
    const local = isLoopback(url.hostname)
    const name = `${local} ${url.protocol}`
    const known = dispatchers.get(name)
    if (known !== undefined) return known
    const secure = {
      rejectUnauthorized: true,
      timeout: limits.deadlineMs,
      ...(url.protocol === 'https:' ? trusted() : {}),
    }
    // A connection of its own for every call: an agent closes the old ones when it reloads.
    const options = { connect: secure, pipelining: 0 }
    const made = local
      ? new Direct(options)
      : new EnvHttpProxyAgent({ ...options, requestTls: secure, proxyTls: secure })
    dispatchers.set(name, made)
    return made
  }

  async function call(
    method: 'GET' | 'POST',
    url: URL,
    body: string | null,
    signal?: AbortSignal,
  ): Promise<Result<AgentAnswer>> {
    const problem = addressProblem(url)
    if (problem !== null) return fail('usage', `${url.host} was not called: ${problem}.`, addressHint)
    const deadline = AbortSignal.timeout(limits.deadlineMs)
    try {
      const response = await fetch(url, {
        method,
        ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
        redirect: 'manual',
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        dispatcher: dispatcherFor(url),
      })
      const text = await readText(response, limits.maxBytes)
      if (text !== null) return ok({ status: response.status, text })
      const size = `${Math.round(limits.maxBytes / 1024 / 1024)} MiB`
      return fail('refused', `The answer of ${url.host} is larger than ${size}.`, addressHint)
    } catch (error) {
      if (signal?.aborted) return fail('interrupted', `Stopped while ${url.host} was asked.`)
      if (deadline.aborted) {
        const seconds = Math.ceil(limits.deadlineMs / 1000)
        return fail('refused', `${url.host} did not answer within ${seconds} seconds.`, runningHint)
      }
      return fail('refused', `${url.host} could not be asked: ${reason(error)}.`, runningHint)
    }
  }

  return {
    call,
    close: async () => {
      await Promise.all([...dispatchers.values()].map((one) => one.close()))
      dispatchers.clear()
    },
  }
}

const addressHint = "Give the agent target the agent's own address, such as http://127.0.0.1:9090."
const runningHint = 'Check that the agent runs and that this is its address.'

/** Why an address is not called, after a colon; null where it may be. */
function addressProblem(url: URL): string | null {
  if (url.username !== '' || url.password !== '') return 'the address carries a user name or password'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'it is not a web address'
  // Nothing secret is sent, so it need not be encrypted; the rest of the rule holds.
  const encrypted = new URL(url)
  encrypted.protocol = 'https:'
  return endpointProblem(encrypted)?.reason ?? null
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was broken off',
  ENOTFOUND: 'no address was found for that name',
  EAI_AGAIN: 'no address was found for that name',
  UND_ERR_SOCKET: 'the connection was broken off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about',
}

const isCertificate = /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/
const untrusted = (code: string): string => `this machine does not trust its certificate (${code})`

function reason(error: unknown): string {
  for (let one = error as { code?: unknown; cause?: unknown } | undefined; one != null; ) {
    if (typeof one.code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(one.code))
      return reasons[one.code] ?? (isCertificate.test(one.code) ? untrusted(one.code) : one.code)
    one = one.cause as typeof one
  }
  return 'the call failed'
}
