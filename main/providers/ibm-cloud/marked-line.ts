import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Http } from '../http.ts'
import type { LineEnd } from '../provider.ts'
import { cleanErrorText } from '../vendor-text.ts'
import type { Deadlines } from './iam.ts'
import { lineMeaning, vendor } from './meanings.ts'
import type { Tokens } from './token.ts'

/**
 * Sends one log line to the instance's ingress with the token of the key that is looked at, never the account's. Fails
 * where the account names no instance, and where nobody could be asked.
 */
export async function sendLine(
  http: Http,
  ingressUrl: string,
  tokens: Tokens,
  marker: string,
  deadlines: Deadlines,
): Promise<Result<LineEnd>> {
  if (ingressUrl === '') {
    return fail(
      'refused',
      'This account names no instance of IBM Cloud Logs, so there is nowhere to send a line to. No line was stored.',
      'Add the account with its region and instance GUID.',
    )
  }
  const token = await tokens.get()
  if (!token.ok) {
    // A key that is not accepted sends nothing: that is an answer about the key, not a failure of the question.
    if (token.failure.code !== 'credential-rejected') return token
    return ok({ kind: 'refused', status: 400, text: token.failure.message })
  }
  let status = 0
  const answer = await http.send({
    vendor,
    method: 'POST',
    url: `${ingressUrl.replace(/\/+$/, '')}/logs/v1/singles`,
    credential: token.value.bearer,
    body: [{ applicationName: 'keyturn', subsystemName: 'canary', severity: 3, text: marker }],
    fields: { whole: [], drop: ['apikey'] },
    answer: 'any',
    effect: 'line',
    goal: 'send the marked line',
    needs: [],
    meaning: (refusal) => {
      status = refusal.status
      return lineMeaning(refusal)
    },
    deadlineMs: deadlines.write,
  })
  if (answer.ok) {
    const dropped = droppedIn(answer.value)
    return ok(
      dropped === null
        ? { kind: 'accepted' }
        : {
            kind: 'refused',
            status: 200,
            text: `${vendor} took the call and dropped the line (${dropped}).`,
          },
    )
  }
  const { code, message } = answer.failure
  if (code === 'credential-rejected' || code === 'permission-missing') {
    return ok({ kind: 'refused', status, text: message })
  }
  return answer
}

const notTaken = /not (all|every|accepted)|dropp|reject|discard|too old/i
const noneOfThem =
  /\b(0|no|none|zero)\b[^.]{0,40}(dropp|reject|discard)|(dropp|reject|discard)\w*\W{0,3}(0|none)\b/i

/**
 * Why the line was dropped, or null. The answer's form is not documented but for this: a good status may come with a
 * message that not all lines were accepted. It may be text alone.
 */
function droppedIn(answer: unknown, depth = 0): string | null {
  if (typeof answer === 'string') {
    return notTaken.test(answer) && !noneOfThem.test(answer) ? cleanErrorText(answer) : null
  }
  if (answer === null || typeof answer !== 'object' || depth > 3) return null
  for (const [name, value] of Object.entries(answer)) {
    const counts = notTaken.test(name)
    if (counts && ((typeof value === 'number' && value > 0) || (Array.isArray(value) && value.length > 0))) {
      return 'its answer counts lines that were not taken'
    }
    const found = droppedIn(value, depth + 1)
    if (found !== null) return found
  }
  return null
}
