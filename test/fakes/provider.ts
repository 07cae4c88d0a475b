import { randomUUID } from 'node:crypto'
import { coralogixFacts } from '../../main/providers/coralogix/facts.ts'
import type {
  BulkCall,
  Connection,
  CreatedKey,
  Identity,
  KeyChange,
  Listing,
  NewKey,
  Provider,
  ProviderFacts,
  ProviderKey,
  ProviderSession,
  VerifyQuestion,
} from '../../main/providers/provider.ts'
import { Secret } from '../../main/vault/secret.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyType } from '../../shared/model.ts'
import { keyTypes } from '../../shared/names.ts'
import type { AccountRight, VendorEvent, Verification } from '../../shared/providers.ts'
import { FakePolicies, FakeServiceIds } from './provider-parts.ts'

type CreateFault = 'lost-before-commit' | 'lost-after-commit' | 'refused'

/** A vendor in memory: the real rules of a vendor, without a network. Faults are set by the test. */
export class FakeVendor implements Provider {
  readonly id: Provider['id']
  readonly info: Provider['info']
  readonly domains: Provider['domains']
  readonly notes: Provider['notes'] = []
  readonly endpointsOf: Provider['endpointsOf']
  readonly createOptions: Provider['createOptions']
  readonly checkCreate: Provider['checkCreate']
  readonly cannot: Provider['cannot']
  readonly mayBeCredential: Provider['mayBeCredential']
  readonly legacyEvidence: Provider['legacyEvidence']
  readonly adviceOnUse: Provider['adviceOnUse']
  readonly retires: NonNullable<Provider['retires']>
  readonly policies = new FakePolicies()
  readonly serviceIds = new FakeServiceIds()
  readonly history = new Map<string, readonly VendorEvent[]>()
  /** What its sessions have beside the calls that all have. */
  has = { policies: true, history: true, bulk: false, serviceIds: false }
  rights: readonly AccountRight[] = []
  /** Takes the place of its call for several keys. */
  bulkScript: BulkCall | null = null
  listNotes: readonly string[] = []
  readonly keys = new Map<string, ProviderKey>()
  readonly values = new Map<string, string>()
  readonly calls: string[] = []
  /** The names under which keys were asked for. */
  readonly names: string[] = []
  /** Answers the next creations with this id instead of the made key's. */
  answerWithId: string | null = null
  identity: Identity = {
    teamId: '4242',
    teamName: 'Acme',
    userName: 'ops@example.com',
    userId: null,
    credentialKeyId: null,
    consoleUrl: null,
  }
  createFault: CreateFault | null = null
  listFault: Result<never> | null = null
  updateFault: Result<never> | null = null
  lineFault: Result<never> | null = null
  deleteFault: Result<never> | null = null
  /** The marked lines that arrived. */
  readonly lines: { readonly keyId: string | null; readonly marker: string }[] = []
  covers: readonly KeyType[] = keyTypes
  /** Called when a create arrives, before anything is committed. */
  onCreate: () => void = () => {}
  /** What its listing leaves out although it has it. */
  hides: (key: ProviderKey, known: readonly ProviderKey[]) => boolean = () => false
  /** Called while it answers with its list. */
  onList: () => void | Promise<void> = () => {}
  /** What was changed, in order. */
  readonly changes: KeyChange[] = []
  verifyFault: Result<never> | null = null

  /** Coralogix, unless it is told to be another vendor; see `vendors.ts`. */
  constructor(
    facts: Omit<ProviderFacts, 'has'> = { ...coralogixFacts, domains: { eu2: ['eu2.coralogix.com'] } },
  ) {
    this.id = facts.id
    this.info = { ...facts.info, regions: [] }
    this.domains = facts.domains
    this.endpointsOf = facts.endpointsOf
    this.createOptions = facts.createOptions
    this.checkCreate = facts.checkCreate
    this.cannot = facts.cannot
    this.mayBeCredential = facts.mayBeCredential
    this.legacyEvidence = facts.legacyEvidence
    this.adviceOnUse = facts.adviceOnUse
    this.retires = facts.retires ?? (() => false)
  }

  add(key: Partial<ProviderKey> & { name: string }): ProviderKey {
    const full: ProviderKey = {
      id: randomUUID(),
      type: 'send-your-data',
      legacyKind: null,
      isDefault: false,
      active: true,
      hashed: true,
      owner: { kind: 'team', id: '4242', name: null },
      presets: [{ name: 'SendData', permissions: ['logs.data-ingress:SendData'] }],
      permissions: [],
      createdAt: null,
      lastActivatedAt: null,
      rum: false,
      description: null,
      locked: false,
      expiresAt: null,
      hasPolicy: null,
      ...key,
    }
    this.keys.set(full.id, full)
    return full
  }

