import { ipcMain } from 'electron'
import Store from 'electron-store'
import type { Preferences } from '../../shared/model.ts'
import type { PendingClear, PendingClearStore } from './held-clipboard.ts'

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  readonly bounds: Bounds | null
  readonly maximized: boolean
}

interface Contents {
  window: WindowState
  preferences: Preferences
  pendingClear: PendingClear | null
}

/** What the window alone needs to remember. Everything that the terminal reads too is in the database. */
export interface WindowStore {
  window: WindowState
  preferences: Preferences
  readonly pendingClear: PendingClearStore
}

const usual: Preferences = { theme: 'system', density: 'compact', startAtLogin: false }

/** Opens the window's own small file in `folder`. A damaged one is started afresh: nothing in it is dear. */
export function openWindowStore(folder: string): WindowStore {
  const store = new Store<Contents>({
    cwd: folder,
    name: 'window',
    configFileMode: 0o600,
    clearInvalidConfig: true,
    defaults: {
      window: { bounds: null, maximized: false },
      preferences: usual,
      pendingClear: null,
    },
  })
  // electron-store answers this name to any frame, past our own door, for stores in the window. We have none.
  ipcMain.removeAllListeners('electron-store-get-data')
  return {
    get window() {
      return store.get('window')
    },
    set window(state) {
      store.set('window', state)
    },
    get preferences() {
      // A file of an older version lacks what came later.
      return { ...usual, ...store.get('preferences') }
    },
    set preferences(preferences) {
      store.set('preferences', preferences)
    },
    pendingClear: {
      read: () => store.get('pendingClear'),
      write: (pending) => store.set('pendingClear', pending),
    },
  }
}
