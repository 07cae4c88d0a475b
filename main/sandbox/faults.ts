import { z } from 'zod'
import { type Answer, type Asked, refusal } from './exchange.ts'

/** Coralogix's two (gRPC is its `api` by another way), IBM Cloud's two, Aggregations.io's two. */
export const serverIds = [
  'api',
  'ingress',
  'iam',
  'ibm-ingress',
  'aggregations-api',
  'aggregations-ingest',
] as const
export type ServerId = (typeof serverIds)[number]

const match = {
  /** Only this method; any when left out. */
  method: z.string().optional(),
  /** Only paths that this regular expression finds; any when left out. */
  path: z.string().max(500).optional(),
  /** Only this server; those of every vendor when left out. */
  server: z.enum(serverIds).optional(),
  /** Only requests that come with the value of this key, whatever its state. */
  keyId: z.string().max(200).optional(),
  /** For so many requests; for ever when left out. */
  times: z.int().positive().optional(),
}

/** What a vendor does by itself and not to every answer: its own code asks for it. */
const quirks = [
  /** Coralogix: REST has no such route; gRPC has what it always has. */
  z.strictObject({ ...match, kind: z.literal('no-route') }),
  /** IBM: a list's `next` leads to another host. */
  z.strictObject({ ...match, kind: z.literal('foreign-next'), to: z.url().optional() }),
  /** IBM: a list's `next` leads to the same page again, for ever. */
  z.strictObject({ ...match, kind: z.literal('repeat-next') }),
  /** IBM: keys in lists come with a value, which no document allows. */
  z.strictObject({ ...match, kind: z.literal('value-in-list'), value: z.string().optional() }),
  /** IBM: tokens live so long. */
  z.strictObject({ ...match, kind: z.literal('short-token'), seconds: z.int().min(0).max(3600) }),
  /** IBM: somebody else changes the key or service ID just before this change. */
  z.strictObject({ ...match, kind: z.literal('changed-meanwhile') }),
  /** IBM: a locked key is not taken for a token; the documents only say that it cannot be changed. */
  z.strictObject({ ...match, kind: z.literal('locked-refused') }),
  /** IBM: a service ID's keys could not all be deleted, so it was not: 409. */
  z.strictObject({ ...match, kind: z.literal('keys-remain') }),
  /** IBM's ingress says 200 and that it dropped the lines. */
  z.strictObject({ ...match, kind: z.literal('dropped-lines') }),
] as const
const quirk = z.discriminatedUnion('kind', [...quirks])
type Quirk = z.infer<typeof quirk>

/** One way for the vendor to misbehave, and when. */
export const fault = z.discriminatedUnion('kind', [
  ...quirks,
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
  /** The work is done; half of the answer comes, then nothing more, and the connection stays. */
  z.strictObject({ ...match, kind: z.literal('stalled') }),
  /** The work is done; the answer is larger than 8 MiB, or than `bytes`. */
  z.strictObject({ ...match, kind: z.literal('oversized'), bytes: z.int().positive().optional() }),
  /** The work is done; every value in the answer has another type than it should. */
  z.strictObject({ ...match, kind: z.literal('wrong-types') }),
  /** The work is done; everything in the answer that has an id, or the id of a team, has this text in this field. */
  z.strictObject({ ...match, kind: z.literal('planted'), field: z.string().max(100), text: z.string() }),
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
  /** Send only half of the body, then nothing. */
  readonly stalls: boolean
}

type Where = Pick<Asked, 'method' | 'path'>
/** How a server says no, in its vendor's shape. */
type Refuse = (status: number, message: string) => Answer

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

  /**
   * What is to be done with a request. `keyId`: of the key that it came with, null where there is none. `refuse`: how
   * this server says no where the fault does not say it in words of its own.
   */
  treat(server: ServerId, asked: Where, keyId: string | null = null, refuse: Refuse = refusal): Treatment {
    const found = this.#take(server, asked, keyId, (one) => !isQuirk(one))
    return found === undefined || isQuirk(found) ? untouched : treatmentOf(found, refuse)
  }

  /** The quirk of this kind that is on for such a request, or null. */
  quirk<K extends Quirk['kind']>(
    kind: K,
    server: ServerId,
    asked: Where,
    keyId: string | null = null,
  ): Extract<Quirk, { readonly kind: K }> | null {
    const found = this.#take(server, asked, keyId, (one) => one.kind === kind)
    return (found as Extract<Quirk, { readonly kind: K }> | undefined) ?? null
  }

  #take(
    server: ServerId,
    asked: Where,
    keyId: string | null,
    fits: (fault: Fault) => boolean,
  ): Fault | undefined {
    const hit = this.#active.find(
      ({ fault, left }) =>
        left > 0 &&
        fits(fault) &&
        (fault.kind !== 'read-only' || changes(server, asked)) &&
        (fault.keyId === undefined || fault.keyId === keyId) &&
        (fault.server === undefined || fault.server === server) &&
        (fault.method === undefined || fault.method === asked.method) &&
        (fault.path === undefined || new RegExp(fault.path).test(asked.path)),
    )
    if (hit !== undefined) hit.left -= 1
    return hit?.fault
  }
}

