import { type Client, connectivityState, Metadata, type ServiceError } from '@grpc/grpc-js'
import type { Secret } from '../vault/secret.ts'
import { CallFailed, stopped } from './calling.ts'
import { grpcVerdict, lateVerdict, unconnectedVerdict } from './grpc-failure.ts'
import type { CallWords } from './http-failure.ts'
import { parseVendorJson, usualFields, type ValueFields } from './vendor-text.ts'

const maxRetryAfterSeconds = 86_400

export interface GrpcCall extends CallWords {
  /** The server's origin; a path in it means nothing here. */
  readonly url: string
  /** Such as `/package.Service/Method`. */
  readonly path: string
  readonly request: Uint8Array
  /** Makes plain JSON of the answer's bytes; throws where they are no such answer. */
  readonly decode: (answer: Uint8Array) => unknown
  /** Which names carry values in the answer; those of `usualFields` unless given. */
  readonly fields?: ValueFields | undefined
  /** Sent as a bearer. */
  readonly credential: Secret
  /** For one try, with the connection. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal | undefined
}

const methodOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Waits for the connection, so that afterwards it is certain whether anything can have been sent. */
export async function connected(client: Client, call: GrpcCall, url: URL, deadline: number): Promise<void> {
  const channel = client.getChannel()
  for (;;) {
    const state = channel.getConnectivityState(true)
    if (state === connectivityState.READY) return
    if (call.signal?.aborted) throw new CallFailed(stopped(call))
    if (Date.now() >= deadline) throw new CallFailed(lateVerdict(call, url.host))
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) {
      throw new CallFailed(unconnectedVerdict(call, url.host, await reasonOf(client)))
    }
    await new Promise<void>((resolve) => {
      call.signal?.addEventListener('abort', () => resolve(), { once: true })
      channel.watchConnectivityState(state, deadline, () => resolve())
    })
  }
}

/** Why there is no connection: only a call is told. This one asks nothing, carries nothing, and has nowhere to go. */
function reasonOf(client: Client): Promise<string> {
  const bytes = (message: Uint8Array): Buffer => Buffer.from(message)
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      bytes,
      bytes,
      new Uint8Array(),
      new Metadata(),
      { deadline: Date.now() + 1000 },
      (error) => resolve(error?.details.replace(/^No connection established\. Last error: /, '') ?? ''),
    )
  })
}

/** Sends the call, once. Rejects with what is to be said where no good answer came. */
export async function unary(client: Client, call: GrpcCall, url: URL, deadline: number): Promise<Uint8Array> {
  const metadata = new Metadata()
  call.credential.expose((value) => metadata.set('authorization', `Bearer ${value}`))
  const bytes = (message: Uint8Array): Buffer => Buffer.from(message)
  // What is made of it is made outside of the library's callback: what throws in there ends the process.
  const { error, answer } = await new Promise<{
    readonly error: ServiceError | null
    readonly answer: Uint8Array | undefined
  }>((resolve) => {
    const sent = client.makeUnaryRequest(
      call.path,
      bytes,
      bytes,
      call.request,
      metadata,
      { deadline },
      (error: ServiceError | null, answer?: Uint8Array) => {
        call.signal?.removeEventListener('abort', cancel)
        resolve({ error, answer })
      },
    )
    const cancel = (): void => sent.cancel()
    call.signal?.addEventListener('abort', cancel)
    if (call.signal?.aborted) cancel()
  })
  if (error === null && answer !== undefined) return answer
  if (call.signal?.aborted) throw new CallFailed(stopped(call))
  const end = endOf(call, error)
  throw new CallFailed(grpcVerdict(call, url.host, methodOf(call.path), end, call.deadlineMs))
}

/** What the answer says, cleaned, and without the credential. Throws where it is no answer to this call. */
export function cleaned(call: GrpcCall, answer: Uint8Array): unknown {
  const text = JSON.stringify(call.decode(answer))
  const hidden = call.credential.expose((value) => (value.length < 8 ? [] : [value]))
  return parseVendorJson(text, call.fields ?? usualFields, hidden)
}

/** What the error says, without the credential, which a server may repeat. */
function endOf(call: GrpcCall, error: ServiceError | null): Parameters<typeof grpcVerdict>[3] {
  const said = error?.details ?? ''
  const details = call.credential.expose((value) =>
    value.length < 8 ? said : said.replaceAll(value, '[hidden]'),
  )
  const wait = error?.metadata?.get('retry-after')[0]
  const seconds = typeof wait === 'string' && /^\d{1,9}$/.test(wait) ? Number(wait) : null
  const waitSeconds = seconds === null ? null : Math.min(Math.max(seconds, 1), maxRetryAfterSeconds)
  return { code: error?.code ?? 2, details, waitSeconds }
}
