import type { RotationQuestion, RotationStep } from '../../shared/rotation.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** What the runner does next. One action is one step of the outside world, or none. */
export type Action =
  /** Take this step: for one target, or for the whole. */
  | { readonly kind: 'take'; readonly step: RotationStep; readonly targetId: string | null }
  /** Ask the vendor how the creation ended that a crash or a lost answer left open. */
  | { readonly kind: 'settle' }
  /** Nothing to do before then. */
  | { readonly kind: 'wait'; readonly step: RotationStep; readonly until: string }
  | { readonly kind: 'ask'; readonly step: RotationStep; readonly questions: readonly RotationQuestion[] }
  | { readonly kind: 'end'; readonly as: 'done' | 'undone' }

/** What to do next, from what is recorded and the time alone. */
export function next(_record: RotationRecord, _evidence: readonly RecordedEvidence[], _now: Date): Action {
  throw new Error('not written yet')
}
