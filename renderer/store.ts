import { create } from 'zustand'
import type { Failure, Result } from '../shared/errors.ts'
import type { ChangedTopic } from '../shared/ipc.ts'
import type {
  Account,
  AgentInfo,
  ClipboardStatus,
  Key,
  KeyRef,
  Preferences,
  Snapshot,
} from '../shared/model.ts'
import { api } from './api.ts'
import { KeyMirror } from './key-mirror.ts'
import type { DialogRequest, Toast, View } from './views.ts'

/**
 * All that the window knows, metadata only: a key's value never enters here. Components read with
 * `useStore(selector)`; everything else calls the functions below.
 */
interface State {
  readonly snapshot: Snapshot | null
  readonly loadFailure: Failure | null
  /** Counts changes of the keys, so that an open detail asks again. */
  readonly keysRevision: number
  readonly clipboard: ClipboardStatus
  readonly agents: readonly AgentInfo[] | null
  readonly agentsFailure: Failure | null
  readonly view: View
  readonly selected: KeyRef | null
  /** In a narrow window the detail is a page: whether it is the one in sight. */
  readonly detailOpen: boolean
  readonly query: string
  readonly showDisabled: boolean
  readonly dialog: DialogRequest | null
  readonly paletteOpen: boolean
  readonly sidebarOpen: boolean
  readonly toasts: readonly Toast[]
  readonly polite: string
  readonly assertive: string
}

/** What comes at once; the keys come apart from it, in pages. */
type Surroundings = Omit<Snapshot, 'keys' | 'due'>

const emptyClipboard: ClipboardStatus = { state: 'empty', ref: null, label: '', until: null }

export const useStore = create<State>(() => ({
  snapshot: null,
  loadFailure: null,
  keysRevision: 0,
  clipboard: emptyClipboard,
  agents: null,
  agentsFailure: null,
  view: { kind: 'overview' },
  selected: null,
  detailOpen: false,
  query: '',
  showDisabled: false,
  dialog: null,
  paletteOpen: false,
  sidebarOpen: false,
  toasts: [],
  polite: '',
  assertive: '',
}))

const { setState: set, getState: get } = useStore

// ---------------------------------------------------------------- data

// A topic's parts of the snapshot. The rest keeps its identity, so nothing that did not change is drawn again.
const parts: Record<Exclude<ChangedTopic, 'keys'>, keyof Surroundings | readonly (keyof Surroundings)[]> = {
  accounts: 'accounts',
  intents: 'intents',
  vault: 'vault',
  inbox: 'inbox',
  policies: 'policies',
  reminders: 'reminders',
  rotations: ['rotations', 'bulk'],
  targets: 'targets',
  setups: 'setups',
  preferences: 'preferences',
}

const mirror = new KeyMirror()

export async function load(): Promise<void> {
  const [answer, failure] = await Promise.all([api['app.snapshot'](), mirror.update()])
  if (!answer.ok) return set({ loadFailure: answer.failure })
  if (failure) return set({ loadFailure: failure })
  set({
    snapshot: { ...answer.value, keys: mirror.keys(), due: mirror.due() },
    clipboard: answer.value.clipboard,
    loadFailure: null,
  })
  void refetch([])
}

const pending = new Set<ChangedTopic>()
let fetching = false

/** Asks main for these parts again; those asked for meanwhile are asked for in one go. */
export async function refetch(topics: readonly ChangedTopic[]): Promise<void> {
  for (const topic of topics) pending.add(topic)
  // Until the start is through there is nothing to bring up to date: what changed meanwhile waits for it.
  if (fetching || !get().snapshot) return
  fetching = true
  while (pending.size > 0) {
    const wanted = [...pending]
    pending.clear()
    await bringUpToDate(wanted)
  }
  fetching = false
}

async function bringUpToDate(topics: readonly ChangedTopic[]): Promise<void> {
  // A policy decides when keys are due.
  const keysToo = topics.includes('keys') || topics.includes('policies')
  const wanted = topics.flatMap((topic) => (topic === 'keys' ? [] : parts[topic]))
  const [answer, failure] = await Promise.all([
    wanted.length > 0 ? api['app.snapshot']() : null,
    keysToo ? mirror.update() : null,
  ])
  const old = get().snapshot
  if (!old) return
  const missed = answer && !answer.ok ? answer.failure : failure
  if (missed) toast({ tone: 'error', text: missed.message, detail: missed.hint })
  const fresh = answer?.ok ? wanted.map((part) => [part, answer.value[part]]) : []
  set({
    snapshot: {
      ...old,
      ...Object.fromEntries(fresh),
      ...(keysToo && { keys: mirror.keys(), due: mirror.due() }),
    },
    keysRevision: get().keysRevision + (topics.includes('keys') ? 1 : 0),
  })
}

