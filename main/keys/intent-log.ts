import { randomUUID } from 'node:crypto'
import type { CreateRequest } from '../../shared/model.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { Intent, IntentState, IntentsTable } from '../database/intents-table.ts'
import { isGone, leaseMilliseconds, thisProcess } from '../process-identity.ts'
import { newNonce } from './nonce.ts'

/** Writes intents and keeps those of this process alive; knows which ones nobody works on any more. */
export class IntentLog {
  readonly #table: IntentsTable
  readonly #clock: Clock
  readonly #changes: Changes
  readonly #live = new Set<string>()
  #heartbeat: NodeJS.Timeout | null = null

  constructor(table: IntentsTable, clock: Clock, changes: Changes) {
    this.#table = table
    this.#clock = clock
    this.#changes = changes
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
      leaseUntil: this.#lease(),
      startedAt: stamp(this.#clock),
    }
    this.#table.insert(intent)
    this.#hold(intent.id)
    return intent
  }

  /** Records a step, durably. Throws `StorageError`. */
  advance(id: string, state: IntentState, more: { note?: string; keyId?: string } = {}): void {
    this.#table.set(id, stamp(this.#clock), { state, ...more })
    this.#changes.notify('intents')
  }

  /** This process no longer works on the intent; what remains is up to `settle`. */
  release(id: string): void {
    this.#live.delete(id)
    if (this.#live.size === 0 && this.#heartbeat) {
      clearInterval(this.#heartbeat)
      this.#heartbeat = null
    }
    this.#changes.notify('intents')
  }

  /** Whether this process works on it now. */
  isLive(id: string): boolean {
    return this.#live.has(id)
  }

  get anyLive(): boolean {
    return this.#live.size > 0
  }

  /** Intents without an end on which no process works. */
  abandoned(): Intent[] {
    const now = this.#clock.now()
    return this.#table.open().filter((intent) => {
      if (intent.state === 'orphan' || this.#live.has(intent.id)) return false
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
    if (!this.#table.claim(intent, thisProcess, this.#lease())) return false
    this.#hold(intent.id)
    return true
  }

  #hold(id: string): void {
    this.#live.add(id)
    this.#heartbeat ??= setInterval(() => {
      for (const live of this.#live) {
        try {
          this.#table.renew(live, this.#lease())
        } catch {
          // The database may be busy or full; where start times are known the lease is not needed at all.
        }
      }
    }, leaseMilliseconds / 4).unref()
  }

  #lease(): string {
    return new Date(this.#clock.now().getTime() + leaseMilliseconds).toISOString()
  }
}
