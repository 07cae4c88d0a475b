import { type Answer, type Asked, json } from '../exchange.ts'
import { Taken } from '../taken.ts'
import { keyFor, say } from './app.ts'
import type { Organization } from './organization.ts'

/** 1 MB; more is a bad request here, not one that is too large. */
const maxBytes = 1_000_000

/** Takes events with an enabled key that may write. Its one ingest takes an array of objects and nothing else. */
export class Ingest {
  readonly taken: Taken
  readonly #organization: Organization

  constructor(organization: Organization, now: () => Date) {
    this.taken = new Taken(now)
    this.#organization = organization
  }

  /** Of the key that came with a request, whatever its state. */
  keyIdOf({ headers }: Asked): string | null {
    return this.#organization.holder(headers['x-api-token'] ?? '')?.id ?? null
  }

  answered(asked: Asked, status: number | null): void {
    const without = (asked.headers['x-api-token'] ?? '') === ''
    this.taken.answered(status, without ? 'none' : (this.keyIdOf(asked) ?? 'unknown'))
  }

  take(asked: Asked): Answer {
    const { method, path, contentType, body } = asked
    const own = `/${this.#organization.state.ingestId}`
    const key = keyFor(this.#organization, asked, 'write')
    if ('status' in key) {
      this.taken.refuse(path === own ? path : 'other')
      return key
    }
    if (path !== own) return say(404, 'Ingest not found')
    if (method !== 'POST') return say(405, 'Method Not Allowed')
    if (contentType !== 'application/json') return say(400, 'Content-Type must be application/json')
    if (body.length > maxBytes) return say(400, 'Request is larger than 1 MB')
    const events = parsed(body)
    if (events === undefined) return say(400, 'Malformed JSON')
    if (!Array.isArray(events) || events.length === 0 || !events.every(isObject)) {
      return say(400, 'The body is not an array of objects')
    }
    const lines = events.map((event) => ({ application: '', subsystem: '', text: JSON.stringify(event) }))
    this.taken.add(key.id, path, lines)
    return json(200, {})
  }
}

const isObject = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && !Array.isArray(event)

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