/** Subscribes to main; called once at the start. */
export function listen(): void {
  api.on('changed', ({ topics }) => void refetch(topics))
  api.on('clipboard', (clipboard) => set({ clipboard }))
  api.on('navigate', (to) => {
    if (to.view === 'key') openKey(to.ref)
    else if (to.view === 'rotation') show({ kind: 'rotation', ref: to.ref })
    else show({ kind: to.view })
  })
  api.on('command', ({ name }) => {
    if (name === 'palette') set({ paletteOpen: true })
    if (name === 'new-key') openDialog({ name: 'create-key' })
    if (name === 'settings') show({ kind: 'settings' })
  })
}

export const setClipboard = (clipboard: ClipboardStatus): void => set({ clipboard })

export async function setPreferences(preferences: Preferences): Promise<void> {
  const { snapshot } = get()
  if (snapshot) set({ snapshot: { ...snapshot, preferences } })
  await attempt(api['app.setPreferences'](preferences))
}

export const findKey = (ref: KeyRef | null): Key | null =>
  (ref && get().snapshot?.keys.find((key) => key.id === ref.keyId && key.accountId === ref.accountId)) || null

export const findAccount = (id: string): Account | null =>
  get().snapshot?.accounts.find((account) => account.id === id) ?? null

// ---------------------------------------------------------------- where we are

export const show = (view: View): void =>
  set({ view, detailOpen: false, sidebarOpen: false, selected: within(view, get().selected) })

/** What stays selected: beside another account's list, a key of this one is out of place. */
function within(view: View, selected: KeyRef | null): KeyRef | null {
  if (view.kind !== 'keys' || !selected) return selected
  const { accountId = selected.accountId, provider } = view
  const key = findKey(selected)
  const fits = accountId === selected.accountId && (!key || (provider ?? key.provider) === key.provider)
  return fits ? selected : null
}

export const select = (selected: KeyRef | null): void => set({ selected })

/** Shows a key in full: the list that holds it, and its detail. */
export const openKey = (ref: KeyRef): void => {
  const { view, showDisabled } = get()
  const key = findKey(ref)
  set({
    view: view.kind === 'keys' && view.accountId === ref.accountId ? view : { kind: 'keys' },
    selected: ref,
    detailOpen: true,
    sidebarOpen: false,
    query: '',
    showDisabled: showDisabled || (key !== null && key.state !== 'active'),
  })
}

export const closeDetail = (): void => set({ detailOpen: false })
export const search = (query: string): void => {
  const { view } = get()
  set({ query, ...(view.kind === 'keys' || query === '' ? {} : { view: { kind: 'keys' } as View }) })
}
export const setShowDisabled = (showDisabled: boolean): void => set({ showDisabled })
export const openDialog = (dialog: DialogRequest): void => set({ dialog, paletteOpen: false })
export const closeDialog = (): void => set({ dialog: null })
export const setPalette = (paletteOpen: boolean): void => set({ paletteOpen })
export const setSidebar = (sidebarOpen: boolean): void => set({ sidebarOpen })

// ---------------------------------------------------------------- words to the user

let nextToast = 1

/** Says what happened. Errors are spoken at once and stay until dismissed. */
export function toast(item: Omit<Toast, 'id'>): void {
  const id = nextToast++
  set({ toasts: [...get().toasts.slice(-3), { ...item, id }] })
  if (item.tone !== 'error') setTimeout(() => dismissToast(id), item.action ? 10_000 : 6_000)
  announce([item.text, item.detail].filter(Boolean).join(' '), item.tone === 'error')
}

export const dismissToast = (id: number): void =>
  set({ toasts: get().toasts.filter((item) => item.id !== id) })

/** Speaks a sentence to screen readers; `now` interrupts. */
export const announce = (text: string, now = false): void => set(now ? { assertive: text } : { polite: text })

/** Unwraps an answer: its value, or null after showing why not. */
export async function attempt<T>(answer: Promise<Result<T>>): Promise<T | null> {
  const result = await answer
  if (result.ok) return result.value
  toast({ tone: 'error', text: result.failure.message, detail: result.failure.hint })
  return null
}
