import type { Failure, FailureCode, Result } from '../../shared/errors.ts'
import { cleanErrorText, errorMessage, errorWords } from './vendor-text.ts'

/** What the words of a failure need to know about the call that failed. */
export interface CallWords {
  readonly vendor: string
  /** `read` may be repeated; `change`, `create` and `line` are sent once. */
  readonly effect: 'read' | 'change' | 'create' | 'line'
  /** What was to be done, after "could not": "list the team's keys". */
  readonly goal: string
  /** The permissions of which the vendor wants one, for the message of a 403. */
  readonly needs: readonly string[]
  /** What a `create` makes; `key` unless given. */
  readonly thing?: string
  /** What a refusal means at this vendor; null where its status says it. */
  readonly meaning?: (refusal: Refusal) => Meaning | null
}

/** A status of 400 to 499, but for 408, as the vendor sent it: nothing was done. */
export interface Refusal {
  readonly status: number
  /** The vendor's words with its name of the error and the request's id, cleaned; may be empty. */
  readonly said: string
  /** The vendor's name of the error, cleaned. */
  readonly name: string | null
  /** A 404 of the address itself: it does not know the call, so nothing is said of what was asked for. */
  readonly missingRoute: boolean
}

export interface Meaning {
  readonly code: FailureCode
  /** Goes on after "Could not …:", without a full stop. */
  readonly what: string
  readonly hint: string
}

/** A failure with what the retry needs to know. */
export interface Verdict {
  readonly failure: Failure
  readonly retry: boolean
}

/** How far the call came: `before` it can have left, `sent` perhaps, `done` the vendor has carried it out. */
type Reach = 'before' | 'sent' | 'done'

function safeWords({ effect, thing = 'key' }: Pick<CallWords, 'effect' | 'thing'>): string {
  if (effect === 'line') return 'No line was stored.'
  if (effect === 'create') return `No ${thing} was made.`
  return effect === 'change' ? 'Nothing was changed.' : ''
}

/** What failed before a write began, with what is still safe: a read says nothing of that. */
export function notBegun<T>(words: Pick<CallWords, 'effect' | 'thing'>, asked: Result<T>): Result<T> {
  if (asked.ok || asked.failure.code === 'interrupted') return asked
  const safe = safeWords(words)
  const { message } = asked.failure
  if (safe === '' || message.endsWith(safe)) return asked
  return { ok: false, failure: { ...asked.failure, message: `${message} ${safe}` } }
}

const unknownWords = {
  change: [
    'It is not known whether the change was made.',
    'Sync to see how the key stands now, then repeat it where needed.',
  ],
  create: [
    'It is not known whether the key was made.',
    'Do not repeat it yet: sync, and Keyturn looks for the key by the mark in its name.',
  ],
  line: [
    'It is not known whether the line was stored.',
    'Try again in a moment; the line may then be stored twice.',
  ],
} as const

const unknownThing = (thing: string) =>
  [
    `It is not known whether the ${thing} was made.`,
    `Do not repeat it yet: look on the vendor's page whether the ${thing} is there.`,
  ] as const

/**
 * Builds a failure. Where a write may have taken effect its code becomes `outcome-unknown`, and the sentence about
 * what is still safe says so; `what` is a full sentence about what happened.
 */
function verdict(
  words: CallWords,
  reach: Reach,
  code: FailureCode,
  what: string,
  hint: string,
  more: {
    readonly retry?: boolean
    readonly seconds?: number | null
    readonly permissions?: readonly string[]
  } = {},
): Verdict {
  const wait = {
    ...(more.seconds == null ? {} : { retryAfterSeconds: more.seconds }),
    ...(more.permissions === undefined ? {} : { permissions: more.permissions }),
  }
  if (words.effect !== 'read' && reach !== 'before') {
    const { effect, thing } = words
    const [message, next] =
      effect === 'create' && thing !== undefined ? unknownThing(thing) : unknownWords[effect]
    return {
      failure: { code: 'outcome-unknown', message: `${what} ${message}`, hint: next, ...wait },
      retry: false,
    }
  }
  return {
    failure: { code, message: `${what} ${safeWords(words)}`.trim(), hint, ...wait },
    retry: more.retry ?? false,
  }
}

