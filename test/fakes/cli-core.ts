import { randomUUID } from 'node:crypto'
import { aggregationsIoFacts } from '../../main/providers/aggregations-io/facts.ts'
import { coralogixFacts } from '../../main/providers/coralogix/facts.ts'
import { ibmCloudFacts } from '../../main/providers/ibm-cloud/facts.ts'
import type { Core, KeyFilter, SnippetRequest } from '../../main/services.ts'
import { Secret } from '../../main/vault/secret.ts'
import type { Vault } from '../../main/vault/vault.ts'
import { defaultReminderSettings } from '../../shared/defaults.ts'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type {
  Account,
  AgentInfo,
  CaptureOutcome,
  CaptureProgress,
  CreateRequest,
  Detection,
  DueItem,
  Key,
  KeyDetail,
  KeyRef,
  OpenIntent,
  ScanReport,
  VaultState,
} from '../../shared/model.ts'
import { captureSteps } from '../../shared/names.ts'
import { FakeRotations, FakeTargets } from './cli-rotations.ts'
import { aKey, anAccount, aPlan, at, opentelemetry } from './cli-samples.ts'
import { fakeBulk, fakeCare, fakeSetups } from './cli-vendor.ts'

/**
 * The core, in memory: what the terminal asks for and nothing behind it. A test puts accounts, keys and intents
 * into it, says which methods fail, and looks at what was asked.
 */
export class FakeCore implements Core {
  readonly home = '/home-of-the-test'
  accountList: Account[] = [anAccount()]
  keyList: Key[] = [aKey()]
  /** What cannot be done to a key that is no default key, and why. */
  cannot: KeyDetail['cannot'] = {}
  agentList: readonly AgentInfo[] = [opentelemetry]
  intents: OpenIntent[] = []
  dueItems: DueItem[] = []
  detections: (Detection & { readonly error: string | null })[] = []
  readonly values = new Map<string, string>([[aKey().id, 'value-of-edge-otel']])
  /** Makes the method of this name, such as `accounts.sync`, answer this failure. */
  readonly failing = new Map<string, Failure>()
  /** The methods that were called, in order. */
  readonly asked: string[] = []
  afterChange = 'Reload the collector.'
  readonly lastRequests = { create: null as CreateRequest | null, at: [] as readonly unknown[] }
  vaultState: VaultState = 'ready'
  /** How many more times the keychain fails to keep a created value. */
  /** Whether a stuck creation has its value in the keychain, and only the record is missing. */
  stuckIsKept = false
  keychainFailures = 0
  /** A value is in memory only, in this process. */
  stuck = false
  closed = false
  settles = 0

