import type { Desktop } from '../../main/desktop/desktop.ts'
import { RateLimit } from '../../main/desktop/rate-limit.ts'
import type { Core } from '../../main/services.ts'
import { fail, ok } from '../../shared/errors.ts'
import type { ClipboardStatus } from '../../shared/model.ts'

const empty: ClipboardStatus = { state: 'empty', ref: null, label: '', until: null }

/** A desktop in memory around a core; `done` is what was asked of it, in order. */
export function fakeDesktop(core: Core): { readonly desktop: Desktop; readonly done: string[] } {
  const done: string[] = []
  const desktop: Desktop = {
    core,
    version: '0.0.0',
    facts: async () => ({ tray: true, notifications: true, platform: 'linux' }),
    window: {
      send: (event) => void done.push(`send ${event}`),
      protectFor: (milliseconds) => void done.push(`protect ${milliseconds}`),
    },
    clipboard: {
      status: () => empty,
      hold: async (_, ref, label) => {
        done.push(`hold ${label}`)
        return ok({ state: 'held', ref, label, until: new Date().toISOString() })
      },
      clear: async () => empty,
    },
    notifications: { supported: () => true, show: async () => 'shown' },
    remind: () => void done.push('remind'),
    dialogs: {
      pickImport: async () => null,
      pickConfigs: async () => [],
      pickFolders: async () => [],
      pickSave: async () => null,
    },
    openInBrowser: async (url) => void done.push(`open ${url}`),
    preferences: {
      get: () => ({ theme: 'system', density: 'compact', startAtLogin: false }),
      set: ({ theme }) => void done.push(`theme ${theme}`),
    },
    startAtLogin: {
      set: async (on) => {
        done.push(`start at login ${on}`)
        return ok(undefined)
      },
    },
    rotations: {
      run: (id) => void done.push(`run ${id}`),
      runAll: async (requests) => ok(await core.rotations.runAll(requests)),
    },
    sandbox: { start: async () => fail('unsupported', 'There is none.') },
    limits: { reveal: new RateLimit(10), copy: new RateLimit(30) },
  }
  return { desktop, done }
}
