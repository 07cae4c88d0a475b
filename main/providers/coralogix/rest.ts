import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Http, HttpCall } from '../http.ts'
import type { Connection } from '../provider.ts'

// Pinned: paths have moved between versions, and the bare list path of version 4 answers 400 in version 5.
const base = '/mgmt/openapi/5/aaa'

/** The vendor's routes, in one place. */
export const paths = {
  whoami: '/identity/whoami',
  keys: `${base}/api-keys/v3`,
  all: `${base}/api-keys/v3/list/all`,
  sendData: `${base}/send-data-keys/v3`,
  bulkDelete: `${base}/api-keys/v3/all/delete`,
  bulkStatus: `${base}/api-keys/v3/all/status`,
  groups: `${base}/team-groups/v2`,
} as const

// A policy's text goes back to the vendor: like a value it must arrive byte for byte.
const fields = { whole: ['value', 'accessPolicy', 'access_policy'], drop: [] } as const

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** How long each call may take, in milliseconds. */
export interface Deadlines {
  readonly list: number
  readonly write: number
  readonly identify: number
}

/** The calls of one session to the vendor's REST v5. */
export class Rest {
  readonly #http: Http
  readonly #connection: Connection
  /** The API's origin, without a slash at the end. */
  readonly origin: string

  constructor(http: Http, connection: Connection) {
    this.#http = http
    this.#connection = connection
    this.origin = connection.apiUrl.replace(/\/+$/, '')
  }

  /** Sends one call and reads its answer; null of `read` means that it has no sense: `problem` says so in words. */
  async ask<T>(
    method: HttpCall['method'],
    path: string,
    words: Pick<HttpCall, 'effect' | 'goal' | 'needs'>,
    deadlineMs: number,
    read: (json: unknown) => T | null,
    problem: string,
    more: Pick<HttpCall, 'body' | 'signal'> = {},
  ): Promise<Result<T>> {
    const { credential } = this.#connection
    const url = `${this.origin}${path}`
    const request: HttpCall = {
      ...{ vendor: 'Coralogix', method, url, credential, deadlineMs, fields },
      ...words,
      ...more,
    }
    const answer = await this.#http.send(request)
    if (!answer.ok) return answer
    const found = read(answer.value)
    return found === null ? this.#http.unusable(request, problem) : ok(found)
  }

  /** Sends a change, whose answer says nothing. */
  async change(
    method: 'PUT' | 'POST' | 'DELETE',
    path: string,
    words: Pick<HttpCall, 'goal' | 'needs'>,
    deadlineMs: number,
    body?: unknown,
  ): Promise<Result<void>> {
    const more = body === undefined ? {} : { body }
    const answer = await this.ask(
      method,
      path,
      { effect: 'change', ...words },
      deadlineMs,
      () => true,
      '',
      more,
    )
    return answer.ok ? ok(undefined) : answer
  }
}

/** The path of one key. Refuses an id that could be anything but one path segment of this API. */
export function keyPath(keyId: string): Result<string> {
  if (uuid.test(keyId)) return ok(`${paths.keys}/${encodeURIComponent(keyId)}`)
  const message = 'This key has an id that the Coralogix API does not take. Nothing was sent.'
  return fail('usage', message, "Change the key on the vendor's own page.")
}
