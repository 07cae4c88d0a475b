import { randomUUID } from 'node:crypto'
import { hashOf } from '../model.ts'
import {
  type IbmEntity,
  type IbmEvent,
  type IbmKey,
  type IbmPolicy,
  type IbmServiceId,
  type IbmSettings,
  type IbmState,
  isServiceIdentity,
  newIbmValue,
} from './model.ts'
import { crnOf, heldRoles } from './roles.ts'

const day = 86_400_000

/** Expired and untouched for so long, a key is erased for good, even a locked one. */
const erasedAfterDays = 90

/** The account that the simulated IBM Cloud keeps. Every change is saved before it is answered. */
export class IbmAccount {
  #state: Omit<IbmState, 'keys' | 'serviceIds'>
  readonly #keys: Map<string, IbmKey>
  readonly #serviceIds: Map<string, IbmServiceId>
  readonly #save: (state: IbmState) => void
  readonly #now: () => Date

  constructor(state: IbmState, save: (state: IbmState) => void, now: () => Date) {
    this.#state = state
    this.#keys = new Map(state.keys.map((key) => [key.id, key]))
    this.#serviceIds = new Map(state.serviceIds.map((one) => [one.id, one]))
    this.#save = save
    this.#now = now
  }

  get state(): Omit<IbmState, 'keys' | 'serviceIds'> {
    return this.#state
  }

  get keys(): readonly IbmKey[] {
    const erased = this.#now().getTime() - erasedAfterDays * day
    return [...this.#keys.values()].filter(
      ({ expiresAt, modifiedAt }) =>
        expiresAt === null || Date.parse(expiresAt) > erased || Date.parse(modifiedAt) > erased,
    )
  }

