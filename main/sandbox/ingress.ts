import { type Answer, type Asked, json, refusal } from './exchange.ts'
import { isSendData } from './permissions.ts'
import { readRemoteWrite } from './remote-write.ts'
import { type SampleReport, Samples } from './samples.ts'
import { type Line, Taken } from './taken.ts'
import type { Vendor } from './vendor.ts'

type Lines = readonly Line[] | null
type Reader = (body: Buffer) => Lines

// OTLP metrics and traces, and logs in protobuf, are taken as they are.
const opaque: Reader = () => []
const readers: Readonly<Record<string, { readonly types: RegExp; readonly read: Reader }>> = {
  '/logs/v1/singles': { types: /^application\/(json|x-ndjson)$/, read: readSingles },
  '/logs/v1/bulk': { types: /^application\/json$/, read: readBulk },
  '/v1/logs': { types: /^application\/(json|x-protobuf)$/, read: readOtlp },
  '/v1/metrics': { types: /^application\/(json|x-protobuf)$/, read: opaque },
  '/v1/traces': { types: /^application\/(json|x-protobuf)$/, read: opaque },
}

const remoteWrite = '/prometheus/v1'
const encodings: ReadonlySet<string> = new Set(['', 'identity', 'gzip'])

/** Takes telemetry with an active Send-Your-Data key, and remembers what came in. */
export class Ingress {
  /** What came in and what was refused. */
  readonly taken: Taken
  readonly #vendor: Vendor
  readonly #samples = new Samples()

  constructor(vendor: Vendor, now: () => Date) {
    this.#vendor = vendor
    this.taken = new Taken(now)
  }

  /** What came in of the metric with this name. */
  samples(name: string): SampleReport {
    return this.#samples.report(name)
  }

  forget(): void {
    this.taken.forget()
    this.#samples.forget()
  }

  /** To be called with what was sent for a request at last, by a fault as well; null: the connection was cut. */
  answered(asked: Pick<Asked, 'bearer'>, status: number | null): void {
    const keyId = asked.bearer === null ? 'none' : this.#vendor.holder(asked.bearer)?.id
    this.taken.answered(status, keyId ?? 'unknown')
  }

  take(asked: Asked): Answer {
    const { path } = asked
    const reader = Object.hasOwn(readers, path) ? readers[path] : undefined
    const isKnown = reader !== undefined || path === remoteWrite
    const key = asked.bearer === null ? null : this.#vendor.authenticate(asked.bearer)
    if (key === null || !isSendData(key)) {
      this.taken.refuse(isKnown ? path : 'other')
      return refusal(401, 'Unauthorized')
    }
    if (!isKnown) return refusal(404, 'Not Found')
    if (asked.method !== 'POST') return refusal(405, 'Method Not Allowed')
    if (reader === undefined) return this.#takeSamples(asked, key.id)
    if (!encodings.has(asked.encoding)) return refusal(400, 'Bad Request: content-encoding')
    if (!reader.types.test(asked.contentType)) return refusal(400, 'Bad Request: content-type')
    const lines = reader.read(asked.body)
    if (lines === null) return refusal(400, 'Bad Request: the body is not what this path takes')
    this.taken.add(key.id, path, lines)
    return json(200, {})
  }

  /** As strict as the format: an answer of 200 says that every sample was understood. */
  #takeSamples({ path, contentType, encoding, body }: Asked, keyId: string): Answer {
    if (contentType !== 'application/x-protobuf') return refusal(400, 'Bad Request: content-type')
    if (encoding !== 'snappy') return refusal(400, 'Bad Request: content-encoding must be snappy')
    const written = readRemoteWrite(body)
    if (written === null) return refusal(400, 'Bad Request: the body is no write request')
    this.#samples.add(keyId, written)
    this.taken.add(keyId, path, [])
    return json(200, {})
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An array of entries, or one entry a line: some agents can only do the latter. */
function readSingles(body: Buffer): Lines {
  const text = body.toString('utf8').trim()
  const whole = parsed(text)
  const entries = whole === undefined ? text.split('\n').map(parsed) : Array.isArray(whole) ? whole : [whole]
  const lines = entries.map((entry: unknown) => {
    const { applicationName, subsystemName, text } = (entry ?? {}) as Record<string, unknown>
    if (typeof applicationName !== 'string' || typeof subsystemName !== 'string') return null
    if (text === undefined || text === null) return null
    const asText = typeof text === 'string' ? text : JSON.stringify(text)
    return { application: applicationName, subsystem: subsystemName, text: asText }
  })
  return lines.includes(null) ? null : lines.filter((line) => line !== null)
}

/** One object with the names and the entries under them. */
function readBulk(body: Buffer): Lines {
  const whole = parsed(body.toString('utf8')) as Record<string, unknown> | null | undefined
  if (!Array.isArray(whole?.logEntries)) return null
  const { applicationName, subsystemName } = whole
  const entries = whole.logEntries.map((entry: object) => ({ applicationName, subsystemName, ...entry }))
  return readSingles(Buffer.from(JSON.stringify(entries)))
}

/** OTLP logs in JSON; protobuf is taken unread. */
function readOtlp(body: Buffer): Lines {
  const text = body.toString('utf8')
  if (!text.trimStart().startsWith('{')) return []
  const found: { application: string; subsystem: string; text: string }[] = []
  const whole = parsed(text)
  if (whole === undefined) return null
  JSON.stringify(whole, (name, value: unknown) => {
    const line = name === 'body' ? (value as { stringValue?: unknown } | null)?.stringValue : undefined
    if (typeof line === 'string') found.push({ application: '', subsystem: '', text: line })
    return value
  })
  return found
}
