import type { RotationQuestion } from '../../shared/rotation.ts'
import { lastOf, proofOf } from './proof.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { confirmText, overrideText, stuckText, targetWords } from './words.ts'

/** What the user is needed for, from what is recorded. Empty unless the rotation waits for them. */
export function questionsOf(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
): readonly RotationQuestion[] {
  if (record.state !== 'needs-you') return []
  if (record.direction === 'back') return backQuestions(record, evidence)
  if (record.step === 'create') {
    return record.intentId !== null && lastOf(evidence, ['create'])?.outcome === 'unproven'
      ? [{ kind: 'stuck', intentId: record.intentId, text: stuckText }]
      : []
  }
  const unsettled = proofOf(record, evidence).targets.filter(
    ({ standing }) => standing === 'open' || standing === 'refused',
  )
  // Those of which something was seen; the others have their turn still before them.
  const seen = unsettled.filter(({ why }) => why !== null)
  const open = seen.length > 0 ? seen : unsettled
  const confirms = open.map(({ target, why }) => ({
    kind: 'confirm' as const,
    targetId: target.id,
    text: confirmText(target, 'forward', why),
  }))
  // Where the old key is cut already there is nothing to override; its deletion asks again.
  const cut = evidence.some((row) => row.step === 'cut' && row.outcome === 'ok')
  if (cut || record.overriddenAt !== null) return confirms
  const names = open.map(({ target }) => targetWords(target))
  return [...confirms, { kind: 'override', text: overrideText(record.keyName, names) }]
}

function backQuestions(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
): readonly RotationQuestion[] {
  if (record.step !== 'reload-back' && record.step !== 'retire') return []
  return record.targets.flatMap((target) => {
    const last = lastOf(evidence, ['reload-back'], target.id)
    if (
      last === undefined ? target.reload !== 'word' : last.outcome !== 'unproven' && last.outcome !== 'failed'
    ) {
      return []
    }
    const text = confirmText(target, 'back', last?.text ?? null)
    return [{ kind: 'confirm' as const, targetId: target.id, text }]
  })
}
