import { create } from 'zustand'
import type { Failure } from '../shared/errors.ts'
import type { ScanProgress, ScanReport } from '../shared/model.ts'
import { api } from './api.ts'
import { resultSentence } from './features/scan/finding-list.ts'
import { announce, attempt, show, useStore } from './store.ts'
import { count } from './words.ts'

/**
 * Where known keys are used, as the last scan found it; and what the next one looks at. The choice of folders is kept
 * in the window's memory alone.
 */
interface ScanState {
  readonly latest: ScanReport | null
  /** Main was asked for the kept result and has answered. */
  readonly asked: boolean
  readonly running: boolean
  readonly cancelling: boolean
  readonly progress: ScanProgress | null
  readonly failure: Failure | null
  readonly folders: readonly string[]
  readonly honourIgnoreFiles: boolean
  readonly histories: boolean
}

export const useScan = create<ScanState>(() => ({
  latest: null,
  asked: false,
  running: false,
  cancelling: false,
  progress: null,
  failure: null,
  folders: [],
  honourIgnoreFiles: true,
  histories: true,
}))

const { setState: set, getState: get } = useScan

/** Most folders that one scan takes. */
export const mostFolders = 50

const speakEveryMs = 5_000
let spokenAt = 0

/** Follows scans and keys; called once at the start. The kept result is asked for when the keys are there. */
export function listenToScans(): void {
  api.on('scan', (progress) => {
    if (!get().running) return
    set({ progress })
    if (Date.now() - spokenAt < speakEveryMs) return
    spokenAt = Date.now()
    announce(`${count(progress.files, 'file')} read, ${progress.found} found.`)
  })
  useStore.subscribe((now, before) => {
    const started = now.snapshot !== null && before.snapshot === null
    // What is known of a key decides what a finding means.
    if (started || (now.keysRevision !== before.keysRevision && get().latest)) void askLatest()
  })
}

async function askLatest(): Promise<void> {
  const answer = await api['scan.latest']()
  if (get().running) return
  if (!answer.ok) return set({ asked: true, failure: answer.failure })
  const { folders } = get()
  const latest = answer.value
  set({ asked: true, latest, folders: folders.length > 0 || !latest ? folders : latest.folders })
}

export async function pickFolders(): Promise<void> {
  const picked = await attempt(api['scan.pickFolders']())
  if (!picked) return
  set({ folders: [...new Set([...get().folders, ...picked])].slice(0, mostFolders) })
}

export const removeFolder = (folder: string): void =>
  set({ folders: get().folders.filter((each) => each !== folder) })

export const setScanOptions = (options: Partial<Pick<ScanState, 'honourIgnoreFiles' | 'histories'>>): void =>
  set(options)

/** Looks through the chosen folders. Ends with a result, also when it was cancelled, or says why there is none. */
export async function runScan(): Promise<void> {
  const { folders, honourIgnoreFiles, histories, running } = get()
  if (running || folders.length === 0) return
  set({ running: true, cancelling: false, failure: null, progress: null })
  spokenAt = Date.now()
  announce(`Scanning ${count(folders.length, 'folder')}.`)
  const answer = await api['scan.run']({ folders: [...folders], honourIgnoreFiles, histories })
  set({
    running: false,
    cancelling: false,
    progress: null,
    ...(answer.ok ? { latest: answer.value } : { failure: answer.failure }),
  })
  if (answer.ok) announce(resultSentence(answer.value))
}

/** Shows the view and scans, where folders are chosen already. */
export function startScan(): void {
  show({ kind: 'scan' })
  void runScan()
}

export async function cancelScan(): Promise<void> {
  set({ cancelling: true })
  if ((await attempt(api['scan.cancel']())) === null) set({ cancelling: false })
}
