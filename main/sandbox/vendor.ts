import { randomUUID } from 'node:crypto'
import { hashOf, newValue, type StoredKey, type StoredOwner, type VendorState } from './model.ts'

/** The account that the simulated vendor keeps. Every change is saved before it is answered. */
export class Vendor {
  #state: VendorState
  readonly #keys: Map<string, StoredKey>
  readonly #byHash: Map<string, string>
  readonly #save: (state: VendorState) => void
  readonly #now: () => Date

  constructor(state: VendorState, save: (state: VendorState) => void, now: () => Date) {
    this.#state = state
    this.#keys = new Map(state.keys.map((key) => [key.id, key]))
    this.#byHash = new Map(state.keys.map((key) => [key.valueHash, key.id]))
    this.#save = save
    this.#now = now
  }

  get account(): Omit<VendorState, 'keys'> {
    return this.#state
  }

  get keys(): readonly StoredKey[] {
    return [...this.#keys.values()]
  }

  find(id: string): StoredKey | null {
    return this.#keys.get(id) ?? null
  }

  /** The key with this value, whatever its state, or null. */
  holder(value: string): StoredKey | null {
    return this.find(this.#byHash.get(hashOf(value)) ?? '')
  }

  /** The active key with this value, or null. */
  authenticate(value: string): StoredKey | null {
    const key = this.holder(value)
    return key?.active ? key : null
  }

  /** Makes a key, active from the start. Returns it with its value, which a hashed key shows only here. */
  create(wanted: {
    readonly name: string
    readonly owner: StoredOwner
    readonly presets: readonly string[]
    readonly permissions: readonly string[]
    readonly hashed: boolean
    readonly accessPolicy?: string
  }): { readonly key: StoredKey; readonly value: string } {
    const value = newValue(wanted.owner)
    const at = this.#now().toISOString()
    const key: StoredKey = {
      ...wanted,
      id: randomUUID(),
      active: true,
      createdAt: at,
      lastActivated: at,
      isDefault: false,
      legacy: false,
      valueHash: hashOf(value),
      value: wanted.hashed ? null : value,
    }
    this.#keys.set(key.id, key)
    this.#byHash.set(key.valueHash, key.id)
    this.save()
    return { key, value }
  }

  /** Changes keys, all in one save. An activation is dated. */
  update(
    changes: readonly {
      readonly id: string
      readonly change: Partial<Omit<StoredKey, 'id' | 'valueHash'>>
    }[],
  ): void {
    for (const { id, change } of changes) {
      const before = this.#keys.get(id)
      if (before === undefined) throw new Error(`no key ${id}`)
      const activated = change.active === true && !before.active
      const lastActivated = activated ? this.#now().toISOString() : before.lastActivated
      this.#keys.set(id, { ...before, ...change, lastActivated })
    }
    this.save()
  }

  /** Sets the text of a key's access policy, or takes it away. */
  setPolicy(id: string, text: string | null): void {
    const before = this.#keys.get(id)
    if (before === undefined) throw new Error(`no key ${id}`)
    const { accessPolicy: _, ...bare } = before
    this.#keys.set(id, text === null ? bare : { ...bare, accessPolicy: text })
    this.save()
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const key = this.#keys.get(id)
      if (key === undefined) continue
      this.#keys.delete(id)
      this.#byHash.delete(key.valueHash)
    }
    this.save()
  }

  /** Remembers the ports, so that addresses in configs outlive a restart. */
  movedTo(ports: VendorState['ports']): void {
    this.#state = { ...this.#state, ports }
    this.save()
  }

  save(): void {
    this.#save({ ...this.#state, keys: this.keys })
  }
}
