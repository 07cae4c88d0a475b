import { KeyFeed } from '../../main/desktop/key-feed.ts'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { Api, ChangedTopic, Events } from '../../shared/ipc.ts'
import type {
  Account,
  CaptureOutcome,
  CaptureStep,
  ClipboardStatus,
  CreateRequest,
  ImportCandidate,
  InjectionPlan,
  Key,
  KeyRef,
  Snapshot,
} from '../../shared/model.ts'
import { createOptions, doctorChecks, providers } from './answers.ts'
import { fakeAgents } from './catalogue.ts'
import { fakeDetail } from './details.ts'
import { fakeAccount, fakeKey, sandbox, uuid } from './keys.ts'
import { fakeCheck, fakePlan, receiptOf } from './plans.ts'
import { providerCalls } from './provider-calls.ts'
import { reminderCalls } from './reminder-calls.ts'
import { rotationCalls, type Stage } from './rotation-calls.ts'
import { scans } from './scan-calls.ts'
import { fakeSnapshot, type Scene } from './snapshot.ts'
import { fakeReport, vendorOptions } from './vendor-accounts.ts'

// The names once more: importing them would bring the schema library into the window's preview.
const captureSteps: readonly CaptureStep[] = [
  'preflight',
  'intent',
  'asked',
  'received',
  'kept',
  'read-back',
  'stored',
  'renamed',
]

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const notFound = (): Result<never> =>
  fail('not-found', 'There is no such key any more.', 'Sync and look again.')
const locked: Result<never> = fail(
  'keychain-locked',
  'The keychain is locked. Nothing was changed.',
  'Unlock it, then try again.',
)

