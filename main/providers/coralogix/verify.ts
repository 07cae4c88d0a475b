import { ok, type Result } from '../../../shared/errors.ts'
import type { Verification } from '../../../shared/providers.ts'
import type { Secret } from '../../vault/secret.ts'
import type { LineEnd, VerifyQuestion } from '../provider.ts'
import { describeValue } from './value-hint.ts'

type Step = Verification['steps'][number]

/**
 * Whether a value works, as far as Coralogix lets it be told: only a line that it takes proves it, and that one is
 * stored. Without a marker nobody is asked. `send` sends the marked line; its failures come back.
 */
export async function verifyValue(
  value: Secret,
  { type, permissions, marker }: VerifyQuestion,
  send: (value: Secret, marker: string) => Promise<Result<LineEnd>>,
): Promise<Result<Verification>> {
  const steps: Step[] = [lookOf(value, type)]
  const done = (verdict: Verification['verdict'], sentence: string): Result<Verification> =>
    ok({ at: new Date().toISOString(), verdict, sentence, steps })

  const line = { title: 'A marked line' } as const
  const sends = sendsLogs(type, permissions)
  if (sends === 'no') {
    const text =
      'This key may not send logs, so Coralogix would refuse the line whether the value is good or not. None was sent.'
    steps.push({ ...line, outcome: 'skipped', text })
    return done('unknown', 'Coralogix has no call that tells whether such a value works.')
  }
  if (marker === null) {
    const text = 'Not sent. It is stored and counts against the plan, so it is sent only when you ask for it.'
    steps.push({ ...line, outcome: 'skipped', text })
    return done('unknown', 'Only a marked line that Coralogix takes proves that the value works.')
  }
  const sent = await send(value, marker)
  if (!sent.ok) return sent
  if (sent.value.kind === 'refused') {
    if (sends === 'unknown') {
      const text = `${sent.value.text} It is not known whether this key may send logs at all.`
      steps.push({ ...line, outcome: 'unknown', text })
      return done('unknown', 'Coralogix refused a line, which does not tell whether the value is good.')
    }
    steps.push({ ...line, outcome: 'failed', text: sent.value.text })
    return done('rejected', 'Coralogix refused a line that was sent with this value.')
  }
  const text = `Coralogix took the line ${marker}. That it was taken does not prove that it was stored: a quota may drop it.`
  steps.push({ ...line, outcome: 'ok', text })
  return done('works', 'Coralogix took a line that was sent with this value.')
}

function lookOf(value: Secret, type: VerifyQuestion['type']): Step {
  const title = 'What the value looks like'
  const hint = describeValue(value)
  const note = 'Coralogix does not document the form of values, so this is a hint only.'
  if (hint === null) {
    return { title, outcome: 'unknown', text: `It does not look like a Coralogix key. ${note}` }
  }
  if (hint.types.includes(type)) return { title, outcome: 'ok', text: `It looks like ${hint.text}. ${note}` }
  return { title, outcome: 'unknown', text: `It looks like ${hint.text}, which this key is not. ${note}` }
}

/** Whether such a key may send logs: if not, a refused line says nothing about the value. */
function sendsLogs(type: VerifyQuestion['type'], permissions: readonly string[]): 'yes' | 'no' | 'unknown' {
  if (permissions.some((one) => one.toLowerCase() === 'logs.data-ingress:senddata')) return 'yes'
  if (permissions.length > 0) return 'no'
  return type === 'send-your-data' ? 'yes' : 'unknown'
}
