import { type Answer, type Asked, json } from '../exchange.ts'
import type { Faults } from '../faults.ts'
import type { RefusalCounts } from '../refusals.ts'
import { Refusals } from '../refusals.ts'
import type { IbmAccount } from './account.ts'
import { apiKeys } from './api-keys.ts'
import { errorFor, identityError, isPolicyPath, policyError } from './errors.ts'
import { exchangeKey } from './identity-token.ts'
import { Pages } from './pages.ts'
import { policyCalls } from './policies.ts'
import { serviceIds } from './service-ids.ts'
import type { Tokens } from './tokens.ts'

/** The identity service: tokens, keys, service IDs, policies. Strict where the documents leave room. */
export class Iam {
  readonly #account: IbmAccount
  readonly #tokens: Tokens
  readonly #faults: Faults
  readonly #pages = new Pages()
  readonly #exchanges = new Map<string, number>()
  readonly #refusals = new Refusals()

  constructor(account: IbmAccount, tokens: Tokens, faults: Faults) {
    this.#account = account
    this.#tokens = tokens
    this.#faults = faults
  }

  /** How many tokens each key was given, and which exchanges were refused: an agent without a token sends nothing. */
  get exchanges(): { readonly given: Readonly<Record<string, number>>; readonly refused: RefusalCounts } {
    return { given: Object.fromEntries(this.#exchanges), refused: this.#refusals.counts }
  }

  forget(): void {
    this.#exchanges.clear()
    this.#refusals.forget()
  }

  /** The key that a request comes with: for a token, in the form, or behind the token; null where there is none. */
  keyIdOf(asked: Asked): string | null {
    if (asked.path !== '/identity/token') {
      return asked.bearer === null ? null : (this.#tokens.holder(asked.bearer)?.keyId ?? null)
    }
    const value = new URLSearchParams(asked.body.toString('utf8')).get('apikey')
    return value ? (this.#account.holder(value)?.id ?? null) : null
  }

  /** To be called with what was answered at last, by a fault as well; null: the connection was cut. */
  answered(asked: Asked, status: number | null): void {
    if (asked.path !== '/identity/token') return
    const keyId = this.keyIdOf(asked) ?? 'unknown'
    this.#refusals.note(status, keyId)
    if (status === 200) this.#exchanges.set(keyId, (this.#exchanges.get(keyId) ?? 0) + 1)
  }

  answer(asked: Asked): Answer {
    const { method, path, bearer } = asked
    if (path === '/identity/token') {
      if (method !== 'POST') return errorFor(asked, 405, 'Method not allowed')
      return exchangeKey(this.#account, this.#tokens, this.#faults, asked)
    }
    const policies = isPolicyPath(path)
    const [, kind, rest = ''] = /^\/v1\/(apikeys|serviceids)(\/.*)?$/.exec(path) ?? []
    if (!policies && kind === undefined) return json(404, { errorMessage: 'Not Found' })
    const unauthorized = (code: string, message: string): Answer =>
      policies ? policyError(401, 'invalid_token', message) : identityError(asked, 401, code, message)
    if (bearer === null) return unauthorized('BXNIM0308E', 'No authorization header found')
    const caller = this.#tokens.read(bearer)
    if (caller === 'expired') return unauthorized('BXNIM0407E', 'Provided token is expired')
    // An API key is no token, however good it is.
    if (caller === 'unknown') return unauthorized('BXNIM0410E', 'Provided token is invalid')
    const call = { account: this.#account, pages: this.#pages, faults: this.#faults, asked, caller }
    const said = policies
      ? policyCalls(call)
      : kind === 'apikeys'
        ? apiKeys(call, rest)
        : serviceIds(call, rest)
    return said ?? errorFor(asked, 404, 'There is no such route')
  }
}