const quirkKinds: ReadonlySet<string> = new Set(quirks.map((one) => one.shape.kind.value))
const isQuirk = (one: Fault): one is Quirk => quirkKinds.has(one.kind)

/** Whether a request would change keys: every call of an API but GET, and but the one for a token. */
const changes = (server: ServerId, { method, path }: Where): boolean =>
  (server === 'api' || server === 'iam') && method !== 'GET' && path !== '/identity/token'

const treatment = (part: Partial<Treatment>): Treatment => ({
  delayMs: 0,
  answerDelayMs: 0,
  instead: undefined,
  damage: (answer) => answer,
  half: false,
  stalls: false,
  ...part,
})

/** No fault: the work is done, and its answer is sent as it is. */
export const untouched: Treatment = treatment({})

function treatmentOf(one: Exclude<Fault, Quirk>, refuse: Refuse): Treatment {
  switch (one.kind) {
    case 'status': {
      const said = refuse(one.status, one.message ?? 'simulated')
      const later = one.retryAfter === undefined ? {} : { 'retry-after': one.retryAfter }
      const answer = { ...said, headers: { ...said.headers, ...later } }
      return treatment(one.commit ? { damage: () => answer } : { instead: answer })
    }
    case 'read-only':
      return treatment({ instead: refuse(403, 'Permissions are not granted') })
    case 'lost':
      return treatment(one.when === 'before' ? { instead: null } : { damage: () => null })
    case 'slow':
      return treatment(one.when === 'after' ? { answerDelayMs: one.delayMs } : { delayMs: one.delayMs })
    case 'malformed':
      return treatment({ damage: (answer) => ({ ...answer, body: `<html>${answer.body}` }) })
    case 'truncated':
      return treatment({ half: true })
    case 'stalled':
      return treatment({ stalls: true })
    case 'oversized': {
      const filler = ' '.repeat(one.bytes ?? 8 * 1024 * 1024 + 1)
      return treatment({ damage: (answer) => ({ ...answer, body: `${filler}${answer.body}` }) })
    }
    case 'wrong-types':
      return treatment({ damage: (answer) => ({ ...answer, body: wrongTypes(answer.body) }) })
    case 'planted':
      return treatment({ damage: (answer) => ({ ...answer, body: planted(answer.body, one) }) })
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

function planted(body: string, { field, text }: { readonly field: string; readonly text: string }): string {
  if (body === '') return body
  return JSON.stringify(JSON.parse(body), (_, value: unknown) =>
    typeof value === 'object' && value !== null && ('id' in value || 'team_id' in value)
      ? { ...value, [field]: text }
      : value,
  )
}
