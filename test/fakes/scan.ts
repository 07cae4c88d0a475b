import { scanFiles } from '../../main/scan/scan-files.ts'
import type { StartScan } from '../../main/scan/scan-job.ts'

/** A scan in this thread: what the real one does in its own. It can be stopped from what hears its progress. */
export const scanHere: StartScan = (job, onMessage) => {
  let stopped = false
  const ended = Promise.resolve().then(() =>
    scanFiles(
      job,
      (message) => onMessage(structuredClone(message)),
      () => stopped,
    ),
  )
  return {
    ended,
    stop: () => {
      stopped = true
    },
  }
}
