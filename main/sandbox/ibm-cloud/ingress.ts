import { z } from 'zod'
import { type Answer, type Asked, json } from '../exchange.ts'
import type { Faults } from '../faults.ts'
import { Taken } from '../taken.ts'
import type { IbmAccount } from './account.ts'
import { maySend } from './roles.ts'
import type { Tokens } from './tokens.ts'

const singles = '/logs/v1/singles'
const maxBytes = 2 * 1024 * 1024
/** What is older is dropped, and the answer is 200 all the same. */
const oldestMs = 24 * 3_600_000

const entry = z.strictObject({
  applicationName: z.string().min(1),
  subsystemName: z.string().min(1),
  text: z.union([z.string(), z.record(z.string(), z.unknown())]),
  severity: z.int().min(1).max(6).optional(),
  timestamp: z.number().optional(),
  hiResTimestamp: z.string().regex(/^\d+$/).optional(),
  computerName: z.string().optional(),
  category: z.string().optional(),
  className: z.string().optional(),
  methodName: z.string().optional(),
  threadId: z.string().optional(),
})
const entries = z.array(entry).min(1)

const say = (status: number, message: string): Answer => json(status, { message })

/** The instance's ingress: takes logs with the token of an identity that may send, never with a key itself. */
export class IbmIngress {
  readonly taken: Taken
  readonly #account: IbmAccount
  readonly #tokens: Tokens
  readonly #faults: Faults
  readonly #now: () => Date

  constructor(account: IbmAccount, tokens: Tokens, faults: Faults, now: () => Date) {
    this.taken = new Taken(now)
    this.#account = account
    this.#tokens = tokens
    this.#faults = faults
    this.#now = now
  }

  /** The key behind the token, or the key that was sent in the token's place; null where it is nobody's. */
  keyIdOf({ bearer }: Asked): string | null {
    if (bearer === null) return null
    return this.#tokens.holder(bearer)?.keyId ?? this.#account.holder(bearer)?.id ?? null
  }

  answered(asked: Asked, status: number | null): void {
    this.taken.answered(status, asked.bearer === null ? 'none' : (this.keyIdOf(asked) ?? 'unknown'))
  }

  take(asked: Asked): Answer {
    const path = asked.path === singles ? singles : 'other'
    const caller = asked.bearer === null ? 'unknown' : this.#tokens.read(asked.bearer)
    if (caller === 'unknown' || caller === 'expired') {
      this.taken.refuse(path)
      return say(401, 'Unauthorized')
    }
    if (!maySend(this.#account.rolesOn(caller.iamId, 'logs', this.#account.state.instance))) {
      this.taken.refuse(path)
      return say(403, 'Forbidden')
    }
    if (asked.path !== singles) return say(404, 'Not Found')
    if (asked.method !== 'POST') return say(405, 'Method Not Allowed')
    if (asked.contentType !== 'application/json') return say(400, 'content-type must be application/json')
    if (!['', 'identity', 'gzip'].includes(asked.encoding)) return say(400, 'unknown content-encoding')
    if (asked.body.length > maxBytes) return say(413, 'the body is larger than 2 MB')
    const read = entries.safeParse(parsed(asked.body))
    if (!read.success) {
      const [issue] = read.error.issues
      return say(400, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
    }
    const dropAll = this.#faults.quirk('dropped-lines', 'ibm-ingress', asked, caller.keyId) !== null
    const late = this.#now().getTime() - oldestMs
    const kept = dropAll
      ? []
      : read.data.filter(({ timestamp }) => timestamp === undefined || timestamp >= late)
    this.taken.add(
      caller.keyId,
      singles,
      kept.map(({ applicationName, subsystemName, text }) => ({
        application: applicationName,
        subsystem: subsystemName,
        text: typeof text === 'string' ? text : JSON.stringify(text),
      })),
    )
    const dropped = read.data.length - kept.length
    if (dropped === 0) return json(200, {})
    return json(200, { message: `${dropped} of ${read.data.length} log lines were dropped: too old` })
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
