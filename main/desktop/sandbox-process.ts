import { startSandbox } from '../sandbox/sandbox.ts'
import type { SandboxMessage } from './sandbox-host.ts'

/**
 * The embedded vendor API in a process of its own: it answers thousands of requests in a sync, and the app's main
 * process shall not stall for it. Started by `sandbox-host.ts` with the state file and the wished port.
 */
const [stateFile = '', port = '0'] = process.argv.slice(2)

const tell = (message: SandboxMessage) => process.parentPort.postMessage(message)

try {
  const { apiUrl, ingressUrl, adminKey } = await startSandbox({ stateFile, port: Number(port) })
  tell({ kind: 'started', apiUrl, ingressUrl, adminKey })
} catch {
  // The port is taken, or the state file cannot be written: the host tries another port, then says so.
  tell({ kind: 'failed' })
}
