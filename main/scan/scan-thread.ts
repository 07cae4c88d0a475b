import { Worker } from 'node:worker_threads'
import type { ScanJob, ScanMessage, StartScan } from './scan-job.ts'

/** What the thread is sent, once. */
export interface ThreadOrder {
  readonly job: ScanJob
  /** Not 0: end after the file that is being read. Shared, since the thread reads no messages while it works. */
  readonly stop: Int32Array
}

/** A file on a network that does not answer holds the thread; it is then given up. */
const patienceMs = 2000

/** Runs scans in a thread each. `file`: the built `scan-worker.js`. */
export const scanThread =
  (file: string): StartScan =>
  (job, onMessage) => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(file, { name: 'scan', env: {}, execArgv: [] })
    const ended = new Promise<void>((resolve, reject) => {
      worker.on('message', (message: ScanMessage) => onMessage(message))
      worker.once('error', reject)
      worker.once('exit', () => resolve())
    })
    const order: ThreadOrder = { job, stop }
    // Moved, not copied: the key's bytes are then in the thread alone.
    worker.postMessage(order, [job.fingerprintKey.buffer])
    return {
      ended,
      stop: () => {
        Atomics.store(stop, 0, 1)
        setTimeout(() => void worker.terminate(), patienceMs).unref()
      },
    }
  }
