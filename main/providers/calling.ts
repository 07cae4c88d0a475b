import pRetry from 'p-retry'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import { type Secret, SecretDisposed } from '../vault/secret.ts'
import { endpointProblem } from './endpoint.ts'
import type { CallWords, Verdict } from './http-failure.ts'
import { pause } from './http-wait.ts'

/** When a read is sent again. Times in milliseconds. */
export interface RetryLimits {
  /** How often a read is sent at most. */
  readonly tries: number
  readonly retryBaseMs: number
  /** After this long no further try of a read begins: somebody is waiting. */
  readonly retryBudgetMs: number
}

/** Carries a verdict through the retry. */
export class CallFailed extends Error {
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super(verdict.failure.code)
    this.verdict = verdict
  }
}

/** What is said where the caller asked to stop. */
export function stopped({ goal }: Pick<CallWords, 'goal'>): Verdict {
  const failure = { code: 'interrupted', message: `Stopped: could not ${goal}.`, hint: '' } as const
  return { failure, retry: false }
}

/** Why a call must not be sent to this address, or cannot be with these keys; null where it may. */
function unsendable(
  { goal }: Pick<CallWords, 'goal'>,
  url: URL,
  keys: readonly Secret[],
): Result<never> | null {
  const problem = endpointProblem(url)
  if (problem !== null) {
    return fail('usage', `${url.host} was not called: ${problem.reason}.`, problem.hint)
  }
  if (keys.every((key) => key.expose((value) => /^[\x21-\x7e]+$/.test(value)))) return null
  const message = `Could not ${goal}: the key to send it with holds characters that no key has. Nothing was sent.`
  return fail('credential-rejected', message, "Copy the key again and replace the account's credential.")
}

/**
 * Sends a call by `attempt`, which rejects with `CallFailed`: once, or where it is a read as often as it may help. `keys`
 * are what it is sent with.
 */
export async function called(
  call: Pick<CallWords, 'effect' | 'goal'> & { readonly signal?: AbortSignal | undefined },
  url: URL,
  keys: readonly Secret[],
  limits: RetryLimits,
  attempt: () => Promise<unknown>,
): Promise<Result<unknown>> {
  const begun = performance.now()
  try {
    const problem = unsendable(call, url, keys)
    if (problem !== null) return problem
    if (call.signal?.aborted) return { ok: false, failure: stopped(call).failure }
    const answer = await pRetry(attempt, {
      retries: call.effect === 'read' ? limits.tries - 1 : 0,
      minTimeout: 0,
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        // Throwing ends the retries; the error is then the call's.
        if (!(error instanceof CallFailed) || !error.verdict.retry || retriesLeft === 0) throw error
        // Full jitter: anywhere up to the doubled base, so that many clients do not come back together.
        const jitter = Math.random() * limits.retryBaseMs * 2 ** (attemptNumber - 1)
        const wait = Math.max(jitter, (error.verdict.failure.retryAfterSeconds ?? 0) * 1000)
        if (performance.now() - begun + wait > limits.retryBudgetMs) throw error
        await pause(wait, call.signal)
        if (call.signal?.aborted) throw new CallFailed(stopped(call))
      },
    })
    return ok(answer)
  } catch (error) {
    // The account was removed, or given another credential, while it was asked.
    if (error instanceof SecretDisposed) return { ok: false, failure: withdrawn(call) }
    if (!(error instanceof CallFailed)) throw error
    return { ok: false, failure: error.verdict.failure }
  }
}

function withdrawn({ effect, goal }: Pick<CallWords, 'effect' | 'goal'>): Failure {
  const message = `Stopped: could not ${goal}: the key to send it with was replaced or removed meanwhile.`
  if (effect === 'read') return { code: 'interrupted', message, hint: 'Try again.' }
  return { code: 'outcome-unknown', message, hint: 'Sync to see how things stand now.' }
}
