import type { Result } from '../../../shared/errors.ts'
import type { Secret } from '../../vault/secret.ts'
import type { Http, HttpCall } from '../http.ts'
import { type Meaning, notBegun, type Refusal } from '../http-failure.ts'
import { meaningFor, vendor } from './meanings.ts'
import type { Tokens } from './token.ts'

/** How long each call may take, in milliseconds. */
export interface Deadlines {
  readonly read: number
  readonly write: number
  readonly token: number
}

export interface IamCall
  extends Pick<HttpCall, 'method' | 'effect' | 'goal' | 'needs' | 'body' | 'headers' | 'thing' | 'signal'> {
  /** Begins with a slash; ids in it are checked by the caller. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The answer carries the one value that was asked for. */
  readonly withValue?: boolean
  /** Instead of the account's own token. */
  readonly tokens?: Tokens
  /** Before the general meaning. */
  readonly means?: (refusal: Refusal) => Meaning | null
}

export interface Sent {
  readonly result: Result<unknown>
  /** Set where the vendor refused it. */
  readonly refusal: Refusal | null
  /** The failure for a good answer without sense; `problem` goes on after "answered, but". */
  unusable(problem: string): Result<never>
}

/** IAM, asked with the account's token. */
export interface Iam {
  send(call: IamCall): Promise<Sent>
}

// A key's value comes where it was asked for and nowhere else: what else carries one is taken out at the door.
const nowhere = { whole: [], drop: ['apikey'] }
const asked = { whole: ['apikey'], drop: [] }

/** IAM at `origin`: its host is the only one that a token is sent to, whatever an answer names. `hide`: values that stand in no answer. */
export function iamOf(
  http: Http,
  origin: string,
  own: Tokens,
  hide: readonly Secret[],
  deadlines: Deadlines,
): Iam {
  return {
    async send({ path, query = {}, withValue = false, tokens = own, means, ...call }) {
      let refusal: Refusal | null = null
      const url = new URL(`${origin}${path}`)
      for (const [name, value] of Object.entries(query)) {
        if (value !== undefined) url.searchParams.set(name, value)
      }
      const general = meaningFor(call.needs)
      const request = (bearer: Secret): HttpCall => ({
        ...call,
        vendor,
        url: url.href,
        credential: bearer,
        fields: withValue ? asked : nowhere,
        hide,
        deadlineMs: call.effect === 'read' ? deadlines.read : deadlines.write,
        meaning: (said) => {
          refusal = said
          if (said.status === 401) tokens.forget()
          return means?.(said) ?? general(said)
        },
      })
      const token = await tokens.get(call.signal)
      if (!token.ok) {
        const failed = notBegun<never>(call, token)
        return { result: failed, refusal: null, unusable: () => failed }
      }
      const sent = request(token.value.bearer)
      const result = await http.send(sent)
      return { result, refusal, unusable: (problem) => http.unusable(sent, problem) }
    },
  }
}
