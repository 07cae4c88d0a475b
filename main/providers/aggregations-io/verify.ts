import { type Failure, fail, ok, type Result } from '../../../shared/errors.ts'
import type { Verification } from '../../../shared/providers.ts'
import type { Secret } from '../../vault/secret.ts'
import type { Http, HttpCall } from '../http.ts'
import type { Connection, LineEnd, VerifyQuestion } from '../provider.ts'

interface At {
  readonly http: Http
  readonly connection: Connection
  /** For one call, in milliseconds. */
  readonly deadlineMs: number
}

type Step = Verification['steps'][number]

/**
 * Whether a value may do what the record says. Reading is asked by the documented call that lists filters. Writing is
 * asked only where the user has named an ingest, without an event by the check that the vendor's integrations use, and
 * with one event where the user has consented to it. Fails only where nobody could be asked.
 */
export async function verify(
  at: At,
  value: Secret,
  question: VerifyQuestion,
  signal?: AbortSignal,
): Promise<Result<Verification>> {
  const may = (permission: string): boolean =>
    question.permissions.some((one) => one.toLowerCase() === permission)
  const steps: Step[] = []
  for (const check of [
    may('read') ? () => readCheck(at, value, signal) : null,
    may('write') ? () => writeCheck(at, value, question, signal) : null,
  ]) {
    if (check === null) continue
    const step = await check()
    if (!step.ok) return step
    steps.push(step.value)
  }
  return ok({ at: new Date().toISOString(), ...verdictOf(steps), steps })
}

function verdictOf(steps: readonly Step[]): Pick<Verification, 'verdict' | 'sentence'> {
  if (steps.some(({ outcome }) => outcome === 'failed'))
    return {
      verdict: 'rejected',
      sentence: 'Aggregations.io does not take this value for what it should do.',
    }
  if (steps.length > 0 && steps.every(({ outcome }) => outcome === 'ok'))
    return { verdict: 'works', sentence: 'Aggregations.io takes this value.' }
  return { verdict: 'unknown', sentence: 'Nothing speaks against this value, and not all of it was proven.' }
}

async function readCheck(at: At, value: Secret, signal?: AbortSignal): Promise<Result<Step>> {
  const title = 'May read'
  const answer = await at.http.send({
    ...callOf(at, value, 'GET', `${at.connection.apiUrl}/api/v1/filter-definitions`, 'Read'),
    ...{ effect: 'read', goal: 'list the filters with this key', signal },
  })
  if (answer.ok) return ok({ title, outcome: 'ok', text: 'The Metrics API listed the filters.' })
  return stepOf(title, answer.failure, 'is unknown or disabled, or may not read')
}

async function writeCheck(
  at: At,
  value: Secret,
  { marker, ingestId }: VerifyQuestion,
  signal?: AbortSignal,
): Promise<Result<Step>> {
  const title = 'May write'
  const ingest = ingestId ?? at.connection.instance
  if (ingest === null || ingest === '') {
    const text = 'Not asked: for that Aggregations.io needs the ID of an ingest.'
    return ok({ title, outcome: 'skipped', text })
  }
  if (marker !== null) {
    const end = await markedEvent(at, value, marker, ingest)
    if (!end.ok) return end
    return ok(
      end.value.kind === 'accepted'
        ? { title, outcome: 'ok', text: 'The ingest took one marked event.' }
        : { title, outcome: 'failed', text: end.value.text },
    )
  }
  const query = new URLSearchParams({ ingest_id: ingest, schema: 'ARRAY_OF_EVENTS' })
  const answer = await at.http.send({
    ...callOf(at, value, 'GET', `${at.connection.apiUrl}/api/v1/organization/ping-w?${query}`, 'Write'),
    ...{ effect: 'read', goal: 'ask whether this key may write', signal },
  })
  if (answer.ok) return ok({ title, outcome: 'ok', text: `It may write to the ingest; no event was sent.` })
  const { code } = answer.failure
  // The call is not documented: that it is not there, or wants another shape, says nothing of the key.
  if (code === 'not-found' || code === 'vendor-failed' || code === 'refused')
    return ok({ title, outcome: 'unknown', text: answer.failure.message })
  return stepOf(title, answer.failure, 'is unknown or disabled, or may not write')
}

/** Sends one event with the marker; see `ProviderSession.sendMarkedLine`. Without an ingest there is nowhere to send it. */
export async function markedEvent(
  at: At,
  value: Secret,
  marker: string,
  ingest: string | null,
): Promise<Result<LineEnd>> {
  if (ingest === null || ingest === '') {
    return fail(
      'refused',
      'Aggregations.io takes events at an ingest, and the account names none. No event was sent.',
      'Give the account its ingest ID, or go on without the marked line.',
    )
  }
  const answer = await at.http.send({
    ...callOf(at, value, 'POST', `${at.connection.ingressUrl}/${encodeURIComponent(ingest)}`, 'Write'),
    ...{ body: [{ source: 'keyturn', marker }], effect: 'line', goal: 'send the marked event' },
  })
  if (answer.ok) return ok({ kind: 'accepted' })
  const { code } = answer.failure
  if (code !== 'credential-rejected' && code !== 'permission-missing') return answer
  const status = code === 'credential-rejected' ? 401 : 403
  const text = `Aggregations.io answered ${status} to the marked event: the key is unknown or disabled, or may not write.`
  return ok({ kind: 'refused', status, text })
}

const callOf = (
  { deadlineMs }: At,
  value: Secret,
  method: HttpCall['method'],
  url: string,
  permission: string,
): Pick<HttpCall, 'vendor' | 'method' | 'url' | 'credential' | 'headers' | 'needs' | 'deadlineMs'> => ({
  ...{ vendor: 'Aggregations.io', method, url, deadlineMs, needs: [permission] },
  ...{ credential: null, headers: { 'x-api-token': value } },
})

/** A refusal of the key is a step that failed; anything else means that nobody could be asked. */
function stepOf(title: string, failure: Failure, why: string): Result<Step> {
  const refused = failure.code === 'credential-rejected' || failure.code === 'permission-missing'
  if (!refused) return { ok: false, failure }
  return ok({ title, outcome: 'failed', text: `Aggregations.io refused the key: it ${why}.` })
}
