import { create } from 'zustand'
import type { Failure, Result } from '../shared/errors.ts'
import type { ChangedTopic } from '../shared/ipc.ts'
import type { Account, ClipboardStatus, Key, KeyRef, Preferences, Snapshot } from '../shared/model.ts'
import { api } from './api.ts'
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

const emptyClipboard: ClipboardStatus = { state: 'empty', ref: null, label: '', until: null }

export const useStore = create<State>(() => ({
  snapshot: null,
  loadFailure: null,
  keysRevision: 0,
  clipboard: emptyClipboard,
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
const parts: Record<ChangedTopic, readonly (keyof Snapshot)[]> = {
  accounts: ['accounts'],
  keys: ['keys', 'due'],
  intents: ['intents'],
  vault: ['vault'],
  inbox: ['inbox'],
  policies: ['policies', 'due'],
  preferences: ['preferences'],
}

export async function load(): Promise<void> {
  const answer = await api['app.snapshot']()
  if (!answer.ok) return set({ loadFailure: answer.failure })
  set({ snapshot: answer.value, clipboard: answer.value.clipboard, loadFailure: null })
}

const pending = new Set<ChangedTopic>()
let fetching = false

async function refetch(topics: readonly ChangedTopic[]): Promise<void> {
  for (const topic of topics) pending.add(topic)
  if (fetching) return
  fetching = true
  while (pending.size > 0) {
    const wanted = [...pending]
    pending.clear()
    const answer = await api['app.snapshot']()
    const old = get().snapshot
    if (!answer.ok) set({ loadFailure: answer.failure })
    else if (!old) set({ snapshot: answer.value, loadFailure: null })
    else {
      const fresh = wanted.flatMap((topic) => parts[topic]).map((part) => [part, answer.value[part]])
      set({
        snapshot: { ...old, ...Object.fromEntries(fresh) },
        loadFailure: null,
        keysRevision: get().keysRevision + (wanted.includes('keys') ? 1 : 0),
      })
    }
  }
  fetching = false
}

/** Subscribes to main; called once at the start. */
export function listen(): void {
  api.on('changed', ({ topics }) => void refetch(topics))
  api.on('clipboard', (clipboard) => set({ clipboard }))
  api.on('navigate', (to) => {
    if (to.view === 'key') openKey(to.ref)
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

export const show = (view: View): void => set({ view, detailOpen: false, sidebarOpen: false })

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