const noHost = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'])
const noRoute = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL'])
// Raised while the connection is made. An alert of TLS 1.3 may come after the request and is not among them.
const tls =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_(?!TLSV13)|EPROTO$)/

interface NetworkError {
  readonly code?: string
  readonly message?: string
  readonly hostname?: string
  readonly cause?: NetworkError
  readonly errors?: readonly NetworkError[]
}

/** The innermost error that names a code: fetch wraps it, and so does a connection that tried several addresses. */
function innermost(error: NetworkError): NetworkError {
  const next = error.cause ?? (error.errors ?? []).find((one) => one.code !== undefined)
  return next === undefined ? error : innermost(next)
}

/** What to make of an error that fetch threw before an answer came. `host` is the one that was called. */
export function networkVerdict(words: CallWords, host: string, thrown: unknown): Verdict {
  const error = innermost(thrown as NetworkError)
  const code = error.code ?? ''
  const { vendor, goal } = words
  const proxy = /Proxy response \((\d+)\)/.exec(error.message ?? '')
  if (proxy !== null) {
    const what = `Could not ${goal}: the proxy refused the connection to ${host} (${proxy[1]}).`
    return verdict(words, 'before', 'vendor-unreachable', what, 'Check HTTPS_PROXY, or set NO_PROXY.')
  }
  if (noHost.has(code)) {
    const name = error.hostname === undefined ? host : cleanErrorText(error.hostname)
    const what = `Could not ${goal}: no address was found for ${name}.`
    const hint = `Check the network and the ${vendor} region or address of the account.`
    return verdict(words, 'before', 'vendor-unreachable', what, hint, { retry: code === 'EAI_AGAIN' })
  }
  if (code === 'ECONNREFUSED') {
    const what = `Could not ${goal}: ${host} refused the connection.`
    const hint = `Check the address of the account, and a proxy or firewall in between.`
    return verdict(words, 'before', 'vendor-unreachable', what, hint, { retry: true })
  }
  if (noRoute.has(code)) {
    const what = `Could not ${goal}: there is no way to ${host} from here.`
    return verdict(words, 'before', 'vendor-unreachable', what, 'Check the network, then try again.', {
      retry: true,
    })
  }
  if (tls.test(code)) {
    const what = `Could not ${goal}: the certificate or encryption of ${host} was not accepted (${code}).`
    const hint =
      "Keyturn never skips this check. Where a company proxy opens the traffic, install its authority in the system's certificate store."
    return verdict(words, 'before', 'vendor-tls', what, hint)
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    const reach = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'before' : 'sent'
    const what = `Could not ${goal}: ${host} did not take the connection in time.`
    const hint = 'Check the network, a proxy or firewall in between, and the address of the account.'
    return verdict(words, reach, 'vendor-timeout', what, hint, { retry: true })
  }
  // A port that browsers do not open either: fetch refuses it unsent.
  const unsent = /before secure TLS connection|^bad port$/.test(error.message ?? '')
  const what = `Could not ${goal}: the connection to ${host} was cut before an answer came.`
  return verdict(words, unsent ? 'before' : 'sent', 'vendor-unreachable', what, 'Try again in a moment.', {
    retry: true,
  })
}

/** What to make of a call whose deadline passed. */
export function timeoutVerdict(words: CallWords, host: string, seconds: number): Verdict {
  const what = `Could not ${words.goal}: ${host} did not answer within ${seconds} s.`
  return verdict(
    words,
    'sent',
    'vendor-timeout',
    what,
    'Try again in a moment; if it stays so, check the network.',
  )
}

/** What to make of an answer with a good status that cannot be read or understood. */
export function answerVerdict(words: CallWords, host: string, problem: string): Verdict {
  const what = `Could not ${words.goal}: ${host} answered, but ${problem}.`
  const hint = `Check that the address is that of ${words.vendor}'s API; if it is, report this.`
  return verdict(words, 'done', 'vendor-malformed', what, hint)
}

/**
 * What to make of a status other than 2xx. `waitSeconds` is what Retry-After said. `as`: how another transport names the
 * status, and whether it says that the call does not exist.
 */
