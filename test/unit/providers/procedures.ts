import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One call as it came over the wire. */
export interface Received {
  /** The procedure's name alone. */
  readonly method: string
  readonly bearer: string
  /** The message, without its frame. */
  readonly message: Buffer
  readonly stream: ServerHttp2Stream
}

/** What a scripted server answers: bytes of messages, then a status. */
export interface Scripted {
  readonly messages?: readonly Uint8Array[]
  readonly code?: number
  readonly text?: string
  readonly trailers?: Readonly<Record<string, string>>
}

export interface ScriptedServer {
  readonly url: string
  readonly calls: readonly Received[]
  /** Connections that are open now. */
  connections(): number
}

/**
 * A server on loopback that frames gRPC by hand, so that it can answer what no library would. `answer` null: it says
 * nothing, and has done with the stream whatever it wanted. It is stopped with the running test.
 */
export async function serveProcedures(
  answer: (call: Received) => Scripted | null,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ScriptedServer> {
  const calls: Received[] = []
  const sessions = new Set<ServerHttp2Session>()
  const server: Http2Server | Http2SecureServer = tls ? createSecureServer(tls) : createServer()
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const parts: Buffer[] = []
    stream.on('error', () => undefined)
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      const call = {
        method: String(headers[':path']).replace(/^.*\//, ''),
        bearer: String(headers.authorization ?? ''),
        message: Buffer.concat(parts).subarray(5),
        stream,
      }
      calls.push(call)
      const scripted = answer(call)
      if (scripted === null || stream.destroyed) return
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
      stream.on('wantTrailers', () =>
        stream.sendTrailers({
          'grpc-status': String(scripted.code ?? 0),
          'grpc-message': encodeURIComponent(scripted.text ?? ''),
          ...scripted.trailers,
        }),
      )
      stream.end(Buffer.concat((scripted.messages ?? []).map(framed)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    // Not destroyed: Node's HTTP/2 then damages its memory where a stream has just been cancelled from the other end.
    for (const session of sessions) session.close()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, calls, connections: () => sessions.size }
}

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}
