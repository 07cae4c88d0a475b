import type { Failure } from '../shared/errors.ts'
import type { Api } from '../shared/ipc.ts'

declare global {
  interface Window {
    readonly api: Api
  }
}

const fault: Failure = {
  code: 'unexpected',
  message: 'Keyturn hit a fault of its own. Stored values are not affected.',
  hint: 'Try again; if it stays, run the checks in Settings.',
}

type Method = (...input: readonly unknown[]) => Promise<unknown>

// A handler that throws is a bug in main, but the window must not hang on it: it becomes a failure like any other.
const answered =
  (method: Method): Method =>
  async (...input) => {
    try {
      return await method(...input)
    } catch {
      return { ok: false, failure: fault }
    }
  }

/** Every call to main. The only place that touches `window.api`. */
export const api = new Proxy({} as Api, {
  get(_, name: keyof Api) {
    const method = window.api[name]
    return name === 'on' || name === 'pathOf' ? method : answered(method as Method)
  },
})
