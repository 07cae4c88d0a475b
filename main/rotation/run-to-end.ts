import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { RotationDetail, RotationPlan } from '../../shared/rotation.ts'
import { Audit } from '../audit.ts'
import { type Clock, stamp } from '../clock.ts'
import { AccountsTable } from '../database/accounts-table.ts'
import { RotationsTable } from '../database/rotations-table.ts'
import { Database } from '../database/sqlite.ts'
import { thisProcess } from '../process-identity.ts'
import { detailOf } from './detail.ts'
import type { RotationPorts } from './rotation-ports.ts'
import type { RotationRecord } from './rotation-record.ts'
import { type RunnerParts, runSteps } from './runner.ts'

export interface RunToEnd {
  /** As accepted; its settings hold. With a soak and a grace of 0 there is nothing to wait for. */
  readonly plan: RotationPlan
  /** Other ones than the app's: a sandbox, copies of the files, no agents. */
  readonly ports: RotationPorts
  /** An empty folder for the run's own database. The caller deletes it. */
  readonly folder: string
  readonly clock: Clock
  readonly pause: RunnerParts['pause']
  /** Called after each recorded step. */
  readonly onStep?: (detail: RotationDetail) => void
  readonly signal?: AbortSignal
}

/**
 * Runs a rotation with the very runner of the app on other ports and in a database of its own, so that nothing of it
 * reaches the app's record. It comes back when the rotation rests: `done` where all went well; `waiting`, `needs-you` and
 * `failed` say by themselves why it did not end. What was made stays behind the ports.
 *
 * @returns `storage-failed` where the folder cannot be used
 */
export async function runToEnd(what: RunToEnd): Promise<Result<RotationDetail>> {
  const { plan, ports, clock, pause, onStep, signal } = what
  const opened = Database.open(what.folder)
  if (!opened.ok) return opened
  const db = opened.value
  try {
    const at = stamp(clock)
    const nobody = { teamId: null, teamName: null, userName: null, consoleUrl: null }
    new AccountsTable(db).insert({
      ...{ id: plan.ref.accountId, name: plan.account, provider: 'coralogix', region: '', apiUrl: '' },
      ...{ ingressUrl: '', identity: nobody, addedAt: at },
    })
    const table = new RotationsTable(db, new Audit(db, clock, 'system'))
    const record: RotationRecord = {
      ...{ id: randomUUID(), ref: plan.ref, keyName: plan.keyName, newRef: null, intentId: null },
      ...{ mode: plan.mode, settings: plan.settings, request: plan.newKey, targets: plan.targets },
      ...{ direction: 'forward', state: 'running', step: 'create', sentence: '', failure: null },
      ...{ waitsUntil: null, overriddenAt: null, startedBy: '', holder: thisProcess },
      ...{ leaseUntil: null, startedAt: at, updatedAt: at },
    }
    const detail = (held: boolean): RotationDetail => {
      const now = table.find(record.id) ?? record
      return detailOf(now, table.evidence(record.id), plan.account, held, clock.now())
    }
    if (!table.begin(record)) return fail('unexpected', 'The folder of the rehearsal was used before.')
    const recorded = () => onStep?.(detail(true))
    const parts = { ...ports, table, clock, pause, recorded }
    const ran = await runSteps(parts, record.id, signal ?? new AbortController().signal)
    return ran.ok ? ok(detail(false)) : ran
  } finally {
    db.close()
  }
}
