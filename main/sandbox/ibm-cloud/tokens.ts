import { randomBytes } from 'node:crypto'

/** Whom a token stands for, and the key that it was exchanged for. */
export interface Bearer {
  readonly keyId: string
  readonly iamId: string
}

interface Issued extends Bearer {
  readonly until: number
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * The access tokens: they look like the vendor's and can be read, and are known again because they are remembered here.
 * A token lives on when its key is disabled or deleted. Their time is the machine's, not the account's: who passes days
 * over in a rehearsal holds a token for as long as he did anywhere else.
 */
export class Tokens {
  readonly #issued = new Map<string, Issued>()

  /** Returns the token with when it ends, in seconds since 1970. */
  issue(
    bearer: Bearer,
    claims: Readonly<Record<string, unknown>>,
    seconds: number,
  ): { readonly token: string; readonly expiration: number } {
    const now = Date.now()
    for (const [token, { until }] of this.#issued) if (until < now - 3_600_000) this.#issued.delete(token)
    const iat = Math.floor(now / 1000)
    const header = { kid: '20260101-0001', alg: 'RS256' }
    const payload = { ...claims, iat, exp: iat + seconds, iss: 'https://iam.cloud.ibm.com/identity' }
    const token = `${base64url(header)}.${base64url(payload)}.${randomBytes(256).toString('base64url')}`
    this.#issued.set(token, { ...bearer, until: now + seconds * 1000 })
    return { token, expiration: iat + seconds }
  }

  /** Whose token it is, even after its end; null where it never was one. */
  holder(token: string): Bearer | null {
    return this.#issued.get(token) ?? null
  }

  /** Whose token it is, or why it is not taken. */
  read(token: string): Bearer | 'expired' | 'unknown' {
    const found = this.#issued.get(token)
    if (found === undefined) return 'unknown'
    return found.until <= Date.now() ? 'expired' : found
  }
}
