import { randomUUID } from 'node:crypto'
import type { Failure } from '../../shared/errors.ts'
import type { CreateRequest, KeyRef } from '../../shared/model.ts'
import type {
  Evidence,
  RotationMode,
  RotationPlan,
  RotationSettings,
  RotationState,
  RotationStep,
  RotationTarget,
} from '../../shared/rotation.ts'
import type { ProcessIdentity } from '../process-identity.ts'
import type { AgentReading } from './rotation-ports.ts'

/** A rotation as it is recorded. What was done and seen is in its evidence; this is what was decided, and where it stands. */
export interface RotationRecord {
  readonly id: string
  /** The old key. */
  readonly ref: KeyRef
  readonly keyName: string
  /** Null until the new key's value is held. */
  readonly newRef: KeyRef | null
  /** The key that was given to take its place; null where one is made. It is never deactivated or deleted. */
  readonly replacement: KeyRef | null
  /** The creation of the new key, from before the vendor is asked. */
  readonly intentId: string | null
  readonly mode: RotationMode
  readonly settings: RotationSettings
  readonly request: CreateRequest
  /** As surveyed at the start; looked at again before the cut. */
  readonly targets: readonly RotationTarget[]
  readonly direction: 'forward' | 'back'
  readonly state: RotationState
  readonly step: RotationStep
  readonly sentence: string
  readonly failure: Failure | null
  readonly waitsUntil: string | null
  readonly overriddenAt: string | null
  /** The user of this machine who started it. */
  readonly startedBy: string
  /** The process that takes its steps; null: none. */
  readonly holder: ProcessIdentity | null
  readonly leaseUntil: string | null
  readonly startedAt: string
  readonly updatedAt: string
}

/** A rotation as it is before its first step. `at`: ISO 8601. */
export const newRecord = (plan: RotationPlan, startedBy: string, at: string): RotationRecord => ({
  ...{ id: randomUUID(), ref: plan.ref, keyName: plan.keyName, newRef: null, intentId: null },
  ...{ mode: plan.mode, settings: plan.settings, request: plan.newKey, targets: plan.targets },
  replacement: plan.replacement,
  ...{ direction: 'forward', state: 'running', step: 'create', sentence: '', failure: null },
  ...{ waitsUntil: null, overriddenAt: null, startedBy, holder: null, leaseUntil: null },
  ...{ startedAt: at, updatedAt: at },
})

/** Evidence with what a later step needs of it. */
export interface RecordedEvidence extends Evidence {
  readonly detail: EvidenceDetail
  /** Its entry in the audit. */
  readonly auditSeq: number
}

/** Evidence before it is recorded. */
export type NewEvidence = Pick<RecordedEvidence, 'step' | 'targetId' | 'outcome' | 'text'> &
  Partial<Pick<RecordedEvidence, 'files' | 'detail'>>

/** What a step changes in the record. The rest is decided once, at the start. */
export type RecordChange = Partial<
  Pick<
    RotationRecord,
    | 'newRef'
    | 'intentId'
    | 'targets'
    | 'direction'
    | 'state'
    | 'step'
    | 'sentence'
    | 'failure'
    | 'waitsUntil'
    | 'overriddenAt'
  >
>

export interface EvidenceDetail {
  /** What the agent said of itself then. */
  readonly reading?: AgentReading | null
  /** Set on what was seen before the write: the agent's checker refused the file already then. */
  readonly refusedBefore?: boolean
  /** The old key was seen where it should not be any more, or may be there: no word of the user makes that good. */
  readonly carries?: boolean
  /** What keeps the old key from being cut beside the targets, sentence by sentence. */
  readonly doubts?: readonly string[]
  /** How the new key was found at the vendor, where it should be active. */
  readonly newIs?: 'disabled' | 'gone'
  /** The vendor has no API for this step: what the user was asked to do there, and on which console page. */
  readonly byHand?: { readonly page: string; readonly todo: string }
  /** How the key stands at the vendor is the user's word: there is nobody to ask. */
  readonly byWord?: boolean
  /** The code of the failure, for what follows from it. */
  readonly code?: Failure['code']
}
