import { isIP } from 'node:net'
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls'
import { ChannelCredentials, Client, logVerbosity, setLogVerbosity } from '@grpc/grpc-js'
import { fail, type Result } from '../../shared/errors.ts'
import { CallFailed, called, type RetryLimits } from './calling.ts'
import { cleaned, connected, type GrpcCall, unary } from './grpc-call.ts'
import { wayTo } from './grpc-proxy.ts'
import { trusted } from './http.ts'
import { answerVerdict } from './http-failure.ts'

/** The bounds of every call. Times in milliseconds, sizes in bytes. */
export interface GrpcLimits extends RetryLimits {
  readonly connectMs: number
  readonly maxBytes: number
  /** A connection without a call is closed after this long. */
  readonly idleMs: number
}

const defaults: GrpcLimits = {
  connectMs: 10_000,
  maxBytes: 8 * 1024 * 1024,
  tries: 3,
  retryBaseMs: 500,
  retryBudgetMs: 10_000,
  idleMs: 5000,
}

export interface Grpc {
  /**
   * Sends one call and returns what `decode` made of the answer, every string in it cleaned as those that come over HTTP
   * are. Only reads are repeated, and the library repeats nothing of its own. Every way of failing is a value.
   */
  send(call: GrpcCall): Promise<Result<unknown>>
  /** Closes what is open. */
  close(): void
}

/**
 * The one door to gRPC: TLS against the authorities that `http.ts` trusts, always checked; plain text only to this
 * machine. HTTPS_PROXY and NO_PROXY are honoured as by `http.ts`, never for this machine; a proxy that is itself reached
 * over https: is refused.
 */
export function createGrpc(given: Partial<GrpcLimits> & { readonly authorities?: string } = {}): Grpc {
  const limits = { ...defaults, ...given }
  const open = new Map<string, { readonly client: Client; calls: number; idle: NodeJS.Timeout | null }>()
  let context: SecureContext | undefined
  // It would write to the terminal.
  setLogVerbosity(logVerbosity.NONE)

  function secured(host: string): ChannelCredentials {
    context ??= trusted(given.authorities).secureContext ?? createSecureContext()
    return ChannelCredentials.createFromSecureContext(context, {
      // Said outright, or NODE_TLS_REJECT_UNAUTHORIZED would be asked.
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    })
  }

  function clientFor(url: URL): Client {
    const plain = url.protocol === 'http:'
    const authority = `${url.hostname}:${url.port || (plain ? '80' : '443')}`
    const way = wayTo(url)
    const target = way.kind === 'proxy' ? way.target : `dns:${authority}`
    return new Client(target, plain ? ChannelCredentials.createInsecure() : secured(url.hostname), {
      'grpc.max_receive_message_length': limits.maxBytes,
      // Neither a service's published rules nor the library's own habits may send a call twice.
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_channelz': 0,
      'grpc.enable_http_proxy': 0,
      'grpc.default_authority': authority,
      ...(way.kind === 'proxy' ? { 'grpc.http_connect_target': `dns:${authority}` } : {}),
      ...(way.kind === 'proxy' && way.credentials !== null
        ? { 'grpc.http_connect_creds': way.credentials }
        : {}),
      ...(isIP(url.hostname) === 0 ? {} : { 'grpc.ssl_target_name_override': unnamed }),
      // A connection that could not be made is given up: the next try opens another.
      'grpc.initial_reconnect_backoff_ms': 600_000,
      'grpc.max_reconnect_backoff_ms': 600_000,
    })
  }

  /** Reads share a connection. A write gets one of its own: one that was kept open may be dead already. */
  async function withClient<T>(call: GrpcCall, url: URL, use: (client: Client) => Promise<T>): Promise<T> {
    if (call.effect !== 'read') {
      const client = clientFor(url)
      return use(client).finally(() => client.close())
    }
    const shared = open.get(url.origin) ?? { client: clientFor(url), calls: 0, idle: null }
    open.set(url.origin, shared)
    if (shared.idle !== null) clearTimeout(shared.idle)
    shared.calls += 1
    const drop = (): void => {
      if (open.get(url.origin) === shared) open.delete(url.origin)
      shared.client.close()
    }
    try {
      return await use(shared.client)
    } catch (error) {
      // Whoever comes next opens a new one; who is under way ends on this.
      if (broken(error) && open.get(url.origin) === shared) open.delete(url.origin)
      throw error
    } finally {
      shared.calls -= 1
      if (shared.calls === 0) {
        if (open.get(url.origin) === shared) shared.idle = setTimeout(drop, limits.idleMs).unref()
        else drop()
      }
    }
  }

  async function attempt(call: GrpcCall, url: URL): Promise<unknown> {
    const deadline = Date.now() + call.deadlineMs
    return withClient(call, url, async (client) => {
      await connected(client, call, url, Math.min(deadline, Date.now() + limits.connectMs))
      const answer = await unary(client, call, url, deadline)
      try {
        return cleaned(call, answer)
      } catch {
        throw new CallFailed(answerVerdict(call, url.host, 'the answer is not one to this call'))
      }
    })
  }

  async function send(call: GrpcCall): Promise<Result<unknown>> {
    const url = new URL(call.url)
    const way = wayTo(url)
    if (way.kind === 'none') {
      const message = `Could not ${call.goal}: ${way.reason}. Nothing was sent.`
      return fail('vendor-unreachable', message, 'Use REST for this account, or set NO_PROXY.')
    }
    return called(call, url, [call.credential], limits, () => attempt(call, url))
  }

  return {
    send,
    close: () => {
      for (const { client, idle } of open.values()) {
        if (idle !== null) clearTimeout(idle)
        client.close()
      }
      open.clear()
    },
  }
}

// The library names every server in the handshake; an address must not be, and Node warns of it in the terminal. The
// certificate is checked against the address all the same.
const unnamed = 'address.invalid'

/** Whether a failure says something of the connection, not of what was asked for. */
const broken = (error: unknown): boolean =>
  !(error instanceof CallFailed) ||
  ['vendor-unreachable', 'vendor-timeout', 'vendor-tls'].includes(error.verdict.failure.code)
