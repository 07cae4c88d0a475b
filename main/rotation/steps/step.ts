import type { Failure } from '../../../shared/errors.ts'
import type { RotationTarget } from '../../../shared/rotation.ts'
import type { Clock } from '../../clock.ts'
import { cleanText } from '../../providers/vendor-text.ts'
import type {
  AgentAddress,
  AgentReading,
  RotationAgents,
  RotationFiles,
  RotationVendor,
} from '../rotation-ports.ts'
import type { NewEvidence, RecordChange, RecordedEvidence, RotationRecord } from '../rotation-record.ts'

/** What every step works with. */
export interface StepContext {
  readonly record: RotationRecord
  readonly evidence: readonly RecordedEvidence[]
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
  readonly clock: Clock
  /** Ends after so many milliseconds, or when it is no longer wanted. */
  pause(milliseconds: number): Promise<void>
  /** False once it was stopped or turned round: what only looks can end at once. */
  wanted(): boolean
  /** Records at once, before the step goes on. Throws `StorageError`. */
  note(change: RecordChange): void
}

/** How a step ended: what is recorded of it, in one transaction. */
export interface StepEnd {
  readonly rows: readonly NewEvidence[]
  readonly change?: RecordChange
  /** The rotation stops here, as failed. */
  readonly failure?: Failure
}

/** Text as it may be recorded: one line, nothing in the form of a value, not longer than people read. */
export const told = (text: string): string => cleanText(text.replace(/\s+/g, ' '), 500)

/** A step that failed: its evidence, and the rotation as failed. */
export function failed(
  step: NewEvidence['step'],
  targetId: string | null,
  failure: Failure,
  detail: NewEvidence['detail'] = {},
): StepEnd {
  const message = told(failure.message)
  const row: NewEvidence = {
    step,
    targetId,
    outcome: 'failed',
    text: message,
    detail: { ...detail, code: failure.code },
  }
  return { rows: [row], failure: { ...failure, message, hint: failure.hint || tryAgain } }
}

export const tryAgain = 'Resume it to try again, or undo it.'

/** Whether nothing of it can be seen from here, so that the user's word has to do. */
export const outOfReach = (target: RotationTarget): boolean => target.host !== null || target.outside !== null

/** A target as the agents' side knows it. */
export function addressOf(target: RotationTarget): AgentAddress {
  const kinds = new Set(target.uses.map((use) => use.kind))
  const carriedBy = outOfReach(target)
    ? 'outside'
    : kinds.has('env')
      ? 'environment'
      : kinds.has('file') && !kinds.has('literal')
        ? 'key-file'
        : 'config'
  const { file, host, agent, agentName, controlUrl, reloadCommand, reloadText } = target
  return { file, host, agent, agentName, carriedBy, controlUrl, reloadCommand, afterChange: reloadText }
}

/** What the agent says of itself; null also where it cannot be asked now. */
export async function readingOf(c: StepContext, target: RotationTarget): Promise<AgentReading | null> {
  if (target.host !== null) return null
  const reading = await c.agents.reading(addressOf(target))
  return reading.ok ? reading.value : null
}

/** The target of this id. Throws where there is none: then the record and its evidence do not fit. */
export function targetOf(record: RotationRecord, id: string | null): RotationTarget {
  const target = record.targets.find((one) => one.id === id)
  if (!target) throw new Error(`rotation ${record.id} has no target ${id}`)
  return target
}

/** The new key. Throws where it is not made yet: no step that needs it comes before. */
export function newKeyOf(record: RotationRecord) {
  if (!record.newRef) throw new Error(`rotation ${record.id} has no new key yet`)
  return record.newRef
}
