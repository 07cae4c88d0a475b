import { parentPort } from 'node:worker_threads'
import { scanFiles } from './scan-files.ts'
import type { ScanMessage } from './scan-job.ts'
import type { ThreadOrder } from './scan-thread.ts'

/* The scan's thread: one job, then it ends. */

// Electron shows archives as folders; a scan sees the files that are there. All code is loaded by now.
Object.assign(process, { noAsar: true })

parentPort?.once('message', ({ job, stop }: ThreadOrder) => {
  scanFiles(
    job,
    (message: ScanMessage) => parentPort?.postMessage(message),
    () => Atomics.load(stop, 0) !== 0,
  ).catch((error: unknown) => {
    // Out of the promise: that ends the thread with an error under every setting for rejections.
    setImmediate(() => {
      throw error
    })
  })
})
