import { randomUUID } from 'node:crypto'
import type { RotationTarget } from '../../../shared/rotation.ts'
import { factsOf, isGood, lastOf } from '../facts.ts'
import type { NewEvidence } from '../rotation-record.ts'
import { blame, durationWords, targetWords } from '../words.ts'
import { Observation } from './observation.ts'
import { Patience } from './patience.ts'
import { addressOf, failed, newKeyOf, readingOf, type StepContext, type StepEnd, told } from './step.ts'

/** How often the agents are asked while they are watched, in milliseconds. */
const pace = 5_000

/** Sends one log line with the new key and a random marker. The user has consented to it. */
export async function canary(c: StepContext): Promise<StepEnd> {
  const marker = `keyturn-${randomUUID()}`
  const sent = await c.vendor.canary(newKeyOf(c.record), marker)
  if (!sent.ok) return failed('canary', null, sent.failure)
  if (sent.value.kind === 'accepted') {
    const text = `The vendor took the line marked ${marker} with the new key`
    return { rows: [{ step: 'canary', targetId: null, outcome: 'ok', text }] }
  }
  const { status, text } = sent.value
  const message = told(
    `The vendor refuses the new key itself (${status}: ${text}): the agents are not the cause.`,
  )
  // Without a code: it is the key that was refused, not the question.
  const row = { step: 'canary', targetId: null, outcome: 'failed', text: message } as const
  const hint = 'Undo it: the agents get the old key again. Or look at the new key at the vendor, then resume.'
  return { rows: [row], failure: { code: 'credential-rejected', message, hint } }
}

/** Watches every agent that is not settled yet, all at once. Null where it was stopped: nothing is proven then. */
export async function watch(c: StepContext): Promise<StepEnd | null> {
  const { settings } = c.record
  const open = factsOf(c.record, c.evidence).targets.filter((one) => one.watched !== 'settled')
  const seen = new Map<RotationTarget, Observation>()
  for (const { target } of open) {
    // With no time to watch, the one look is compared with the one that proved the adoption.
    const adopted = lastOf(c.evidence, 'adopt', target.id)?.detail.reading ?? null
    const first = settings.watchSeconds === 0 ? adopted : null
    seen.set(target, new Observation(c.agents, addressOf(target), first))
  }
  const look = async () => {
    for (const [target, one] of seen) one.see(await readingOf(c, target))
  }
  const time = new Patience(c, settings.watchSeconds * 1000)
  await look()
  while ([...seen.values()].some((one) => !one.isMute)) {
    if (time.left <= 0 || refusals(seen).length > 0) break
    await time.pause(pace)
    if (!c.wanted()) return null
    await look()
  }
  const rows = [...seen].map(([target, one]) => row(c, target, one))
  const refused = refusals(seen)
  return refused.length === 0 ? { rows } : { rows, failure: refusal(c, refused) }
}

const refusals = (seen: ReadonlyMap<RotationTarget, Observation>): RotationTarget[] =>
  [...seen].flatMap(([target, one]) => (one.result().outcome === 'refused' ? [target] : []))

function row(c: StepContext, target: RotationTarget, one: Observation): NewEvidence {
  const { outcome, text } = one.isMute
    ? ({ outcome: 'unproven', text: 'There is nothing to watch' } as const)
    : one.result()
  const { watchSeconds } = c.record.settings
  const detail = { reading: one.last }
  const base = { step: 'watch', targetId: target.id, detail } as const
  if (outcome === 'refused') return { ...base, outcome: 'failed', text: told(text) }
  if (outcome === 'ok') return { ...base, outcome: 'ok', text: told(text) }
  if (outcome === 'unproven') return { ...base, outcome: 'skipped', text: told(text) }
  if (watchSeconds === 0) return { ...base, outcome: 'skipped', text: 'It was not to be watched' }
  return { ...base, outcome: 'unproven', text: told(`${text} (watched for ${durationWords(watchSeconds)})`) }
}

function refusal(c: StepContext, refused: readonly RotationTarget[]): NonNullable<StepEnd['failure']> {
  const line = lastOf(c.evidence, 'canary', null)
  const said = line === null ? null : isGood(line) ? 'accepted' : null
  const names = refused.map(targetWords)
  const cut = factsOf(c.record, c.evidence).cut !== null
  return {
    code: 'refused',
    message: told(
      `What ${names.join(' and ')} sends is refused. ${blame(said, names)} ${cut ? 'The old key is cut.' : 'The old key still works.'}`,
    ),
    hint: 'Look at the agent, then resume it; or undo it.',
  }
}
