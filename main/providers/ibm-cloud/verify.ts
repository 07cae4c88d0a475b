import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Verification } from '../../../shared/providers.ts'
import type { Secret } from '../../vault/secret.ts'
import type { LineEnd, VerifyQuestion } from '../provider.ts'
import type { Iam } from './iam.ts'
import { roles } from './meanings.ts'
import type { SendingRight } from './policies.ts'
import { type IamKey, parseKey } from './schemas.ts'
import type { Token, Tokens } from './token.ts'

type Step = Verification['steps'][number]

const titles = ['Token exchange', 'Details of the key', 'The right to send logs', 'Marked line'] as const

/** Which key a value is; null where the vendor does not let this identity look. The value goes into a header only. */
export async function detailsOf(
  iam: Iam,
  value: Secret,
  signal?: AbortSignal,
  tokens?: Tokens,
): Promise<Result<IamKey | null>> {
  const { result } = await iam.send({
    method: 'GET',
    path: '/v1/apikeys/details',
    headers: { 'iam-apikey': value },
    effect: 'read',
    goal: 'look up the key by its value',
    needs: [roles.admin],
    signal,
    ...(tokens ? { tokens } : {}),
  })
  if (result.ok) return ok(parseKey(result.value))
  const told = ['permission-missing', 'credential-rejected', 'refused', 'not-found', 'vendor-malformed']
  return told.includes(result.failure.code) ? ok(null) : result
}

export interface Ladder {
  readonly iam: Iam
  /** Of the value that is looked at. */
  readonly tokens: Tokens
  /** The vendor's account that Keyturn reaches; null where it is not known. */
  readonly accountId: string | null
  maySend(ownerId: string): Promise<Result<SendingRight>>
  /** Null where the account names nowhere to send to. */
  readonly send: ((marker: string) => Promise<Result<LineEnd>>) | null
}

/**
 * Whether a value works, by four steps that cost nothing but for the last: exchange it, look it up, look for a policy,
 * and with the user's consent send one line. Fails where IBM Cloud could not be asked at all.
 */
export async function verify(
  ladder: Ladder,
  value: Secret,
  { marker }: Pick<VerifyQuestion, 'marker'>,
  signal?: AbortSignal,
): Promise<Result<Verification>> {
  const { iam, tokens } = ladder
  const steps: Step[] = []
  const step = (outcome: Step['outcome'], text: string): void => {
    steps.push({ title: titles[steps.length] ?? '', outcome, text })
  }
  const end = (verdict: Verification['verdict'], sentence: string): Result<Verification> => {
    while (steps.length < titles.length) step('skipped', 'Not tried.')
    return ok({ at: new Date().toISOString(), verdict, sentence, steps })
  }

  const token = await tokens.get(signal)
  if (!token.ok) {
    if (token.failure.code !== 'credential-rejected') return token
    step('failed', token.failure.message)
    return end('rejected', 'IBM Cloud does not accept this key.')
  }
  step('ok', 'IBM Cloud accepted the key and gave a token for it.')

  const details = await lookUp(iam, value, tokens, signal)
  if (!details.ok) return details
  const about = aboutKey(details.value, token.value, ladder.accountId)
  step(about.outcome, about.text)

  const ownerId = details.value?.iamId ?? token.value.claims.iamId
  const right = ownerId === null ? null : await ladder.maySend(ownerId)
  if (signal?.aborted) return fail('interrupted', 'Stopped: the key was not verified to the end.')
  const sending = sendingStep(right)
  step(sending.outcome, sending.text)

  if (marker === null) {
    step('skipped', 'Not sent: a line is stored and counts against the plan, so it takes your consent.')
  } else if (ladder.send === null) {
    step('skipped', 'Not sent: this account names no instance of IBM Cloud Logs.')
  } else {
    const line = await ladder.send(marker)
    if (line.ok && line.value.kind === 'accepted') {
      step('ok', 'IBM Cloud Logs took the line. That it can be found there is the last proof.')
      return end('works', 'The key is accepted, and IBM Cloud Logs took a line sent with it.')
    }
    if (!line.ok) {
      step('unknown', line.failure.message)
      return end('unknown', 'The key is accepted; whether IBM Cloud Logs takes its lines could not be told.')
    }
    step('failed', line.value.kind === 'refused' ? line.value.text : '')
    return end('rejected', 'The key is accepted, but IBM Cloud Logs does not take its line.')
  }
  if (about.outcome === 'failed') return end(details.value?.disabled ? 'rejected' : 'unknown', about.text)
  return sending.outcome === 'ok'
    ? end('works', 'The key is accepted, and a policy lets it send logs.')
    : end('unknown', 'The key is accepted; whether it may send logs is not known for certain.')
}

/** With its own token first: an identity may look at its own keys, and the account's may be another's. */
async function lookUp(
  iam: Iam,
  value: Secret,
  tokens: Tokens,
  signal?: AbortSignal,
): Promise<Result<IamKey | null>> {
  const own = await detailsOf(iam, value, signal, tokens)
  return own.ok && own.value === null ? detailsOf(iam, value, signal) : own
}

function aboutKey(
  key: IamKey | null,
  { claims }: Token,
  accountId: string | null,
): { readonly outcome: Step['outcome']; readonly text: string } {
  const itsAccount = key?.accountId ?? claims.accountId
  const whose = claims.name ?? claims.iamId ?? 'an identity that is not named'
  const kind = claims.isServiceId ? 'the service ID' : 'the user'
  if (itsAccount !== null && accountId !== null && itsAccount !== accountId) {
    return {
      outcome: 'failed',
      text: `It belongs to ${kind} ${whose} in another account (${itsAccount}), not in this one.`,
    }
  }
  if (key === null) {
    return { outcome: 'unknown', text: `It belongs to ${kind} ${whose}; its details may not be looked at.` }
  }
  if (key.disabled) return { outcome: 'failed', text: `${key.name} is disabled: its token ends by itself.` }
  const expiry = key.expiresAt === null ? 'has no expiry' : `expires on ${key.expiresAt.slice(0, 10)}`
  const lock = key.locked ? ', and is locked' : ''
  return { outcome: 'ok', text: `It is ${key.name}, belongs to ${kind} ${whose}, ${expiry}${lock}.` }
}

function sendingStep(right: Result<SendingRight> | null): {
  readonly outcome: Step['outcome']
  readonly text: string
} {
  if (right === null) return { outcome: 'unknown', text: 'Whose key it is was not told.' }
  if (!right.ok) return { outcome: 'unknown', text: right.failure.message }
  // A right through an access group is not seen, so a policy that is missing proves nothing.
  return { outcome: right.value.state === 'granted' ? 'ok' : 'unknown', text: right.value.text }
}
