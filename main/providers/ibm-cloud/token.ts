import { z } from 'zod'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { Secret } from '../../vault/secret.ts'
import type { Http, HttpCall } from '../http.ts'
import { parseVendorJson } from '../vendor-text.ts'
import { tokenMeaning, vendor } from './meanings.ts'

/** What a token says of whom it is for. Only for display and for naming the account: the vendor checks it, not we. */
export interface Claims {
  readonly iamId: string | null
  readonly accountId: string | null
  readonly isServiceId: boolean
  /** E-mail of a user, else a name. */
  readonly name: string | null
}

export interface Token {
  readonly bearer: Secret
  readonly claims: Claims
}

/** The token of one API key, exchanged when it is first needed and again before it ends. */
export interface Tokens {
  /** Fails with `credential-rejected` where the key is not accepted. */
  get(signal?: AbortSignal): Promise<Result<Token>>
  /** The vendor did not take it: the next call exchanges the key again. */
  forget(): void
}

export interface TokenOptions {
  /** Per try, in milliseconds. */
  readonly deadlineMs: number
  /** Milliseconds; turned by tests. */
  readonly now?: () => number
}

// Many times what a token is; it stands in every header afterwards.
const maxBytes = 64 * 1024
// Before its end it is not used any more: a call takes a while to arrive.
const earlyMs = 10_000
const renewAt = 0.8

const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{8,16384}$/),
  expires_in: z.number().positive().max(86_400),
})

/** Exchanges `key` at `origin`. Callers at the same time share one exchange. */
export function tokensOf(http: Http, origin: string, key: Secret, options: TokenOptions): Tokens {
  const now = options.now ?? Date.now
  let held: { readonly token: Token; readonly from: number; readonly lifeMs: number } | null = null
  let running: Promise<Result<Token>> | null = null

  async function exchange(): Promise<Result<Token>> {
    const from = now()
    const call: HttpCall = {
      vendor,
      method: 'POST',
      url: `${origin}/identity/token`,
      credential: null,
      form: {
        grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
        response_type: 'cloud_iam',
        apikey: key,
      },
      fields: { whole: ['access_token'], drop: ['apikey', 'refresh_token'] },
      maxBytes,
      // It changes nothing, so it may be repeated.
      effect: 'read',
      goal: 'exchange the API key for a token',
      needs: [],
      meaning: tokenMeaning,
      deadlineMs: options.deadlineMs,
    }
    const sent = await http.send(call)
    if (!sent.ok) return sent
    const read = answer.safeParse(sent.value)
    if (!read.success) return http.unusable(call, 'not with a token and how long it lives')
    const { access_token, expires_in } = read.data
    const token = { bearer: Secret.of(access_token), claims: claimsOf(access_token) }
    held = { token, from, lifeMs: expires_in * 1000 }
    return ok(token)
  }

  const renewed = (): Promise<Result<Token>> => {
    running ??= exchange().finally(() => {
      running = null
    })
    return running
  }

  return {
    async get(signal) {
      if (signal?.aborted) return stopped()
      if (held !== null) {
        const age = now() - held.from
        // A clock that was put back says nothing about the token's age.
        if (age >= 0 && age < held.lifeMs - earlyMs) {
          // What becomes of it shows when it is needed: this one still works.
          if (age >= held.lifeMs * renewAt) renewed().catch(() => undefined)
          return ok(held.token)
        }
      }
      return unlessStopped(renewed(), signal)
    },
    forget() {
      held = null
    },
  }
}

/** Others may wait for the same exchange, so a caller that stops only stops waiting. */
function unlessStopped(running: Promise<Result<Token>>, signal?: AbortSignal): Promise<Result<Token>> {
  if (signal === undefined) return running
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(stopped())
    signal.addEventListener('abort', stop, { once: true })
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

const stopped = (): Result<never> =>
  fail('interrupted', 'Stopped: could not exchange the API key for a token.')

const text = z.string().trim().min(1).max(300).nullish().catch(null)
const payload = z.object({
  iam_id: text,
  account: z.object({ bss: text }).nullish().catch(null),
  sub_type: text,
  email: text,
  name: text,
})

/** Reads the claims of a token; each is null where it does not say it. The signature is the vendor's business. */
export function claimsOf(token: string): Claims {
  let json: unknown = null
  try {
    json = parseVendorJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    // Not a JWT: then who it is for has to be asked.
  }
  const read = payload.safeParse(json)
  if (!read.success) return { iamId: null, accountId: null, isServiceId: false, name: null }
  const { iam_id, account, sub_type, email, name } = read.data
  return {
    iamId: iam_id ?? null,
    accountId: account?.bss ?? null,
    isServiceId: sub_type === 'ServiceId' || (iam_id ?? '').startsWith('iam-ServiceId-'),
    name: email ?? name ?? null,
  }
}
