import type { RotationDetail, RotationSummary } from '../../shared/rotation.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** A rotation for a list. `account`: its account's name. */
export function summaryOf(
  _record: RotationRecord,
  _evidence: readonly RecordedEvidence[],
  _account: string,
  _held: boolean,
): RotationSummary {
  throw new Error('not written yet')
}

/** A rotation with every step, its evidence, what is asked and what is safe. */
export function detailOf(
  _record: RotationRecord,
  _evidence: readonly RecordedEvidence[],
  _account: string,
  _held: boolean,
  _now: Date,
): RotationDetail {
  throw new Error('not written yet')
}