  get serviceIds(): readonly IbmServiceId[] {
    return [...this.#serviceIds.values()]
  }

  key(id: string): IbmKey | null {
    return this.keys.find((key) => key.id === id) ?? null
  }

  /** The key with this value, whatever its state, or null. */
  holder(value: string): IbmKey | null {
    const hash = hashOf(value)
    return this.keys.find(({ valueHash }) => valueHash === hash) ?? null
  }

  serviceId(id: string): IbmServiceId | null {
    return this.#serviceIds.get(id) ?? null
  }

  serviceIdOf(iamId: string): IbmServiceId | null {
    return this.serviceIds.find((one) => one.iamId === iamId) ?? null
  }

  /** Whether there is such an identity. */
  has(iamId: string): boolean {
    if (isServiceIdentity(iamId)) return this.serviceIdOf(iamId) !== null
    return this.#state.users.some((user) => user.iamId === iamId)
  }

  expired({ expiresAt }: Pick<IbmKey, 'expiresAt'>): boolean {
    return expiresAt !== null && Date.parse(expiresAt) <= this.#now().getTime()
  }

  /** Whether an identity holds a role on a service, by the last part of its CRN. */
  holds(iamId: string, service: string, ...roles: readonly string[]): boolean {
    const held = this.rolesOn(iamId, service)
    return roles.some((role) => held.has(crnOf(service, role)))
  }

  rolesOn(iamId: string, service: string, instance: string | null = null): ReadonlySet<string> {
    return heldRoles(this.#state.policies, iamId, service, instance)
  }

  /** Makes a key. Returns it with its value, which is chosen unless it was brought along. */
  createKey(
    wanted: Pick<
      IbmKey,
      'name' | 'iamId' | 'description' | 'storeValue' | 'supportSessions' | 'actionWhenLeaked' | 'expiresAt'
    > &
      Pick<IbmKey, 'locked' | 'disabled'> & { readonly value: string | null },
    by: string,
  ): { readonly key: IbmKey; readonly value: string } {
    const value = wanted.value ?? newIbmValue()
    const key: IbmKey = {
      ...wanted,
      ...this.#born(by),
      id: `ApiKey-${randomUUID()}`,
      valueHash: hashOf(value),
      value: wanted.storeValue ? value : null,
      authentications: 0,
      lastAuthentication: null,
    }
    this.#keys.set(key.id, key)
    this.save()
    return { key, value }
  }

  createServiceId(
    wanted: Pick<IbmServiceId, 'name' | 'description' | 'groupId' | 'uniqueInstanceCrns' | 'locked'>,
    by: string,
  ): IbmServiceId {
    const id = `ServiceId-${randomUUID()}`
    const made = { ...wanted, ...this.#born(by), id, iamId: `iam-${id}` }
    this.#serviceIds.set(id, made)
    this.save()
    return made
  }

  /** Changes a key, dates it, and remembers who did what. */
  changeKey(id: string, change: Partial<IbmKey>, by: string, action: string): IbmKey {
    return this.#change(this.#keys, id, change, by, action)
  }

  changeServiceId(id: string, change: Partial<IbmServiceId>, by: string, action: string): IbmServiceId {
    return this.#change(this.#serviceIds, id, change, by, action)
  }

  removeKey(id: string): void {
    this.#keys.delete(id)
    this.save()
  }

  /** With its keys and its policies. */
  removeServiceId(id: string): void {
    const gone = this.#serviceIds.get(id)
    if (gone === undefined) return
    this.#serviceIds.delete(id)
    for (const key of this.#keys.values()) if (key.iamId === gone.iamId) this.#keys.delete(key.id)
    const policies = this.#state.policies.filter(({ subject }) => subject !== gone.iamId)
    this.#state = { ...this.#state, policies }
    this.save()
  }

  addPolicy(policy: Omit<IbmPolicy, 'id' | 'createdAt'>): IbmPolicy {
    const made = { ...policy, id: randomUUID(), createdAt: this.#now().toISOString() }
    this.#state = { ...this.#state, policies: [...this.#state.policies, made] }
    this.save()
    return made
  }

  removePolicy(id: string): void {
    this.#state = { ...this.#state, policies: this.#state.policies.filter((one) => one.id !== id) }
    this.save()
  }

  /** Counts a use of a key. Saved with the next change: a file written at every token would be too much. */
  authenticated(id: string): void {
    const key = this.#keys.get(id)
    if (key === undefined) return
    const lastAuthentication = this.#now().toISOString()
    this.#keys.set(id, { ...key, authentications: key.authentications + 1, lastAuthentication })
  }

  set(settings: Partial<IbmSettings>): void {
    this.#state = { ...this.#state, settings: { ...this.#state.settings, ...settings } }
    this.save()
  }

  /** Remembers the ports, so that addresses in configs outlive a restart. */
  movedTo(ports: IbmState['ports']): void {
    this.#state = { ...this.#state, ports }
    this.save()
  }

  save(): void {
    this.#save({ ...this.#state, keys: [...this.#keys.values()], serviceIds: this.serviceIds })
  }

  #born(by: string): Pick<IbmEntity, 'createdBy' | 'createdAt' | 'modifiedAt' | 'version' | 'history'> {
    const at = this.#now().toISOString()
    return {
      createdBy: by,
      createdAt: at,
      modifiedAt: at,
      version: 1,
      history: [event(at, by, 'create', [])],
    }
  }

  #change<T extends IbmEntity>(
    among: Map<string, T>,
    id: string,
    change: Partial<T>,
    by: string,
    action: string,
  ): T {
    const before = among.get(id)
    if (before === undefined) throw new Error(`nothing has the id ${id}`)
    const at = this.#now().toISOString()
    const history = [...before.history, event(at, by, action, Object.keys(change))]
    const after: T = { ...before, ...change, modifiedAt: at, version: before.version + 1, history }
    among.set(id, after)
    this.save()
    return after
  }
}

const event = (at: string, by: string, action: string, params: readonly string[]): IbmEvent => ({
  at,
  by,
  action,
  params,
  message: `${action}${params.length > 0 ? `: ${params.join(', ')}` : ''}`,
})
