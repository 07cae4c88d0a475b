import { randomUUID } from 'node:crypto'
import type { Core } from '../../main/services.ts'
import { Secret } from '../../main/vault/secret.ts'
import { defaultReminderSettings } from '../../shared/defaults.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { ChangedTopic } from '../../shared/ipc.ts'
import type { Account, DueItem, InboxItem, Key, VaultStatus } from '../../shared/model.ts'
import { noRotations } from './no-rotations.ts'
import { fakeTargets } from './targets.ts'
import { fakeBulk, fakeCare, fakeSetups } from './unbuilt.ts'

/** What a test sets and looks at. */
export interface FakeCoreState {
  accounts: Account[]
  keys: Key[]
  /** By the key's id. */
  values: Map<string, string>
  due: DueItem[]
  /** What the next look for reminders finds. */
  newItems: InboxItem[]
  inbox: InboxItem[]
  stuck: boolean
  busy: boolean
  /** Every method that was called and changes or reads out something, in order. */
  readonly calls: string[]
  tell(topics: readonly ChangedTopic[]): void
}

const notFound = () => fail('not-found', 'There is no such key.')
const notHere = () => fail('unsupported', 'The fake core does not do this.')

const ready: VaultStatus = {
  state: 'ready',
  message: 'keychain ready',
  hint: '',
  checkedAt: '2030-01-01T00:00:00.000Z',
}

