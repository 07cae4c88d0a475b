import type { Failure } from '../../../shared/errors.ts'
import type { RotationTarget } from '../../../shared/rotation.ts'
import { factsOf, lastOf } from '../facts.ts'
import type { AgentReading } from '../rotation-ports.ts'
import type { NewEvidence } from '../rotation-record.ts'
import { counted } from '../words.ts'
import { Observation } from './observation.ts'
import { addressOf, failed, newKeyOf, readingOf, type StepContext, type StepEnd, told } from './step.ts'
import { newIs, revive } from './vendor-key.ts'

/**
 * One look at the agents since the cut. Before the soak has ended it records only what went wrong: a day of looks would
 * be a day of evidence. A failed agent is followed by `bring-back`, or in the leaked modes by a question.
 */
export async function soak(c: StepContext): Promise<StepEnd> {
  const { cut } = factsOf(c.record, c.evidence)
  if (!cut) return { rows: [] }
  const since = c.evidence.filter((row) => row.seq > cut.seq)
  const rows = await lookAtAgents(c, since)
  const open = c.record.targets.some((target) => {
    const now = rows.find((row) => row.targetId === target.id) ?? lastOf(since, 'soak', target.id)
    return now?.outcome === 'failed'
  })
  const end = Date.parse(cut.at) + c.record.settings.soakSeconds * 1000
  if (open || c.clock.now().getTime() < end) return { rows }
  const held = await c.vendor.standing(newKeyOf(c.record))
  if (!held.ok) return withRows(rows, failed('soak', null, held.failure))
  if (held.value !== 'active') {
    const message = `${newIs(held.value)}, and the old one is cut: what runs with either is refused.`
    const failure: Failure = { code: 'refused', message, hint: revive(held.value) }
    return withRows(rows, failed('soak', null, failure, { newIs: held.value }))
  }
  const count = c.record.targets.length
  const text =
    count === 0 ? 'The soak has ended' : `The soak has ended; ${counted(count, 'agent')}, no refusal seen`
  return { rows: [...rows, { step: 'soak', targetId: null, outcome: 'ok', text }] }
}

/** What is refused or right again, agent by agent. `since`: the evidence since the cut. */
export async function lookAtAgents(
  c: StepContext,
  since: StepContext['evidence'],
): Promise<readonly NewEvidence[]> {
  const rows: NewEvidence[] = []
  for (const target of c.record.targets) {
    const first = c.evidence.findLast(
      (row) => row.targetId === target.id && isLook(row.step) && row.detail.reading,
    )?.detail.reading
    if (first)
      rows.push(...(await look(c, target, first, lastOf(since, 'soak', target.id)?.outcome === 'failed')))
  }
  return rows
}

const withRows = (rows: readonly NewEvidence[], end: StepEnd): StepEnd => ({
  ...end,
  rows: [...rows, ...end.rows],
})

const isLook = (step: NewEvidence['step']): boolean => step === 'watch' || step === 'soak'

async function look(
  c: StepContext,
  target: RotationTarget,
  first: AgentReading,
  hadFailed: boolean,
): Promise<NewEvidence[]> {
  const seen = new Observation(c.agents, addressOf(target), first)
  seen.see(await readingOf(c, target))
  const { outcome, text } = seen.result()
  const row = { step: 'soak', targetId: target.id, text: told(text), detail: { reading: seen.last } } as const
  if (outcome === 'refused') return [{ ...row, outcome: 'failed' }]
  return hadFailed && outcome === 'ok' ? [{ ...row, outcome: 'ok' }] : []
}
