import { fail, ok, type Result } from '../../shared/errors.ts'
import type { RotationStep } from '../../shared/rotation.ts'
import type { Audit } from '../audit.ts'
import { type Clock, stamp } from '../clock.ts'
import { RotationsTable } from '../database/rotations-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { RotationPorts } from './rotation-ports.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import type { Decision } from './rotations.ts'
import { type RunnerParts, runSteps } from './runner.ts'
import { atVendorChange, confirmChange, noteAtVendor } from './turning.ts'

interface Parts extends RotationPorts, Pick<RunnerParts, 'pause'> {
  /** Another one than the app's, with the account of the rotation in it. */
  readonly db: Database
  readonly audit: Audit
  readonly clock: Clock
  /** Called after each commit. */
  readonly recorded: () => void
}

/** The app's own runner, on other ports and in another database. */
export interface RotationMachine {
  /** Takes steps until it comes to rest: what it came to is in the record. `storage-failed` where that could not be written. */
  run(signal: AbortSignal): Promise<Result<void>>
  look(): { readonly record: RotationRecord; readonly evidence: readonly RecordedEvidence[] }
  /** The user's word for a target, where it is asked for; `refused` elsewhere. The next `run` goes on. */
  confirm(targetId: string): Result<void>
  /** The user's word that a step was taken at a vendor without an API for it, where that is asked for. */
  atVendor(step: RotationStep): Promise<Result<void>>
}

/**
 * Records a rotation in a database of its own, and gives the machine that runs it: for a rehearsal, which has a sandbox
 * for the vendor, copies for the files and no agents. Nobody else may run it. Waits are recorded as they are: who wants
 * none lets the clock pass and calls `run` again.
 *
 * @param record as it is before the first step: `running`, at `create`, without a holder
 */
export function machineFor(parts: Parts, record: RotationRecord): Result<RotationMachine> {
  const table = new RotationsTable(parts.db, parts.audit)
  const begun = stored('The rehearsal was not recorded', () => table.begin(record))
  if (!begun.ok) return begun
  if (!begun.value) return fail('refused', 'This key is rehearsed already in this database.')
  const look = () => ({ record: table.find(record.id) ?? record, evidence: table.evidence(record.id) })
  const write = (decision: Result<Decision | null>): Result<void> => {
    if (!decision.ok) return decision
    if (decision.value === null) return ok(undefined)
    const { change, rows } = decision.value
    return stored('The word was not recorded', () => {
      table.commit(record.id, stamp(parts.clock), change, rows)
    })
  }
  return ok({
    look,
    async run(signal) {
      const { state } = look().record
      if (state !== 'running' && state !== 'waiting') return ok(undefined)
      return runSteps({ ...parts, table }, record.id, signal)
    },
    confirm(targetId) {
      const { record: now, evidence } = look()
      return write(confirmChange(now, evidence, parts.clock.now(), targetId))
    },
    async atVendor(step) {
      const { record: now, evidence } = look()
      const decision = atVendorChange(now, evidence, parts.clock.now(), step)
      if (!decision.ok) return decision
      const noted = await noteAtVendor(parts.vendor, now, step)
      return noted.ok ? write(decision) : noted
    },
  })
}