export function statusVerdict(
  words: CallWords,
  host: string,
  status: number,
  body: string,
  waitSeconds: number | null,
  as: { readonly shown?: string; readonly missingRoute?: boolean } = {},
): Verdict {
  const { vendor, goal } = words
  const error = errorMessage(body)
  const said = errorWords(error)
  const shown = as.shown ?? String(status)
  const answered = `${vendor} answered ${shown}${said === '' ? '' : ` (${said})`}`
  const missingRoute = as.missingRoute ?? (status === 404 && isMissingRoute(error.message, error.code))
  const name = error.name === null ? null : cleanErrorText(error.name)
  const meant =
    status >= 400 && status < 500 && status !== 408
      ? (words.meaning?.({ status, said, name, missingRoute }) ?? null)
      : null
  if (meant !== null) {
    const retry = status === 429
    const more = {
      retry,
      seconds: retry ? waitSeconds : null,
      ...(meant.code === 'permission-missing' && words.needs.length > 0 ? { permissions: words.needs } : {}),
    }
    return verdict(words, 'before', meant.code, `Could not ${goal}: ${meant.what}.`, meant.hint, more)
  }
  if (status === 401) {
    const what = `Could not ${goal}: ${vendor} answered ${shown}, it does not accept the account's admin key.`
    const hint = `Check that the key is a Team or Personal key, is active, and belongs to the region of ${host}; a key of another region is refused in the same way. Then replace the account's credential.`
    return verdict(words, 'before', 'credential-rejected', what, hint)
  }
  if (status === 403) {
    const lacks = words.needs.length === 0 ? 'a permission' : words.needs.join(' or ')
    const what = `Could not ${goal}: ${answered}; this admin key lacks ${lacks}.`
    const hint = `Use an admin key that has ${lacks}; the preset APIKeys includes it.`
    return verdict(words, 'before', 'permission-missing', what, hint, { permissions: words.needs })
  }
  if (status === 404) {
    if (missingRoute) {
      const what = `Could not ${goal}: ${host} does not know this call (${shown}).`
      return verdict(
        words,
        'before',
        'vendor-failed',
        what,
        `Check that the address is that of ${vendor}'s API.`,
      )
    }
    const what = `Could not ${goal}: ${answered}; ${vendor} does not have it.`
    return verdict(words, 'before', 'not-found', what, 'Sync to see what is there now.')
  }
  if (status === 429) {
    const wait = waitSeconds === null ? '' : ` It asks to wait ${waitSeconds} s.`
    const what = `Could not ${goal}: ${vendor} answered ${shown}, too many calls.${wait}`
    const hint = waitSeconds === null ? 'Wait a minute, then try again.' : `Try again in ${waitSeconds} s.`
    return verdict(words, 'before', 'vendor-rate-limited', what, hint, { retry: true, seconds: waitSeconds })
  }
  if (status === 400 || status === 409 || status === 422) {
    const what = `Could not ${goal}: ${vendor} refused it with ${shown}${said === '' ? '' : ` (${said})`}.`
    return verdict(words, 'before', 'refused', what, 'Change what was asked for, then try again.')
  }
  if (status >= 300 && status < 400) {
    // Only these two say that nothing was done; after the others a POST may have been carried out.
    const reach = status === 307 || status === 308 ? 'before' : 'sent'
    const what = `Could not ${goal}: ${host} redirects to another address (${status}), and a credential is not sent there.`
    const hint =
      'Enter the final address as that of the account. A sign-in page of the network does this, too.'
    return verdict(words, reach, 'vendor-failed', what, hint)
  }
  // 501 says that the call is not known. After any other 5xx, and a 408, the work may have been done all the same.
  const reach = (status >= 500 && status !== 501) || status === 408 ? 'sent' : 'before'
  const what = `Could not ${goal}: ${answered}.`
  const retry = status === 408 || (status >= 500 && status !== 501)
  return verdict(words, reach, 'vendor-failed', what, 'Try again in a few minutes.', {
    retry,
    seconds: waitSeconds,
  })
}

/** Whether it is the gateway's own 404 for a route that does not exist; a missing key comes with a text of its own. */
export function isMissingRoute(message: string, code: number | null): boolean {
  return code === 5 || gatewayWords.test(message)
}

// The vendor's own, and those of the usual ones in front of it: Go's, the Kubernetes ingress, Kong.
const gatewayWords =
  /^\s*(Not Found(: *Not Found)?|404 page not found|default backend - 404|no Route matched with those values)?\s*$/i
