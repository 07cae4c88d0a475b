import { randomUUID } from 'node:crypto'
import { hashOf } from '../model.ts'
import {
  type AggregationsKey,
  type AggregationsState,
  type NewAggregationsKey,
  newAggregationsValue,
} from './model.ts'

/** The organization that the simulated Aggregations.io keeps. Every change is saved before it is answered. */
export class Organization {
  #state: AggregationsState
  readonly #save: (state: AggregationsState) => void
  readonly #now: () => Date

  constructor(state: AggregationsState, save: (state: AggregationsState) => void, now: () => Date) {
    this.#state = state
    this.#save = save
    this.#now = now
  }

  get state(): AggregationsState {
    return this.#state
  }

  /** The key with this value, enabled or not, or null. */
  holder(value: string): AggregationsKey | null {
    const hash = hashOf(value)
    return this.#state.keys.find(({ valueHash }) => valueHash === hash) ?? null
  }

  /** Makes a key as the vendor's page does. Its value is never to be had again. */
  create(wanted: NewAggregationsKey): {
    readonly key: AggregationsKey
    readonly value: string
  } {
    const value = newAggregationsValue()
    const createdAt = this.#now().toISOString()
    const key = { ...wanted, id: randomUUID(), createdAt, valueHash: hashOf(value) }
    this.#set({ keys: [...this.#state.keys, key] })
    return { key, value }
  }

  /** False where there is no such key. */
  enable(id: string, enabled: boolean): boolean {
    if (!this.#state.keys.some((key) => key.id === id)) return false
    this.#set({ keys: this.#state.keys.map((key) => (key.id === id ? { ...key, enabled } : key)) })
    return true
  }

  /** Remembers the ports, so that addresses in configs outlive a restart. */
  movedTo(ports: AggregationsState['ports']): void {
    this.#set({ ports })
  }

  #set(change: Partial<AggregationsState>): void {
    this.#state = { ...this.#state, ...change }
    this.#save(this.#state)
  }
}
