import { parentPort } from 'node:worker_threads'
import { scanFiles } from './scan-files.ts'
import type { ScanMessage } from './scan-job.ts'
import type { ThreadOrder } from './scan-thread.ts'

/* The scan's thread: one job, then it ends. */

parentPort?.once('message', ({ job, stop }: ThreadOrder) => {
  scanFiles(
    job,
    (message: ScanMessage) => parentPort?.postMessage(message),
    () => Atomics.load(stop, 0) !== 0,
  )
})
