import type { RotationTarget } from '../../../shared/rotation.ts'
import { factsOf } from '../facts.ts'
import { targetOf } from '../plan.ts'
import type { NewEvidence, RecordChange } from '../rotation-record.ts'
import { listWords } from '../words.ts'
import { failed, type StepContext, type StepEnd, told } from './step.ts'

/**
 * Looks once more at everything that may carry the old key, right before it is cut. Null where nothing does and every
 * known use is confirmed: only then, or on the user's typed word, may the old key be cut.
 */
export async function interlock(c: StepContext): Promise<StepEnd | null> {
  const survey = await c.files.survey(c.record.ref)
  if (!survey.ok) return failed('cut', null, survey.failure)
  const facts = factsOf(c.record, c.evidence)
  const unheard = new Map(
    facts.targets.flatMap(({ target, adopted, watched }) =>
      adopted === 'settled' && watched === 'settled' ? [] : [[target.id, target] as const],
    ),
  )
  const rows: NewEvidence[] = []
  const row = (targetId: string | null, text: string, carries: boolean) =>
    rows.push({
      step: 'cut',
      targetId,
      outcome: 'unproven',
      text: told(text),
      // The vendor was not asked: the old key is as it was.
      detail: { code: 'refused', ...(carries ? { carries } : {}) },
    })
  const known = new Map(c.record.targets.map((target) => [target.id, target]))
  const found: RotationTarget[] = []
  for (const agent of survey.value.agents) {
    const isNew = !known.has(agent.id)
    if (isNew) found.push(targetOf(agent, c.agents))
    const here = agent.host === null && agent.files.length > 0
    if (here) row(agent.id, `${agent.file} carries the old key${isNew ? '' : ' again'}`, true)
    else if (isNew && !answered(c, agent.id)) row(agent.id, `${agent.file} was not in the plan`, false)
  }
  for (const target of unheard.values()) row(target.id, `${target.name} is unconfirmed`, false)
  const doubts = survey.value.doubts.map(told)
  if (rows.length === 0 && doubts.length === 0) return null
  const what = [...rows.map((one) => one.text), ...doubts].map((text) => text.replace(/\.$/, ''))
  const summary: NewEvidence = {
    step: 'cut',
    targetId: null,
    outcome: 'unproven',
    text: told(`The old key is not cut: ${listWords(what, 6)}`),
    detail: { code: 'refused', ...(doubts.length > 0 ? { doubts } : {}) },
  }
  const change: RecordChange = found.length > 0 ? { targets: [...c.record.targets, ...found] } : {}
  return { rows: [summary, ...rows], change }
}

const answered = (c: StepContext, targetId: string): boolean =>
  c.evidence.some((row) => row.targetId === targetId && row.outcome === 'word')
