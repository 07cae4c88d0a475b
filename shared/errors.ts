/**
 * Expected failures are values, never exceptions: a function that can fail for a reason that a user can act
 * on returns a `Result`. What throws is a bug.
 */

/** Every way in which something that the user asked for can fail. The terminal's exit code follows from it. */
export const failureCodes = [
  'usage',
  'not-found',
  'refused', // by a rule or an interlock
  'file-unreadable', // missing, not regular, too large, not UTF-8, no right to read it
  'file-invalid', // does not parse
  'file-not-editable', // parses, but cannot be edited safely
  'file-no-place', // holds no fitting place
  'file-ambiguous', // several different values: the user must say which
  'file-changed', // not what it was when it was planned
  'file-not-written', // the write failed; the old bytes are intact
  'credential-rejected', // 401
  'permission-missing', // 403
  'vendor-unreachable', // no network, no such host, connection refused
  'vendor-tls', // the vendor's certificate was not accepted
  'vendor-timeout',
  'vendor-rate-limited', // 429
  'vendor-failed', // 5xx, and any status that has no meaning here
  'vendor-malformed', // the answer is not what the vendor documents
  'outcome-unknown', // a call that must not be repeated got no answer
  'keychain-locked',
  'keychain-unavailable',
  'keychain-refused',
  'keychain-timeout',
  'storage-failed', // our own database: disk full, read-only, damaged
  'interrupted', // stopped half-way, can be resumed
  'unsupported', // known, but not in this version
  'unexpected',
] as const

export type FailureCode = (typeof failureCodes)[number]

/** What went wrong, in words for people: `message` says what failed and what is still safe, `hint` what to do. */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
  readonly hint: string
  /** When the vendor said how long to wait (Retry-After), in seconds. */
  readonly retryAfterSeconds?: number
  /** Where the vendor refused it for want of a right: its names of the permissions of which it wants one. */
  readonly permissions?: readonly string[]
  /** For `file-ambiguous`: the places among which the user chooses; `file` where it is not the only one named. */
  readonly choices?: readonly {
    readonly file?: string
    readonly line: number
    readonly output: string
    readonly label: string
  }[]
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

/** Wraps a value as a success. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

/** Makes a failure. `hint` is the next step for the user and may be empty only where there is none. */
export const fail = (
  code: FailureCode,
  message: string,
  hint = '',
  more: Partial<Failure> = {},
): Result<never> => ({
  ok: false,
  failure: { ...more, code, message, hint },
})

/** Makes the compiler prove that every member of a union was handled. Throws when reached: that is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
