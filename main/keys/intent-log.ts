import { randomUUID } from 'node:crypto'
import type { CreateRequest } from '../../shared/model.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { Intent, IntentState, IntentsTable } from '../database/intents-table.ts'
import { HeldLeases } from '../held-leases.ts'
import { isGone, thisProcess } from '../process-identity.ts'
import { newNonce } from './nonce.ts'

/** Writes intents and keeps those of this process alive; knows which ones nobody works on any more. */
export class IntentLog {
  readonly #table: IntentsTable
  readonly #clock: Clock
  readonly #changes: Changes
  readonly #leases: HeldLeases

  constructor(table: IntentsTable, clock: Clock, changes: Changes) {
    this.#table = table
    this.#clock = clock
    this.#changes = changes
    this.#leases = new HeldLeases(clock, (id, until) => table.renew(id, until))
  }

  /** Writes a new intent, durably, and holds it for this process. Throws `StorageError`. */
  begin(what: {
    kind: Intent['kind']
    accountId: string
    name: string
    request: CreateRequest | null
    keyId: string | null
    version: number
    fingerprint: string | null
  }): Intent {
    const intent: Intent = {
      ...what,
      id: randomUUID(),
      nonce: newNonce(),
      state: 'intent',
      note: '',
      holder: thisProcess,
      leaseUntil: this.#leases.until(),
      startedAt: stamp(this.#clock),
    }
    this.#table.insert(intent)
    this.#leases.hold(intent.id)
    return intent
  }

  /** Records a step, durably. Throws `StorageError`. */
  advance(id: string, state: IntentState, more: { note?: string; keyId?: string } = {}): void {
    this.#table.set(id, stamp(this.#clock), { state, ...more })
    this.#changes.notify('intents')
  }

  /** This process no longer works on the intent; what remains is up to `settle`. */
  release(id: string): void {
    this.#leases.release(id)
    this.#changes.notify('intents')
  }

  /** Whether this process works on it now. */
  isLive(id: string): boolean {
    return this.#leases.has(id)
  }

  get anyLive(): boolean {
    return this.#leases.any
  }

  /** Intents without an end on which no process works. */
  abandoned(): Intent[] {
    const now = this.#clock.now()
    return this.#table.open().filter((intent) => {
      if (intent.state === 'orphan' || this.#leases.has(intent.id)) return false
      const own = intent.holder.pid === thisProcess.pid && intent.holder.start === thisProcess.start
      return own || isGone(intent.holder, intent.leaseUntil, now)
    })
  }

  /** A creation or import of this account on which some process works now; null where there is none. */
  underWay(accountId: string): Intent | null {
    const abandoned = new Set(this.abandoned().map((intent) => intent.id))
    const open = this.#table.open().filter((intent) => intent.accountId === accountId)
    return open.find((intent) => intent.state !== 'orphan' && !abandoned.has(intent.id)) ?? null
  }

  /** Takes an abandoned intent over; false when another process was quicker. */
  claim(intent: Intent): boolean {
    if (!this.#table.claim(intent, thisProcess, this.#leases.until())) return false
    this.#leases.hold(intent.id)
    return true
  }
}
