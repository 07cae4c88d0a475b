import * as tls from 'node:tls'
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from 'undici'
import type { Result } from '../../shared/errors.ts'
import { Secret } from '../vault/secret.ts'
import { CallFailed, called, type RetryLimits, stopped } from './calling.ts'
import { isLoopback } from './endpoint.ts'
import {
  answerVerdict,
  type CallWords,
  networkVerdict,
  statusVerdict,
  timeoutVerdict,
} from './http-failure.ts'
import { retryAfter } from './http-wait.ts'
import { cleanText, parseVendorJson, usualFields, type ValueFields } from './vendor-text.ts'

/** The bounds of every call. Times in milliseconds, sizes in bytes. */
export interface HttpLimits extends RetryLimits {
  readonly connectMs: number
  readonly maxBytes: number
}

const defaults: HttpLimits = {
  connectMs: 10_000,
  maxBytes: 8 * 1024 * 1024,
  tries: 3,
  retryBaseMs: 500,
  retryBudgetMs: 10_000,
}

// An error's text is quoted, cut to a line; more of it is not read.
const maxErrorBytes = 64 * 1024

export interface HttpCall extends CallWords {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  /** Sent as a bearer; null: the call has none, or another header carries it. */
  readonly credential: Secret | null
  /** Sent as JSON when given. */
  readonly body?: unknown
  /** Sent as a form when given, instead of `body`. */
  readonly form?: Readonly<Record<string, string | Secret>>
  readonly headers?: Readonly<Record<string, string | Secret>>
  /** Which names carry values in the answer; those of `usualFields` unless given. */
  readonly fields?: ValueFields
  /** What was not sent, but must stand in no answer either. */
  readonly hide?: readonly Secret[]
  /** `any`: an answer that is not JSON is no failure, and comes back as cleaned text. */
  readonly answer?: 'json' | 'any'
  /** Of the answer, where it must be shorter than the limit for all. */
  readonly maxBytes?: number
  /** For one try, from the connection to the last byte of the answer. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal | undefined
}

export interface Http {
  /**
   * Sends one call and returns the parsed answer, every string in it cleaned (see `parseVendorJson`) and without what
   * was sent as a secret, or undefined when the answer is empty. Only reads are repeated. Every way of failing is a value; `outcome-unknown` comes
   * only for a write that may have taken effect.
   */
  send(call: HttpCall): Promise<Result<unknown>>
  /** The failure for a good answer to `call` that has no sense; `problem` goes on after "answered, but". */
  unusable(call: HttpCall, problem: string): Result<never>
  /** Closes idle connections. */
  close(): Promise<void>
}

/**
 * The one door to the network. Honours HTTPS_PROXY and NO_PROXY, but never for this machine; certificates are always
 * checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says, against Node's and the system's authorities.
 */
