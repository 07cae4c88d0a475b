import { randomUUID } from 'node:crypto'
import type { ByHand, CanaryEnd, CreationEnd, RotationVendor } from '../../main/rotation/rotation-ports.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { CreateRequest, KeyRef } from '../../shared/model.ts'
import type { Faults } from './rotation-faults.ts'

interface VendorKey {
  active: boolean
  /** The keychain has its value. */
  held: boolean
}

/** A vendor in memory: its keys, and the intents by which they were made. */
export class FakeRotationVendor implements RotationVendor {
  readonly keys = new Map<string, VendorKey>()
  readonly intents = new Map<string, string | null>()
  readonly accountId: string
  readonly oldId = 'old'
  readonly faults: Faults
  /** The value of the next key is lost on its way. */
  losesValue = false
  /** It has no API for keys: what is recorded here of them is what the user says. */
  hand: ByHand | null = null
  /** What a replacement may not do. */
  lacks: readonly string[] = []
  /** Its ingress takes nothing with new keys. */
  refusesNew = false
  protectedFromDelete: string | null = null
  /** Lines that were sent with consent. */
  readonly lines: string[] = []

  constructor(accountId: string, faults: Faults) {
    this.accountId = accountId
    this.faults = faults
    this.keys.set(this.oldId, { active: true, held: true })
  }

  /** Whether telemetry with this key is taken. */
  takes(keyId: string): boolean {
    const key = this.keys.get(keyId)
    return key?.active === true && key.held && (keyId === this.oldId || !this.refusesNew)
  }

  /** The keys that live at the vendor, but for the old one. */
  madeAlive(): string[] {
    return [...this.keys].flatMap(([id, key]) => (id !== this.oldId && key.active ? [id] : []))
  }

  create(_request: CreateRequest, onIntent: (intentId: string) => void): Promise<Result<CreationEnd>> {
    const intentId = randomUUID()
    this.intents.set(intentId, null)
    onIntent(intentId)
    return this.faults.around('create', () => {
      const id = randomUUID()
      this.keys.set(id, { active: true, held: !this.losesValue })
      this.intents.set(intentId, id)
      return ok(this.#end(id))
    })
  }

  async settle(intentId: string): Promise<Result<CreationEnd>> {
    const id = this.intents.get(intentId)
    return ok(id ? this.#end(id) : { kind: 'none' })
  }

  async removeOrphan(intentId: string): Promise<Result<void>> {
    const id = this.intents.get(intentId)
    if (id) this.keys.delete(id)
    this.intents.set(intentId, null)
    return ok(undefined)
  }

  async standing({ keyId }: KeyRef): Promise<Result<'active' | 'disabled' | 'gone'>> {
    const key = this.keys.get(keyId)
    return ok(key ? (key.active ? 'active' : 'disabled') : 'gone')
  }

  setActive({ keyId }: KeyRef, active: boolean): Promise<Result<void>> {
    const point = keyId !== this.oldId ? 'deactivate new' : active ? 'bring-back' : 'cut'
    return this.faults.around(point, () => {
      const key = this.keys.get(keyId)
      if (!key) return fail('not-found', 'There is no such key.')
      key.active = active
      return ok(undefined)
    })
  }

  remove({ keyId }: KeyRef): Promise<Result<void>> {
    return this.faults.around(keyId === this.oldId ? 'delete' : 'delete new', () => {
      this.keys.delete(keyId)
      return ok(undefined)
    })
  }

  async protection({ keyId }: KeyRef) {
    const gone = this.keys.has(keyId) ? null : 'The vendor no longer has shop.'
    return { cut: gone, delete: gone ?? this.protectedFromDelete }
  }

  async missingRights() {
    return {}
  }

  copyRequest(): Result<CreateRequest> {
    const { accountId } = this
    const rest = { presets: ['SendData'], permissions: [], hashed: true, ownerId: null }
    return ok({ accountId, name: 'shop', type: 'send-your-data', ...rest })
  }

  byHand(): ByHand | null {
    return this.hand
  }

  advice(): readonly string[] {
    return []
  }

  lacking(): readonly string[] {
    return this.lacks
  }

  async canary({ keyId }: KeyRef, marker: string): Promise<Result<CanaryEnd>> {
    if (!this.takes(keyId)) return ok({ kind: 'refused', status: 401, text: 'unauthorized' })
    this.lines.push(marker)
    return ok({ kind: 'accepted' })
  }

  #end(id: string): CreationEnd {
    const ref = { accountId: this.accountId, keyId: id }
    return this.keys.get(id)?.held ? { kind: 'created', ref } : { kind: 'orphan' }
  }
}
