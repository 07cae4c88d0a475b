import { z } from 'zod'
import { type Answer, type Asked, refusal } from './exchange.ts'

const match = {
  /** Only this method; any when left out. */
  method: z.string().optional(),
  /** Only paths that this regular expression finds; any when left out. */
  path: z.string().max(500).optional(),
  server: z.enum(['api', 'ingress']).optional(),
  /** Only requests that come with the value of this key, whatever its state. */
  keyId: z.string().max(200).optional(),
  /** For so many requests; for ever when left out. */
  times: z.int().positive().optional(),
}

/** One way for the vendor to misbehave, and when. */
export const fault = z.discriminatedUnion('kind', [
  /** Answers with this status. `commit`: after the work was done. `retryAfter`: seconds, or an HTTP date. */
  z.strictObject({
    ...match,
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfter: z.string().optional(),
    message: z.string().optional(),
    commit: z.boolean().optional(),
  }),
  /** The admin key may still look, and change nothing: 403 to every call of the API but GET. */
  z.strictObject({ ...match, kind: z.literal('read-only') }),
  /** Cuts the connection, before or after the work was done. */
  z.strictObject({ ...match, kind: z.literal('lost'), when: z.enum(['before', 'after']) }),
  /** Waits, before the work is done unless told `after`: then the answer alone is late. */
  z.strictObject({
    ...match,
    kind: z.literal('slow'),
    delayMs: z.int().min(0).max(600_000),
    when: z.enum(['before', 'after']).optional(),
  }),
  /** The work is done; the answer is not JSON. */
  z.strictObject({ ...match, kind: z.literal('malformed') }),
  /** The work is done; the answer breaks off half-way. */
  z.strictObject({ ...match, kind: z.literal('truncated') }),
  /** The work is done; the answer is larger than 8 MiB, or than `bytes`. */
  z.strictObject({ ...match, kind: z.literal('oversized'), bytes: z.int().positive().optional() }),
  /** The work is done; every value in the answer has another type than it should. */
  z.strictObject({ ...match, kind: z.literal('wrong-types') }),
  z.strictObject({
    ...match,
    kind: z.literal('redirect'),
    to: z.string(),
    status: z.literal([301, 302, 303, 307, 308]).optional(),
  }),
])
export type Fault = z.infer<typeof fault>

/** What the server does with a request: `null` for the answer means that the connection is cut. */
export interface Treatment {
  readonly delayMs: number
  /** Milliseconds between the work and its answer. */
  readonly answerDelayMs: number
  /** Answer without doing the work; undefined: do it. */
  readonly instead: Answer | null | undefined
  /** Damage the answer after the work was done. */
  readonly damage: (answer: Answer) => Answer | null
  /** Send only half of the body, then cut. */
  readonly half: boolean
}

/** The faults that are switched on. The first one that fits a request applies. */
export class Faults {
  #active: { readonly fault: Fault; left: number }[] = []

  set(added: Fault): void {
    // Compiled here, so that a bad expression is refused at once.
    new RegExp(added.path ?? '')
    this.#active.push({ fault: added, left: added.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#active = []
  }

  /** `keyId`: of the key that the request came with, null where there is none. */
  treat(
    server: 'api' | 'ingress',
    asked: Pick<Asked, 'method' | 'path'>,
    keyId: string | null = null,
  ): Treatment {
    const hit = this.#active.find(
      ({ fault: { kind, method, path, server: only, keyId: key }, left }) =>
        left > 0 &&
        (kind !== 'read-only' || (server === 'api' && asked.method !== 'GET')) &&
        (key === undefined || key === keyId) &&
        (only === undefined || only === server) &&
        (method === undefined || method === asked.method) &&
        (path === undefined || new RegExp(path).test(asked.path)),
    )
    if (hit === undefined) return untouched
    hit.left -= 1
    return treatmentOf(hit.fault)
  }
}

const treatment = (part: Partial<Treatment>): Treatment => ({
  delayMs: 0,
  answerDelayMs: 0,
  instead: undefined,
  damage: (answer) => answer,
  half: false,
  ...part,
})

/** No fault: the work is done, and its answer is sent as it is. */
export const untouched: Treatment = treatment({})

function treatmentOf(one: Fault): Treatment {
  switch (one.kind) {
    case 'status': {
      const headers = {
        'content-type': 'application/json',
        ...(one.retryAfter === undefined ? {} : { 'retry-after': one.retryAfter }),
      }
      const body = JSON.stringify({ code: one.status, message: one.message ?? 'simulated' })
      const answer = { status: one.status, headers, body }
      return treatment(one.commit ? { damage: () => answer } : { instead: answer })
    }
    case 'read-only':
      return treatment({ instead: refusal(403, 'Permissions are not granted') })
    case 'lost':
      return treatment(one.when === 'before' ? { instead: null } : { damage: () => null })
    case 'slow':
      return treatment(one.when === 'after' ? { answerDelayMs: one.delayMs } : { delayMs: one.delayMs })
    case 'malformed':
      return treatment({ damage: (answer) => ({ ...answer, body: `<html>${answer.body}` }) })
    case 'truncated':
      return treatment({ half: true })
    case 'oversized': {
      const filler = ' '.repeat(one.bytes ?? 8 * 1024 * 1024 + 1)
      return treatment({ damage: (answer) => ({ ...answer, body: `${filler}${answer.body}` }) })
    }
    case 'wrong-types':
      return treatment({ damage: (answer) => ({ ...answer, body: wrongTypes(answer.body) }) })
    case 'redirect':
      return treatment({ instead: { status: one.status ?? 302, headers: { location: one.to }, body: '' } })
  }
}

function wrongTypes(body: string): string {
  if (body === '') return '[]'
  return JSON.stringify(JSON.parse(body), (_, value: unknown) => {
    if (typeof value === 'string') return { text: value.length }
    if (typeof value === 'boolean') return String(value)
    return value
  })
}