  readonly #answer = <T>(name: string, value: T): Result<T> => {
    this.asked.push(name)
    const failure = this.failing.get(name)
    return failure ? { ok: false, failure } : ok(value)
  }

  readonly vault = {
    status: () => ({ state: this.vaultState, message: '', hint: '', checkedAt: at }),
  } as Vault

  readonly accounts: Core['accounts'] = {
    providers: () => [coralogixFacts.info, ibmCloudFacts.info, aggregationsIoFacts.info],
    checkPlace: (provider, place) => {
      const found = [coralogixFacts, ibmCloudFacts, aggregationsIoFacts].find(({ id }) => id === provider)
      const endpoints = found?.endpointsOf(place)
      return endpoints?.ok === false ? endpoints : ok(undefined)
    },
    report: () => this.#answer('accounts.report', { accountId: '', rights: [], pages: [], notes: [] }),
    list: () => this.accountList,
    add: async ({ name, region, apiUrl, ingressUrl, credential }) => {
      if (credential !== null) this.values.set('admin', credential.expose(String))
      const account = anAccount({ id: randomUUID(), name, region: region ?? 'custom' })
      const added = {
        ...account,
        apiUrl: apiUrl ?? account.apiUrl,
        ingressUrl: ingressUrl ?? account.ingressUrl,
      }
      return this.#answer('accounts.add', added)
    },
    addSandbox: async () => this.#answer('accounts.addSandbox', anAccount()),
    replaceCredential: async () => this.#answer('accounts.replaceCredential', anAccount()),
    check: async () => this.#answer('accounts.check', { message: '' }),
    valuesLost: (id) => this.keyList.filter((key) => key.accountId === id && key.hasValue).length,
    remove: async () => this.#answer('accounts.remove', undefined),
    sync: async () => this.#answer('accounts.sync', { new: 2, changed: 1, gone: 0, total: 3 }),
  }

  readonly care = fakeCare((ref) => this.#key(ref), this.#answer)
  readonly bulk = fakeBulk((ref) => this.#key(ref))
  readonly setups = fakeSetups(this.#answer)

  readonly keys: Core['keys'] = {
    list: (filter: KeyFilter = {}) =>
      this.keyList.filter(
        (key) =>
          (filter.type === undefined || key.type === filter.type) &&
          (filter.state === undefined || filter.state === 'all' || key.state === filter.state) &&
          (filter.accountId === undefined || key.accountId === filter.accountId) &&
          (filter.query === undefined || key.name.includes(filter.query)),
      ),
    find: (id, account) => {
      const found = this.keyList.filter((key) => key.id === id && (!account || key.accountId === account))
      if (found.length > 1) return fail('usage', `Two accounts have a key ${id}.`)
      return found[0]
        ? ok(found[0])
        : fail('not-found', `There is no key ${id}.`, 'keyturn key list shows them.')
    },
    detail: (ref) => {
      const key = this.#key(ref)
      const intent = this.intents.find(({ keyId }) => keyId === ref.keyId)
      return this.#answer('keys.detail', {
        key,
        presetPermissions: {},
        legacyKind: null,
        hashed: true,
        lastActivatedAt: null,
        enteredCreatedAt: null,
        policy: { maxAgeDays: 90, leadDays: 14, from: 'default' as const },
        uses: [],
        history: [],
        intentId: intent?.intentId ?? null,
        cannot: key.isDefault
          ? { delete: 'It is the default key of acme: the vendor never deletes it.' }
          : this.cannot,
        legacyEvidence: null,
        hasPolicy: null,
      })
    },
    createOptions: () =>
      this.#answer('keys.createOptions', {
        ...{ types: [], presets: [], permissions: ['Read', 'Write'], permissionGroups: [], members: [] },
        ...{ readable: true, description: false, expiry: false },
      }),
    rename: async (ref, name) => this.#answer('keys.rename', this.#change(ref, { name })),
    setActive: async (ref, active) =>
      this.#answer('keys.setActive', this.#change(ref, { state: active ? 'active' : 'disabled' })),
    remove: async (ref) => {
      this.keyList = this.keyList.filter((key) => key.id !== ref.keyId)
      return this.#answer('keys.remove', undefined)
    },
    enterCreatedAt: (ref) => this.#answer('keys.enterCreatedAt', this.#key(ref)),
    value: async (ref, purpose) =>
      this.#answer(`keys.value:${purpose}`, Secret.of(this.values.get(ref.keyId) ?? 'unknown')),
  }

  readonly capture: Core['capture'] = {
    create: async (request: CreateRequest, onStep?: (progress: CaptureProgress) => void) => {
      const account = this.accountList.find(({ id }) => id === request.accountId) ?? anAccount()
      const options = coralogixFacts.createOptions([], account)
      const checked = coralogixFacts.checkCreate(request, { account, options, known: [] })
      if (!checked.ok) return checked
      this.lastRequests.create = checked.value.request
      for (const step of captureSteps) onStep?.({ intentId: randomUUID(), step, at })
      return this.#answer('capture.create', this.#captured())
    },
    retry: async () => this.#answer('capture.retry', this.#captured()),
    stuckValue: () => this.#answer('capture.stuckValue', Secret.of('the-stuck-value')),
    hasStuck: () => this.stuck,
    isBusy: () => false,
    open: () => this.intents,
    settle: async () => {
      this.settles += 1
      this.intents = this.intents.map((intent) => ({ ...intent, state: 'orphan' as const }))
      return { settled: this.intents.length, failures: [] }
    },
    removeOrphan: async (intentId) => {
      this.intents = this.intents.filter((intent) => intent.intentId !== intentId)
      return this.#answer('capture.removeOrphan', null)
    },
    dismiss: () => this.#answer('capture.dismiss', undefined),
  }

  readonly imports: Core['imports'] = {
    openFile: async (path) =>
      this.#answer('imports.openFile', {
        importId: randomUUID(),
        source: 'file' as const,
        fileName: path,
        length: 35,
        looksLike: 'a Coralogix team key',
        suggestion: null,
      }),
    openValue: (value) => {
      this.values.set('imported', value.expose(String))
      return this.#answer('imports.openValue', {
        importId: randomUUID(),
        source: 'paste' as const,
        fileName: null,
        length: value.length,
        looksLike: 'a Coralogix team key',
        suggestion: null,
      })
    },
    store: async (_importId, ref) => this.#answer('imports.store', this.#change(ref, { hasValue: true })),
    deleteSource: async () => this.#answer('imports.deleteSource', undefined),
    cancel: () => void this.asked.push('imports.cancel'),
  }

  readonly injection: Core['injection'] = {
    recover: async () => ({ settled: 0, pending: [] }),
    agents: async () => this.agentList,
    detect: async () => this.detections,
    snippet: async (request: SnippetRequest) =>
      this.#answer('injection.snippet', `private_key: from-environment # ${request.application}`),
    snippetWithValue: async () =>
      this.#answer('injection.snippetWithValue', Secret.of('private_key: the-value')),
    plan: async (files, ref, places) => {
      this.lastRequests.at = places
      const plan = aPlan(files, ref)
      const checker = this.checks.length === 0 ? null : 'otelcol-contrib validate'
      return this.#answer('injection.plan', {
        ...plan,
        files: plan.files.map((file) => ({ ...file, checker })),
      })
    },
    apply: async () =>
      this.#answer('injection.apply', {
        written: [
          {
            file: '/etc/otel/config.yaml',
            places: 1,
            afterChange: this.afterChange,
            checker: null,
            sha256Before: '',
            sha256After: '',
          },
        ],
        unchanged: [],
      }),
    restore: async (files) => this.#answer('injection.restore', { files }),
    check: async (file) =>
      this.#answer('injection.check', {
        file,
        agent: 'opentelemetry' as const,
        command: `otelcol-contrib validate --config ${file}`,
        passed: this.checks.shift() ?? true,
        output: ['It was read.'],
      }),
  }

  /** What the checker says, run after run; empty: none is installed. */
  checks: boolean[] = []

  readonly scans: Core['scans'] = {
    run: async () => this.#answer('scans.run', this.scanReport),
    latest: async () => this.scanReport,
  }

  scanReport: ScanReport = {
    startedAt: '2026-06-01T08:00:00.000Z',
    finishedAt: '2026-06-01T08:00:01.000Z',
    folders: ['/etc'],
    cancelled: false,
    files: 1,
    bytes: 100,
    skipped: { binary: 0, large: 0, ignored: 0, unreadable: 0, unreadableNames: [] },
    findings: [],
  }

  readonly reminders: Core['reminders'] = {
    policies: () => [],
    setPolicy: () => ok(undefined),
    removePolicy: () => ok(undefined),
    due: () => this.dueItems,
    run: () => [],
    settings: () => ({
      settings: defaultReminderSettings,
      snoozes: [],
      nextWindows: [],
      silentBecause: null,
    }),
    setSettings: () => this.#answer('reminders.setSettings', undefined),
    snooze: () => this.#answer('reminders.snooze', { until: null }),
  }

  readonly rotations = new FakeRotations(() => this.keyList, this.#answer)

  readonly targets = new FakeTargets(this.#answer)

  readonly inbox: Core['inbox'] = {
    list: () => [],
    add: (item) => ({
      rotationId: null,
      ...item,
      id: randomUUID(),
      at,
      read: false,
      delivery: 'none',
      deliveryNote: null,
    }),
    markRead: () => undefined,
    delivered: () => undefined,
  }

  readonly audit: Core['audit'] = { list: () => [] }

  async repairFingerprints() {
    return this.#answer('repairFingerprints', { renewed: 2 })
  }

  async doctor() {
    this.asked.push('doctor')
    return [{ id: 'keychain', title: 'Keychain', status: 'ok', message: 'It works.', hint: '' } as const]
  }

  onChange = () => () => undefined
  noticeOthers = () => undefined

  async close(): Promise<void> {
    this.closed = true
  }

  #captured(): CaptureOutcome {
    if (this.keychainFailures > 0) {
      this.keychainFailures -= 1
      const message = 'The keychain did not answer.'
      return {
        kind: 'stuck',
        intentId: randomUUID(),
        keyId: 'new-key-id',
        kept: this.stuckIsKept,
        message,
        hint: 'Unlock it.',
      }
    }
    return { kind: 'created', key: aKey({ id: 'new-key-id', name: 'new' }), warning: null }
  }

  #key(ref: KeyRef): Key {
    const key = this.keyList.find(({ id, accountId }) => id === ref.keyId && accountId === ref.accountId)
    if (!key) throw new Error(`the test has no key ${ref.keyId}`)
    return key
  }

  #change(ref: KeyRef, changes: Partial<Key>): Key {
    const changed = { ...this.#key(ref), ...changes }
    this.keyList = this.keyList.map((key) => (key.id === ref.keyId ? changed : key))
    return changed
  }
}