  connect(_connection?: Connection): ProviderSession {
    return {
      identify: async () => ok(this.identity),
      listKeys: async (known) => {
        const listing = this.#listing(known)
        await this.onList()
        return this.listFault ?? ok(listing)
      },
      createKey: async (key) => this.#create(key),
      updateKey: async (id, change) => {
        this.calls.push('update')
        this.changes.push(change)
        const key = this.keys.get(id)
        if (this.updateFault) return this.updateFault
        if (this.info.mode === 'record') return ok(undefined)
        if (!key) return fail('not-found', 'The vendor has no such key.')
        const { presets, permissions = key.permissions, ...rest } = change
        const named = presets && { presets: presets.map((name) => ({ name, permissions: [] })) }
        this.keys.set(id, { ...key, ...rest, permissions, ...named })
        return ok(undefined)
      },
      deleteKey: async (id) => {
        this.calls.push('delete')
        if (this.deleteFault) return this.deleteFault
        this.keys.delete(id)
        return ok(undefined)
      },
      readValue: async (id) => {
        const value = this.values.get(id)
        return ok(value !== undefined && this.keys.get(id)?.hashed === false ? Secret.of(value) : null)
      },
      sendMarkedLine: async (value, marker) => {
        const text = value.expose((it) => it)
        const key = [...this.values].find(([, held]) => held === text)?.[0]
        this.lines.push({ keyId: key ?? null, marker })
        if (this.lineFault) return this.lineFault
        if (key !== undefined && this.keys.get(key)?.active) return ok({ kind: 'accepted' })
        return ok({ kind: 'refused', status: 401, text: 'The vendor answered 401 to the marked line.' })
      },
      verify: async (value, question) => this.#verify(value, question),
      policies: this.has.policies ? this.policies : null,
      history: this.has.history ? async (id) => ok(this.history.get(id) ?? []) : null,
      bulk: this.bulkScript ?? (this.has.bulk ? (...order) => this.#bulk(...order) : null),
      serviceIds: this.has.serviceIds ? this.serviceIds : null,
    }
  }

  describeValue() {
    return null
  }

  consolePages() {
    return []
  }

  #listing(known: readonly ProviderKey[]): Listing {
    const { covers, rights } = this
    // Without an API it can only say again what it was told.
    const shown = [...this.keys.values()].filter((key) => !this.hides(key, known))
    const keys = this.info.mode === 'record' ? known : shown
    return { keys, notes: this.listNotes, covers, rights }
  }

  #verify(value: Secret, { marker }: VerifyQuestion): Result<Verification> {
    if (this.verifyFault) return this.verifyFault
    const text = value.expose((it) => it)
    const key = [...this.values].find(([, held]) => held === text)?.[0]
    if (marker !== null) this.lines.push({ keyId: key ?? null, marker })
    const works = key !== undefined && this.keys.get(key)?.active === true
    return ok({
      at: '2026-03-01T12:00:00.000Z',
      verdict: works ? 'works' : 'rejected',
      sentence: works ? 'The vendor takes it.' : 'The vendor refuses it.',
      steps: [{ title: 'Ask the vendor', outcome: works ? 'ok' : 'failed', text: 'It answered.' }],
    })
  }

  /** One call for all; what the test refuses for single keys it refuses here too. */
  async #bulk(...[keys, action, onEach, signal]: Parameters<BulkCall>): Promise<void> {
    this.calls.push(`bulk ${action} ${keys.length}`)
    for (const { id } of keys) {
      if (signal?.aborted) return
      const key = this.keys.get(id)
      const fault = action === 'delete' ? this.deleteFault : this.updateFault
      if (fault) onEach(id, fault)
      else if (!key && action !== 'delete') onEach(id, fail('not-found', 'The vendor has no such key.'))
      else {
        if (action === 'delete') this.keys.delete(id)
        else if (key) this.keys.set(id, { ...key, active: action === 'enable' })
        onEach(id, ok(undefined))
      }
    }
  }

  #create(key: NewKey): Result<CreatedKey> {
    this.calls.push('create')
    this.names.push(key.name)
    this.onCreate()
    const lost = fail('outcome-unknown', 'The vendor did not answer.', 'Keyturn asks again.')
    if (this.createFault === 'refused')
      return fail('permission-missing', 'The vendor refused.', 'Ask an admin.', {
        permissions: ['SYD:Manage'],
      })
    if (this.createFault === 'lost-before-commit') return lost
    const { name, type, presets, permissions, hashed, owner } = key
    const made = this.add({
      name,
      type,
      hashed,
      owner,
      permissions,
      presets: presets.map((preset) => ({ name: preset, permissions: [] })),
    })
    const value = `cxtp_${made.id.replaceAll('-', '').slice(0, 30)}`
    this.values.set(made.id, value)
    if (this.createFault === 'lost-after-commit') return lost
    return ok({ keyId: this.answerWithId ?? made.id, name, value: Secret.of(value) })
  }
}
