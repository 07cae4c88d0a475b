import {
  answerVerdict,
  type CallWords,
  networkVerdict,
  statusVerdict,
  timeoutVerdict,
  type Verdict,
} from './http-failure.ts'

/** How a call ended. */
export interface GrpcEnd {
  readonly code: number
  /** The vendor's text, or the library's where no answer came. */
  readonly details: string
  readonly waitSeconds: number | null
}

/** Statuses by number, each with the HTTP status that means the same and has the words for it. */
const statuses: Readonly<Record<number, readonly [name: string, http: number]>> = {
  1: ['CANCELLED', 500],
  2: ['UNKNOWN', 500],
  3: ['INVALID_ARGUMENT', 400],
  5: ['NOT_FOUND', 404],
  6: ['ALREADY_EXISTS', 409],
  7: ['PERMISSION_DENIED', 403],
  8: ['RESOURCE_EXHAUSTED', 429],
  9: ['FAILED_PRECONDITION', 400],
  10: ['ABORTED', 409],
  11: ['OUT_OF_RANGE', 400],
  12: ['UNIMPLEMENTED', 404],
  13: ['INTERNAL', 500],
  14: ['UNAVAILABLE', 503],
  15: ['DATA_LOSS', 500],
  16: ['UNAUTHENTICATED', 401],
}

const deadlineExceeded = 4
const unimplemented = 12

// The library's own texts, for what no server said. Some come with a status that a server would mean otherwise: no
// message is "unimplemented" to it, and one that is too large is "exhausted".
const tooLarge = /^Received message (larger than max|that decompresses)/
const brokenOff = /Call ended without gRPC status|^(No message|Too many responses) received/
const cut = /^(Connection dropped|Stream refused by server|Call cancelled|read ECONNRESET|write E)/
const exhausted = /^Bandwidth exhausted/

/**
 * What to make of a call that was sent and did not end well. `host` is the one that was called, `method` the name of the
 * procedure, `deadlineMs` what the call had.
 */
export function grpcVerdict(
  words: CallWords,
  host: string,
  method: string,
  end: GrpcEnd,
  deadlineMs: number,
): Verdict {
  const { code, details, waitSeconds } = end
  if (code === deadlineExceeded) return timeoutVerdict(words, host, Math.ceil(deadlineMs / 1000))
  if (tooLarge.test(details)) return answerVerdict(words, host, 'the answer is larger than 8 MiB')
  if (brokenOff.test(details)) return answerVerdict(words, host, 'the answer broke off half-way')
  if (cut.test(details)) return networkVerdict(words, host, {})
  const [name, http] = statuses[code] ?? ['a status that does not exist', 500]
  const body = JSON.stringify({ message: details })
  return statusVerdict(words, host, exhausted.test(details) ? 500 : http, body, waitSeconds, {
    shown: `${code} ${name} to ${method}`,
    missingRoute: code === unimplemented,
  })
}

// What OpenSSL says of a certificate, with the names that Node gives it: the library passes on only the text.
const certificates: readonly (readonly [RegExp, string])[] = [
  [/self-signed certificate in/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/self-signed certificate/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/local issuer certificate/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [/verify the first certificate/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/certificate has expired/, 'CERT_HAS_EXPIRED'],
  [/not yet valid/, 'CERT_NOT_YET_VALID'],
  [/altnames/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/certificate|SSL|TLS alert/i, 'EPROTO'],
]

/** What to make of a connection that was never made: nothing was sent. `details` is the library's text about it. */
export function unconnectedVerdict(words: CallWords, host: string, details: string): Verdict {
  if (/^Name resolution failed/.test(details)) return networkVerdict(words, host, { code: 'ENOTFOUND' })
  const code =
    /\bE(?:CONNREFUSED|NETUNREACH|HOSTUNREACH|NETDOWN|HOSTDOWN|ADDRNOTAVAIL)\b/.exec(details)?.[0] ??
    (/ETIMEDOUT/.test(details) ? lateConnection : undefined)
  if (code !== undefined) return networkVerdict(words, host, { code })
  // The connection was cut while it was encrypted, which is no word about the certificate.
  if (!unsent.test(details)) {
    const found = certificates.find(([text]) => text.test(details))
    if (found !== undefined) return networkVerdict(words, host, { code: found[1] })
  }
  return networkVerdict(words, host, { message: 'disconnected before secure TLS connection' })
}

const unsent = /before secure TLS connection/
const lateConnection = 'UND_ERR_CONNECT_TIMEOUT'

/** What to make of a connection that was not made in time. */
export const lateVerdict = (words: CallWords, host: string): Verdict =>
  networkVerdict(words, host, { code: lateConnection })
