import { startSandbox } from '../sandbox/sandbox.ts'
import type { SandboxMessage } from './sandbox-host.ts'

/**
 * The embedded vendor API in a process of its own: it answers thousands of requests in a sync, and the app's main
 * process shall not stall for it. Started by `sandbox-host.ts` with the file in which it keeps its keys and ports.
 */
const tell = (message: SandboxMessage) => process.parentPort.postMessage(message)

try {
  const [stateFile = ''] = process.argv.slice(2)
  const { vendors } = await startSandbox({ stateFile })
  tell({ kind: 'started', vendors })
} catch {
  // The state cannot be read or written: the host says so.
  tell({ kind: 'failed' })
}
