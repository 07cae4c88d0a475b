import { ok } from '../../../shared/errors.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** Where known keys are used: one scan at a time, its progress as events. */
export const scanHandlers = (desktop: Desktop): HandlersOf<'scan'> => {
  const { scans } = desktop.core
  let running: AbortController | null = null
  return {
    'scan.pickFolders': async () => ok(await desktop.dialogs.pickFolders()),

    'scan.run': async (request) => {
      running?.abort()
      const mine = new AbortController()
      running = mine
      try {
        return await scans.run(request, (progress) => desktop.window.send('scan', progress), mine.signal)
      } finally {
        if (running === mine) running = null
      }
    },

    'scan.cancel': () => {
      running?.abort()
      return ok(undefined)
    },

    'scan.latest': () => ok(scans.latest()),
  }
}
