import type { RotationDetail } from '../../shared/rotation.ts'
import { detailOf } from './detail.ts'
import { next } from './next.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** A rotation as it is shown, with exactly the questions for which its next step waits. */
export function askedDetail(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  account: string,
  held: boolean,
  now: Date,
): RotationDetail {
  const detail = detailOf(record, evidence, account, held, now)
  const action = next(record, evidence, now)
  const questions = record.state === 'needs-you' && action.kind === 'ask' ? action.questions : []
  return { ...detail, questions }
}
