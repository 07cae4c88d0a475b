import type { Clock } from '../clock.ts'
import type { RotationsTable } from '../database/rotations-table.ts'
import { isGone, leaseMilliseconds, thisProcess } from '../process-identity.ts'
import type { RotationRecord } from './rotation-record.ts'

/** Which rotations this process takes the steps of: one runner per rotation, over all processes. */
export class Holds {
  readonly #table: RotationsTable
  readonly #clock: Clock
  readonly #live = new Set<string>()
  #heartbeat: NodeJS.Timeout | null = null

  constructor(table: RotationsTable, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  /** A process that still runs takes its steps, this one or another. */
  isHeld(record: RotationRecord): boolean {
    return record.holder !== null && !this.isLeft(record)
  }

  /** A process that is gone left it. */
  isLeft({ id, holder, leaseUntil }: RotationRecord): boolean {
    if (holder === null || this.#live.has(id)) return false
    const own = holder.pid === thisProcess.pid && holder.start === thisProcess.start
    return own || isGone(holder, leaseUntil ?? '', this.#clock.now())
  }

  /** False where another process holds it or was quicker. Throws `StorageError`. */
  take(record: RotationRecord): boolean {
    if (this.isHeld(record) || !this.#table.claim(record, thisProcess, this.#lease())) return false
    this.#live.add(record.id)
    this.#heartbeat ??= setInterval(() => this.#renew(), leaseMilliseconds / 4).unref()
    return true
  }

  /** Throws `StorageError`; it is no longer held in any case. */
  release(id: string): void {
    this.leave(id)
    this.#table.release(id, thisProcess)
  }

  /** This process ends: it is no longer held, and stays recorded as one that was left. */
  leave(id: string): void {
    this.#live.delete(id)
    if (this.#live.size > 0 || !this.#heartbeat) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = null
  }

  #renew(): void {
    for (const id of this.#live) {
      try {
        this.#table.renew(id, thisProcess, this.#lease())
      } catch {
        // The database may be busy or full; where start times are known the lease is not needed at all.
      }
    }
  }

  #lease(): string {
    return new Date(this.#clock.now().getTime() + leaseMilliseconds).toISOString()
  }
}
