import type { RotationQuestion } from '../../shared/rotation.ts'
import { factsOf } from './facts.ts'
import { next, override } from './next.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { targetWords } from './words.ts'

/**
 * What is asked of the user now: what the next step waits for, and of a rotation that failed after the write and before
 * the cut, whether to cut all the same.
 */
export function questionsOf(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  now: Date,
): readonly RotationQuestion[] {
  if (record.state === 'failed') return cutAnyway(record, evidence)
  if (record.state !== 'needs-you') return []
  const action = next(record, evidence, now)
  return action.kind === 'ask' ? action.questions : []
}

/** Nothing where every known use is proven: then it is not for want of proof that it failed. */
function cutAnyway(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
): readonly RotationQuestion[] {
  const { written, overridden, cut, canary, targets } = factsOf(record, evidence)
  const cutFirst = record.mode === 'leaked-cut-first'
  if (record.direction === 'back' || written === null || overridden || (cut && !cutFirst)) return []
  const open = targets.filter(({ checked, reloaded, adopted, watched }) =>
    [checked, reloaded, adopted, watched].some((standing) => standing !== 'settled'),
  )
  const unmarked = record.settings.canary && canary === null
  if (open.length === 0 && !unmarked) return []
  return [
    override(
      record,
      open.map(({ target }) => targetWords(target)),
    ),
  ]
}