/** A stand-in for main, in memory: it remembers what was done and says what changed. Its values are not real. */
export function fakeApi(scene: Scene = 'usual', latency = 30): Api {
  let state: Snapshot = fakeSnapshot(scene)
  let plan: InjectionPlan | null = null
  const feed = new KeyFeed(() => state)
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const emit = <E extends keyof Events>(event: E, payload: Events[E]): void => {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: Events[E]) => void)(payload)
  }
  const update = (topic: ChangedTopic, change: Partial<Snapshot>): void => {
    state = { ...state, ...change }
    emit('changed', { topics: [topic] })
  }
  const answer = async <T>(value: T, ms = latency): Promise<Result<T>> => {
    await wait(ms)
    return ok(value)
  }
  const find = (ref: KeyRef): Key | undefined =>
    state.keys.find((key) => key.id === ref.keyId && key.accountId === ref.accountId)
  const change = async (ref: KeyRef, more: Partial<Key>): Promise<Result<Key>> => {
    await wait(latency)
    const key = find(ref)
    if (!key) return notFound()
    const changed = { ...key, ...more }
    update('keys', { keys: state.keys.map((item) => (item === key ? changed : item)) })
    return ok(changed)
  }
  const hold = async (ref: KeyRef | null, label: string): Promise<Result<ClipboardStatus>> => {
    await wait(latency)
    if (state.vault.state !== 'ready') return locked
    const clipboard: ClipboardStatus = {
      state: 'held',
      ref,
      label,
      until: new Date(Date.now() + 30_000).toISOString(),
    }
    state = { ...state, clipboard }
    setTimeout(() => emit('clipboard', { ...clipboard, state: 'cleared', until: null }), 30_000)
    return ok(clipboard)
  }
  const account = async (id: string): Promise<Result<Account>> => {
    const found = state.accounts.find((item) => item.id === id)
    return found ? answer(found) : fail('not-found', 'There is no such account.')
  }
  const create = async (
    request: Pick<CreateRequest, 'name' | 'type' | 'presets' | 'accountId'>,
  ): Promise<Result<CaptureOutcome>> => {
    for (const step of captureSteps) {
      emit('capture', { intentId: uuid(300), step, at: new Date().toISOString() })
      await wait(latency * 8)
    }
    const owner = state.accounts.find((item) => item.id === request.accountId)
    const key = fakeKey({
      ...request,
      id: `new-${state.keys.length}`,
      account: owner?.name ?? '',
      age: { days: 0, basis: 'vendor' },
      change: 'new',
    })
    update('keys', { keys: [key, ...state.keys] })
    return ok({ kind: 'created', key, warning: null })
  }
  const candidate = (
    source: 'file' | 'paste',
    ref: KeyRef | null,
    fileName: string | null,
  ): ImportCandidate => ({
    importId: uuid(400),
    source,
    fileName,
    length: 35,
    looksLike: 'a Coralogix Send-Your-Data key',
    suggestion: ref ? { ref, reason: 'You started from this key.' } : null,
  })
  const unreachable: Failure = {
    code: 'storage-failed',
    message: 'Keyturn could not read its own database. Values in the keychain are not affected.',
    hint: 'Check that the disk is not full, then try again.',
  }

  const stage: Stage = { scene, latency, state: () => state, find, update }

  return {
    'app.snapshot': async () => {
      await wait(scene === 'slow' ? 60_000 : latency)
      return scene === 'broken' ? { ok: false, failure: unreachable } : ok(state)
    },
    'app.setPreferences': async (preferences) => {
      update('preferences', { preferences })
      return ok(preferences)
    },
    'app.open': () => answer(undefined),
    'accounts.providers': () => answer(providers),
    'accounts.addSandbox': async ({ provider }) => {
      await wait(latency * 10)
      const added = fakeAccount({ id: sandbox, name: 'sandbox', region: 'sandbox', provider })
      const usual = fakeSnapshot('usual')
      update('keys', {
        keys: usual.keys.map((key) => ({ ...key, accountId: sandbox, account: 'sandbox' })),
        due: usual.due,
      })
      update('accounts', { accounts: [...state.accounts, added] })
      return ok(added)
    },
    'accounts.add': async ({ name, region, provider }) => {
      await wait(latency * 20)
      const added = fakeAccount({ id: uuid(9), name, provider, region: region ?? 'custom' })
      update('accounts', { accounts: [...state.accounts, added] })
      return ok(added)
    },
    'accounts.replaceCredential': ({ accountId }) => account(accountId),
    'accounts.report': async ({ accountId }) => {
      const found = await account(accountId)
      return found.ok ? ok(fakeReport(found.value)) : found
    },
    'accounts.check': () =>
      answer({ message: 'The admin key works: team acme-observability, 6 rights.' }, latency * 10),
    'accounts.remove': async ({ accountId, loseValues }) => {
      await wait(latency)
      const values = state.keys.filter((key) => key.accountId === accountId && key.hasValue).length
      if (!loseValues && values > 0) return fail('refused', `${values} values would be lost.`)
      update('keys', { keys: state.keys.filter((key) => key.accountId !== accountId) })
      update('accounts', { accounts: state.accounts.filter((item) => item.id !== accountId) })
      return ok(undefined)
    },
    'sync.run': async () => {
      const running = (on: boolean) =>
        state.accounts.map((item) => ({
          ...item,
          sync: { ...item.sync, running: on, ...(on ? {} : { lastSyncedAt: new Date().toISOString() }) },
        }))
      update('accounts', { accounts: running(true) })
      await wait(latency * 30)
      update('accounts', { accounts: running(false) })
      return ok(
        state.accounts.map((item) => ({
          accountId: item.id,
          counts: { new: 0, changed: 0, gone: 0, total: 34 },
        })),
      )
    },
    'keys.changes': async ({ since, look }) => {
      await wait(scene === 'slow' ? 60_000 : latency)
      if (look) feed.look()
      return ok(feed.since(since))
    },
    'keys.get': async ({ ref }) => {
      await wait(latency)
      const key = find(ref)
      return key ? ok(fakeDetail(key)) : notFound()
    },
    'keys.createOptions': ({ accountId }) => {
      const provider = state.accounts.find((item) => item.id === accountId)?.provider
      return answer((provider && vendorOptions[provider]) ?? createOptions)
    },
    ...providerCalls(stage),
    'keys.create': create,
    'keys.retryCapture': () =>
      create({
        name: 'retried',
        type: 'send-your-data',
        presets: ['SendData'],
        accountId: state.accounts[0]?.id ?? '',
      }),
    'keys.copyStuck': () => hold(null, 'the new key'),
    'keys.removeOrphan': async ({ intentId, recreate }) => {
      await wait(latency * 10)
      update('intents', { intents: state.intents.filter((item) => item.intentId !== intentId) })
      return recreate
        ? create({
            name: 'gateway-otel',
            type: 'send-your-data',
            presets: ['SendData'],
            accountId: state.accounts[0]?.id ?? '',
          })
        : ok(null)
    },
    'keys.dismissIntent': async ({ intentId }) => {
      update('intents', { intents: state.intents.filter((item) => item.intentId !== intentId) })
      return ok(undefined)
    },
    'keys.rename': ({ ref, name }) => change(ref, { name }),
    'keys.setActive': ({ ref, active }) => change(ref, { state: active ? 'active' : 'disabled' }),
    'keys.remove': async ({ ref, typedName }) => {
      await wait(latency)
      const key = find(ref)
      if (!key) return notFound()
      if (typedName !== key.name)
        return fail('refused', 'The typed name is not the key’s name. Nothing was deleted.')
      update('keys', { keys: state.keys.filter((item) => item !== key) })
      return ok(undefined)
    },
    'keys.enterCreatedAt': ({ ref, createdAt }) =>
      change(ref, {
        age: createdAt
          ? { days: Math.floor((Date.now() - Date.parse(createdAt)) / 86_400_000), basis: 'user' }
          : { days: 41, basis: 'firstSeen' },
      }),
    'keys.copy': ({ ref }) => hold(ref, find(ref)?.name ?? ''),
    'keys.reveal': async () => {
      await wait(latency)
      if (state.vault.state !== 'ready') return locked
      return ok({
        value: 'cxtp_FAKEFAKEFAKEFAKEFAKEFAKEFAKE00',
        until: new Date(Date.now() + 20_000).toISOString(),
      })
    },
    'clipboard.clear': () =>
      answer({ state: 'unconfirmed', ref: state.clipboard.ref, label: state.clipboard.label, until: null }),
    'import.pickFile': ({ ref }) => answer(candidate('file', ref, 'edge-eu2-otel.txt')),
    'import.openFile': (file, ref) => answer(candidate('file', ref, (file as File).name)),
    'import.paste': ({ ref }) => answer(candidate('paste', ref, null)),
    'import.store': ({ ref }) => change(ref, { hasValue: true, fingerprint: 'p3Vd' }),
    'import.deleteSource': () => answer(undefined),
    'import.cancel': () => answer(undefined),
    'agents.list': () => answer(fakeAgents),
    'agents.snippet': ({ agentId }) =>
      answer({ text: `# ${agentId}\nprivate_key: "\${env:CORALOGIX_PRIVATE_KEY}"\n` }),
    'agents.copySnippet': ({ ref }) => hold(ref, `snippet with ${find(ref)?.name}`),
    'inject.pickFiles': () =>
      answer(['/srv/edge/otel/indirect.yaml', '/etc/prometheus/prometheus.yml', '/etc/otelcol/config.yaml']),
    'inject.plan': ({ ref, files }) => {
      plan = fakePlan(ref, files, find(ref))
      return answer(plan, latency * 5)
    },
    'inject.apply': () => answer(receiptOf(plan), latency * 20),
    'inject.restore': ({ file, set }) =>
      answer({
        files: set && plan ? receiptOf(plan).written.map((written) => written.file) : [file],
      }),
    'inject.check': ({ file }) => answer(fakeCheck(file), latency * 20),
    ...scans(scene, latency, emit),
    ...rotationCalls(stage),
    ...reminderCalls(stage),
    'vault.check': () => answer(state.vault, latency * 10),
    'audit.list': () => answer([]),
    'doctor.run': () => answer(doctorChecks, latency * 20),
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener as (payload: never) => void))
      return () => void known.delete(listener as (payload: never) => void)
    },
    pathOf: () => '/tmp/dropped.txt',
  }
}
