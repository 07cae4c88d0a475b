import { ok, type Result } from '../../../shared/errors.ts'
import type { Secret } from '../../vault/secret.ts'
import type { Http } from '../http.ts'
import type { LineEnd } from '../provider.ts'

/**
 * Sends one log line to the ingress with a key's value; see `ProviderSession.sendMarkedLine`. `ingressUrl` is an
 * origin, `deadlineMs` is for the one call.
 */
export async function sendMarkedLine(
  http: Http,
  ingressUrl: string,
  value: Secret,
  marker: string,
  deadlineMs: number,
): Promise<Result<LineEnd>> {
  const answer = await http.send({
    vendor: 'Coralogix',
    method: 'POST',
    url: `${ingressUrl.replace(/\/+$/, '')}/logs/v1/singles`,
    credential: value,
    body: [{ applicationName: 'keyturn', subsystemName: 'canary', text: marker }],
    effect: 'line',
    goal: 'send the marked line',
    needs: ['logs.data-ingress:SendData'],
    deadlineMs,
  })
  if (answer.ok) return ok({ kind: 'accepted' })
  // The failures' own words are about the account's admin key, and this was another one.
  switch (answer.failure.code) {
    case 'credential-rejected':
      return ok(refused(401, 'it does not accept the key'))
    case 'permission-missing':
      return ok(refused(403, 'the key may not send logs'))
    default:
      return answer
  }
}

const refused = (status: number, why: string): LineEnd => ({
  kind: 'refused',
  status,
  text: `Coralogix answered ${status} to the marked line: ${why}.`,
})
