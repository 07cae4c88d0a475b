import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** A request, read whole. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly contentType: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** What follows `Bearer `, or null. */
  readonly bearer: string | null
  /** Lower case; empty where there is none. */
  readonly encoding: string
  /** Unpacked where it was gzip. */
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

const maxBody = 16 * 1024 * 1024

/** Reads a request. Throws when its body is too large or not what its encoding says. */
export async function readRequest(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxBody) throw new Error('the body is too large')
    parts.push(part)
  }
  const raw = Buffer.concat(parts)
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  return {
    method: request.method ?? '',
    path,
    query,
    headers: headersOf(request),
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    bearer: /^Bearer ([\x21-\x7e]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null,
    encoding,
    body: encoding === 'gzip' ? gunzipSync(raw, { maxOutputLength: maxBody }) : raw,
  }
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )

export const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** An error in the newer shape. */
export const refusal = (status: number, message: string): Answer => json(status, { code: status, message })

/** Done, and nothing to say. */
export const nothing = (): Answer => ({ status: 204, body: '' })

/** An error in the older shape: plain text. */
export const plainRefusal = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
})

/** What the vendor's gateway says about a path that it does not know: `code` is not an HTTP status here. */
export const noRoute = (): Answer => json(404, { code: 5, message: 'Not Found' })
