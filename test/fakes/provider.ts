import { randomUUID } from 'node:crypto'
import { coralogixFacts } from '../../main/providers/coralogix/facts.ts'
import type {
  CreatedKey,
  Identity,
  Listing,
  NewKey,
  Provider,
  ProviderKey,
  ProviderSession,
} from '../../main/providers/provider.ts'
import { Secret } from '../../main/vault/secret.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyType } from '../../shared/model.ts'
import { keyTypes } from '../../shared/names.ts'

type CreateFault = 'lost-before-commit' | 'lost-after-commit' | 'refused'

/** A vendor in memory: the real rules of a vendor, without a network. Faults are set by the test. */
export class FakeVendor implements Provider {
  readonly id = 'coralogix'
  readonly domains = { eu2: ['eu2.coralogix.com'] }
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

  connect(): ProviderSession {
    return {
      identify: async () => ok(this.identity),
      listKeys: async () => this.listFault ?? ok(this.#listing()),
      createKey: async (key) => this.#create(key),
      updateKey: async (id, change) => {
        this.calls.push('update')
        const key = this.keys.get(id)
        if (this.updateFault) return this.updateFault
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
      verify: async () => fail('unsupported', 'This vendor verifies nothing.'),
      policies: null,
      history: null,
      bulk: null,
      serviceIds: null,
    }
  }

  readonly info = { ...coralogixFacts.info, regions: [] }
  readonly notes = []
  readonly endpointsOf = coralogixFacts.endpointsOf
  readonly createOptions = coralogixFacts.createOptions
  readonly checkCreate = coralogixFacts.checkCreate
  readonly cannot = coralogixFacts.cannot
  readonly mayBeCredential = coralogixFacts.mayBeCredential
  readonly legacyEvidence = coralogixFacts.legacyEvidence
  readonly adviceOnUse = coralogixFacts.adviceOnUse

  describeValue() {
    return null
  }

  consolePages() {
    return []
  }

  #listing(): Listing {
    return { keys: [...this.keys.values()], notes: [], covers: this.covers, rights: [] }
  }

  #create(key: NewKey): Result<CreatedKey> {
    this.calls.push('create')
    this.names.push(key.name)
    this.onCreate()
    const lost = fail('outcome-unknown', 'The vendor did not answer.', 'Keyturn asks again.')
    if (this.createFault === 'refused')
      return fail('permission-missing', 'The vendor refused.', 'Ask an admin.')
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
