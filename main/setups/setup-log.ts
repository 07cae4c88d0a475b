import { randomUUID } from 'node:crypto'
import type { SetupRequest } from '../../shared/providers.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { SetupsTable } from '../database/setups-table.ts'
import { HeldLeases } from '../held-leases.ts'
import { newNonce } from '../keys/nonce.ts'
import { isGone, thisProcess } from '../process-identity.ts'
import { openSteps, type SetupFacts, type SetupRecord } from './setup-record.ts'

/** Writes setups, and keeps those of this process alive; knows on which ones nobody works any more. */
export class SetupLog {
  readonly #table: SetupsTable
  readonly #clock: Clock
  readonly #changes: Changes
  readonly #leases: HeldLeases

  constructor(table: SetupsTable, clock: Clock, changes: Changes) {
    this.#table = table
    this.#clock = clock
    this.#changes = changes
    this.#leases = new HeldLeases(clock, (id, until) => table.renew(id, until))
  }

  /** Writes a new setup, durably, and holds it for this process. Throws `StorageError`. */
  begin(request: SetupRequest): SetupRecord {
    const record: SetupRecord = {
      ...{ id: randomUUID(), accountId: request.accountId, state: 'running', request, nonce: newNonce() },
      ...{ steps: openSteps, asked: null, service: null, policyId: null, intentId: null, key: null },
      ...{ failure: null, dismissed: false, holder: thisProcess, leaseUntil: this.#leases.until() },
      startedAt: stamp(this.#clock),
    }
    this.#table.insert(record)
    this.#leases.hold(record.id)
    return record
  }

  /** Writes what became different, durably, and gives the setup as it is then. Throws `StorageError`. */
  save(record: SetupRecord, change: Partial<SetupFacts & Pick<SetupRecord, 'state'>>): SetupRecord {
    const next = { ...record, ...change }
    this.#table.update(next, stamp(this.#clock))
    this.#changes.notify('setups')
    return next
  }

  /** Whether a process works on it, this one or another. */
  isHeld(record: SetupRecord): boolean {
    return record.state === 'running' && !this.isAbandoned(record)
  }

  /** It runs by its record, and no process works on it any more. */
  isAbandoned({ id, state, holder, leaseUntil }: SetupRecord): boolean {
    if (state !== 'running' || this.#leases.has(id)) return false
    const own = holder.pid === thisProcess.pid && holder.start === thisProcess.start
    return own || isGone(holder, leaseUntil, this.#clock.now())
  }

  /** Takes it over and marks it as running; null where another process works on it or was quicker. */
  claim(record: SetupRecord): SetupRecord | null {
    if (this.isHeld(record) || !this.#table.claim(record, thisProcess, this.#leases.until())) return null
    this.#leases.hold(record.id)
    return { ...record, state: 'running', holder: thisProcess }
  }

  /** This process no longer works on it. */
  release(id: string): void {
    this.#leases.release(id)
    this.#changes.notify('setups')
  }
}