/** A core in memory, for tests of the desktop: no vendor, no keychain, no database. */
export function fakeCore(home = '/nowhere'): { readonly core: Core; readonly state: FakeCoreState } {
  const listeners = new Set<(topics: readonly ChangedTopic[]) => void>()
  const state: FakeCoreState = {
    accounts: [],
    keys: [],
    values: new Map(),
    due: [],
    newItems: [],
    inbox: [],
    stuck: false,
    busy: false,
    calls: [],
    tell: (topics) => {
      for (const listener of listeners) listener(topics)
    },
  }
  const keyOf = (id: string) => state.keys.find((key) => key.id === id)
  const heldValue = (id: string): Result<Secret> => {
    const value = state.values.get(id)
    return value === undefined ? notFound() : ok(Secret.of(value))
  }
  const change = (id: string, part: Partial<Key>): Result<Key> => {
    const key = keyOf(id)
    if (!key) return notFound()
    const changed = { ...key, ...part }
    state.keys = state.keys.map((other) => (other === key ? changed : other))
    state.tell(['keys'])
    return ok(changed)
  }
  const core: Core = {
    home,
    vault: {
      set: async () => ok(undefined),
      get: async () => ok(null),
      delete: async () => ok(false),
      probe: async () => ready,
      status: () => ready,
      close: async () => undefined,
    },
    accounts: {
      providers: () => [],
      checkPlace: () => ok(undefined),
      report: () => notHere(),
      list: () => state.accounts,
      add: async ({ name }) => {
        state.calls.push(`accounts.add ${name}`)
        return notHere()
      },
      addSandbox: async (_provider, { apiUrl }) => {
        state.calls.push(`accounts.addSandbox ${apiUrl}`)
        return notHere()
      },
      replaceCredential: async () => notHere(),
      check: async () => ok({ message: 'It is you.' }),
      valuesLost: () => 0,
      remove: async () => ok(undefined),
      sync: async (accountId) => {
        state.calls.push(`accounts.sync ${accountId}`)
        return ok({ new: 0, changed: 0, gone: 0, total: state.keys.length })
      },
    },
    keys: {
      list: () => state.keys,
      find: (id) => {
        const key = keyOf(id)
        return key ? ok(key) : notFound()
      },
      detail: ({ keyId }) => {
        const key = keyOf(keyId)
        if (!key) return notFound()
        return ok({
          key,
          presetPermissions: {},
          legacyKind: null,
          hashed: key.secret === 'once',
          lastActivatedAt: null,
          enteredCreatedAt: null,
          policy: { maxAgeDays: 90, leadDays: 14, from: 'default' },
          uses: [],
          history: [],
          intentId: null,
          cannot: {},
          legacyEvidence: null,
          hasPolicy: null,
        })
      },
      createOptions: () => notHere(),
      rename: async ({ keyId }, name) => change(keyId, { name }),
      setActive: async ({ keyId }, active) => change(keyId, { state: active ? 'active' : 'disabled' }),
      remove: async ({ keyId }) => {
        state.calls.push(`keys.remove ${keyId}`)
        return ok(undefined)
      },
      enterCreatedAt: ({ keyId }, createdAt) => change(keyId, { createdAt }),
      value: async ({ keyId }, purpose) => {
        state.calls.push(`keys.value ${keyId} ${purpose}`)
        return heldValue(keyId)
      },
    },
    care: fakeCare,
    bulk: fakeBulk,
    setups: fakeSetups,
    capture: {
      create: async () => notHere(),
      retry: async () => notHere(),
      stuckValue: () => notFound(),
      hasStuck: () => state.stuck,
      isBusy: () => state.busy,
      open: () => [],
      settle: async () => ({ settled: 0, failures: [] }),
      removeOrphan: async () => notHere(),
      dismiss: () => ok(undefined),
    },
    imports: {
      openFile: async () => notHere(),
      openValue: (value) => {
        state.calls.push(`imports.openValue ${value}`)
        return notHere()
      },
      store: async () => notHere(),
      deleteSource: async () => ok(undefined),
      cancel: () => undefined,
    },
    injection: {
      recover: async () => ({ settled: 0, pending: [] }),
      agents: async () => [],
      detect: async () => [],
      snippet: async () => notHere(),
      snippetWithValue: async ({ ref }) => heldValue(ref.keyId),
      plan: async () => notHere(),
      apply: async () => notHere(),
      restore: async () => notHere(),
      check: async () => notHere(),
    },
    scans: { run: async () => notHere(), latest: async () => null },
    reminders: {
      policies: () => [],
      setPolicy: () => ok(undefined),
      removePolicy: () => ok(undefined),
      due: () => state.due,
      settings: () => ({
        settings: defaultReminderSettings,
        snoozes: [],
        nextWindows: [],
        silentBecause: null,
      }),
      setSettings: () => ok(undefined),
      snooze: () => ok({ until: null }),
      run: () => {
        const items = state.newItems
        state.newItems = []
        state.inbox = [...items, ...state.inbox]
        return items
      },
    },
    rotations: noRotations,
    targets: fakeTargets(),
    inbox: {
      list: () => state.inbox,
      add: (item) => {
        const added: InboxItem = {
          rotationId: null,
          ...item,
          id: randomUUID(),
          at: new Date().toISOString(),
          read: false,
          delivery: 'none',
          deliveryNote: null,
        }
        state.inbox = [added, ...state.inbox]
        return added
      },
      markRead: () => undefined,
      delivered: (id, delivery, deliveryNote) => {
        state.inbox = state.inbox.map((item) => (item.id === id ? { ...item, delivery, deliveryNote } : item))
        state.tell(['inbox'])
      },
    },
    audit: { list: () => [] },
    repairFingerprints: async () => notHere(),
    doctor: async () => [],
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    noticeOthers: () => undefined,
    close: async () => {
      state.calls.push('close')
    },
  }
  return { core, state }
}

/** A key for tests; every field can be given. */
export function someKey(part: Partial<Key> = {}): Key {
  return {
    id: 'key-1',
    accountId: '4b5b7f0e-7b0a-4c60-9d2c-0f5f0f5a7f01',
    account: 'acme',
    provider: 'coralogix',
    name: 'edge-eu2-otel',
    type: 'send-your-data',
    legacy: false,
    isDefault: false,
    state: 'active',
    secret: 'once',
    hasValue: true,
    owner: null,
    presets: ['SendData'],
    permissions: [],
    createdAt: '2029-11-12T00:00:00.000Z',
    lastActivatedAt: null,
    firstSeenAt: '2029-11-12T00:00:00.000Z',
    age: { days: 61, basis: 'vendor' },
    dueAt: null,
    fingerprint: null,
    change: null,
    usedIn: [],
    rum: false,
    stateBasis: 'vendor',
    description: null,
    locked: false,
    expiresAt: null,
    ...part,
  }
}
