import protobuf from 'protobufjs'
import { type RpcName, rpc } from '../../providers/coralogix/grpc/messages.ts'
import type { Answer, Asked } from '../exchange.ts'

/** Makes REST of the vendor's procedures and back, so that one set of rules answers both. */

const base = '/mgmt/openapi/5/aaa'

/** The call over REST that does the same. Throws when the bytes are no such request. */
export function askedOver(name: RpcName, request: Uint8Array, authorization: string): Asked {
  const { keyId, ...body } = rpc(name).request.decode(request) as { keyId?: string }
  const one = `${base}/api-keys/v3/${encodeURIComponent(keyId ?? '')}`
  const routes: Readonly<Record<RpcName, readonly [method: string, path: string]>> = {
    CreateApiKey: ['POST', `${base}/api-keys/v3`],
    GetApiKey: ['GET', one],
    UpdateApiKey: ['PUT', one],
    DeleteApiKey: ['DELETE', one],
    GetSendDataApiKeys: ['GET', `${base}/send-data-keys/v3`],
  }
  const [method, path] = routes[name]
  return {
    method,
    path,
    query: '',
    headers: {},
    contentType: 'application/json',
    bearer: /^Bearer ([\x21-\x7e]+)$/.exec(authorization)?.[1] ?? null,
    encoding: '',
    body: Buffer.from(JSON.stringify(body)),
  }
}

// A field that no message has: what the answer is made larger with.
const fillerField = 1000
const largest = 8 * 1024 * 1024

/** The answer's bytes. A damaged body becomes bytes that are damaged in the same way. */
export function bytesOf(name: RpcName, body: string): Buffer {
  let json: unknown
  try {
    json = JSON.parse(body.trim() === '' ? '{}' : body)
  } catch {
    return Buffer.from(body)
  }
  const bytes = encoded(name, json)
  if (body.length <= largest) return bytes
  const filler = protobuf.Writer.create().uint32((fillerField << 3) | 2)
  return Buffer.concat([bytes, filler.bytes(Buffer.alloc(body.length)).finish()])
}

function encoded(name: RpcName, json: unknown): Buffer {
  try {
    return Buffer.from(rpc(name).response.encode(plain(json) as object))
  } catch {
    // Every value has another type than it should: so has every field of another procedure's answer.
    return name === 'CreateApiKey'
      ? Buffer.from(rpc('GetApiKey').response.encode({ keyInfo: { name: 'x', active: true, id: 'x' } }))
      : Buffer.from(rpc('CreateApiKey').response.encode({ keyId: 'x', name: 'x', value: 'x' }))
  }
}

/** Without what only REST does: entries of a list that are wrapped, and a team's id in digits. */
function plain(json: unknown): unknown {
  const { keys, ...rest } = json as { keys?: readonly { keyInfo?: object }[] }
  const whole = keys === undefined ? rest : { keys: keys.map((entry) => entry.keyInfo ?? entry) }
  return JSON.parse(JSON.stringify(whole), (field, value: unknown) =>
    field === 'teamId' && typeof value === 'string' ? Number(value) : value,
  )
}

const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  408: 4,
  409: 6,
  429: 8,
  500: 13,
  501: 12,
  503: 14,
  504: 4,
}

/** The status of a refusal. As of the vendor, one for a missing right has no text. */
export function statusOf({ status, headers, body }: Answer): {
  readonly code: number
  readonly details: string
  readonly retryAfter: string | undefined
} {
  let details = body
  let missingRoute = false
  try {
    const json = JSON.parse(body) as { code?: number; message?: string }
    details = json.message ?? ''
    missingRoute = status === 404 && json.code === 5
  } catch {
    // Plain text.
  }
  const code = missingRoute ? 12 : (codes[status] ?? (status < 500 ? 9 : 13))
  return { code, details: status === 403 ? '' : details, retryAfter: headers?.['retry-after'] }
}
