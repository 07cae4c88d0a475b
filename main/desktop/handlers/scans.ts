import { ok } from '../../../shared/errors.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** Where known keys are used: one scan at a time, its progress as events. */
export const scanHandlers = (desktop: Desktop): HandlersOf<'scan'> => {
  const { scans } = desktop.core
  let running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | null = null
  return {
    'scan.pickFolders': async () => ok(await desktop.dialogs.pickFolders()),

    // A second one takes the place of the first, once that has ended.
    'scan.run': async (request) => {
      const before = running
      before?.stop.abort()
      const stop = new AbortController()
      const scan = Promise.resolve(before?.ended).then(() =>
        scans.run(request, (progress) => desktop.window.send('scan', progress), stop.signal),
      )
      const mine = { stop, ended: scan.catch(() => undefined) }
      running = mine
      try {
        return await scan
      } finally {
        if (running === mine) running = null
      }
    },

    'scan.cancel': () => {
      running?.stop.abort()
      return ok(undefined)
    },

    'scan.latest': async () => ok(await scans.latest()),
  }
}