export function createHttp(given: Partial<HttpLimits> & { readonly authorities?: string } = {}): Http {
  const limits = { ...defaults, ...given }
  const dispatchers = new Map<string, Dispatcher>()
  let trust: { secureContext?: tls.SecureContext } | undefined

  function dispatcherFor(url: URL, fresh: boolean): Dispatcher {
    const local = isLoopback(url.hostname)
    const name = `${local} ${fresh}`
    const known = dispatchers.get(name)
    if (known !== undefined) return known
    trust ??= trusted(given.authorities)
    const secure = { rejectUnauthorized: true, timeout: limits.connectMs, ...trust }
    // A write gets a connection of its own: one that was kept open may be dead already, and then nobody could tell
    // whether the write was made.
    const options = { connect: secure, pipelining: fresh ? 0 : 1 }
    const made = local
      ? new Agent(options)
      : new EnvHttpProxyAgent({ ...options, requestTls: secure, proxyTls: secure })
    dispatchers.set(name, made)
    return made
  }

  async function attempt(call: HttpCall, url: URL): Promise<unknown> {
    const deadline = AbortSignal.timeout(call.deadlineMs)
    const signal = call.signal === undefined ? deadline : AbortSignal.any([deadline, call.signal])
    const late = (): CallFailed =>
      new CallFailed(timeoutVerdict(call, url.host, Math.ceil(call.deadlineMs / 1000)))
    let response: Response
    try {
      response = await fetch(url, {
        method: call.method,
        headers: headersOf(call),
        ...(call.form === undefined ? {} : { body: new URLSearchParams(opened(call.form)).toString() }),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        redirect: 'manual',
        signal,
        dispatcher: dispatcherFor(url, call.effect !== 'read'),
      })
    } catch (error) {
      if (call.signal?.aborted) throw new CallFailed(stopped(call))
      throw deadline.aborted ? late() : new CallFailed(networkVerdict(call, url.host, error))
    }
    if (!response.ok) {
      // The status says enough: a body that cannot be read leaves only the vendor's own words out.
      const body = await readText(response, maxErrorBytes).catch(() => null)
      const said = without(body ?? '', sentWith(call))
      throw new CallFailed(statusVerdict(call, url.host, response.status, said, retryAfter(response)))
    }
    let text: string | null
    const maxBytes = Math.min(call.maxBytes ?? limits.maxBytes, limits.maxBytes)
    try {
      text = await readText(response, maxBytes)
    } catch {
      if (call.signal?.aborted) throw new CallFailed(stopped(call))
      throw deadline.aborted
        ? late()
        : new CallFailed(answerVerdict(call, url.host, 'the answer broke off half-way'))
    }
    if (text === null) {
      const size = maxBytes < 1024 * 1024 ? `${maxBytes >> 10} KiB` : `${maxBytes >> 20} MiB`
      throw new CallFailed(answerVerdict(call, url.host, `the answer is larger than ${size}`))
    }
    if (text.trim() === '') return undefined
    try {
      return parseVendorJson(text, call.fields ?? usualFields, sentWith(call))
    } catch {
      if (call.answer === 'any') return cleanText(without(text, sentWith(call)))
      throw new CallFailed(answerVerdict(call, url.host, 'the answer is not JSON'))
    }
  }

  async function send(call: HttpCall): Promise<Result<unknown>> {
    const url = new URL(call.url)
    const secrets = [call.credential, ...Object.values(call.headers ?? {})]
    const keys = secrets.filter((one) => one instanceof Secret)
    return called(call, url, keys, limits, () => attempt(call, url))
  }

  return {
    send,
    unusable: (call, problem) => ({
      ok: false,
      failure: answerVerdict(call, new URL(call.url).host, problem).failure,
    }),
    close: async () => {
      await Promise.all([...dispatchers.values()].map((one) => one.close()))
      dispatchers.clear()
    },
  }
}

const opened = (fields: Readonly<Record<string, string | Secret>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field instanceof Secret ? field.expose((value) => value) : field,
    ]),
  )

/** What must come back in nothing: what the call carries, and what it names. Shorter ones are no values, and would hide everything. */
const sentWith = (call: HttpCall): string[] =>
  [
    call.credential,
    ...Object.values(call.headers ?? {}),
    ...Object.values(call.form ?? {}),
    ...(call.hide ?? []),
  ]
    .flatMap((one) => (one instanceof Secret ? [one.expose((value) => value)] : []))
    .filter((value) => value.length >= 8)

const without = (text: string, values: readonly string[]): string =>
  values.reduce((clean, value) => clean.replaceAll(value, '[hidden]'), text)

function headersOf(call: HttpCall): Record<string, string> {
  const type = call.form === undefined ? 'application/json' : 'application/x-www-form-urlencoded'
  return {
    accept: 'application/json',
    ...(call.credential === null
      ? {}
      : { authorization: call.credential.expose((value) => `Bearer ${value}`) }),
    ...(call.body === undefined && call.form === undefined ? {} : { 'content-type': type }),
    ...opened(call.headers ?? {}),
  }
}

/** The body as text, or null when it is longer than `max` bytes (of the unpacked text; the rest is not read). */
export async function readText(response: Response, max: number): Promise<string | null> {
  if (response.body === null) return ''
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    size += part.length
    // Leaving the loop cancels the stream.
    if (size > max) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/**
 * Node's authorities and the system's: a company's own authority is usually only in the latter. Nothing on a Node
 * that cannot list them (before 22.15). Read once: some hundred certificates take a while to parse.
 */
export function trusted(added?: string): { secureContext?: tls.SecureContext } {
  const list = (tls as { getCACertificates?: (kind: 'default' | 'system') => string[] }).getCACertificates
  if (list === undefined && added === undefined) return {}
  const known = list === undefined ? tls.rootCertificates : [...list('default'), ...list('system')]
  const ca = [...new Set([...known, ...(added === undefined ? [] : [added])])]
  return { secureContext: tls.createSecureContext({ ca }) }
}
