import { existsSync } from 'node:fs'
import { isHistory, isSwap } from './file-kinds.ts'
import { ReferenceFollowing } from './following-references.ts'
import { KnownValues } from './known-values.ts'
import { findingsIn, hintsFor, withRecords } from './places.ts'
import { ProgressReport } from './progress-report.ts'
import { TextReader } from './read-text.ts'
import type { ScanJob, ScanMessage } from './scan-job.ts'
import { Tokenizer } from './tokens.ts'
import { walk } from './walk.ts'

/**
 * Carries out a scan, in one go but where references are followed: for a thread of its own. Wipes the fingerprint key
 * at its end.
 *
 * @param stopped asked before each file
 */
export async function scanFiles(
  job: ScanJob,
  say: (message: ScanMessage) => void,
  stopped: () => boolean,
): Promise<void> {
  const known = new KnownValues(job.fingerprintKey, job.known)
  try {
    const report = new ProgressReport(job, say)
    const reader = new TextReader()
    const tokenizer = new Tokenizer(known, hintsFor(job.hosts))
    const following = new ReferenceFollowing(job.hosts, known, stopped)
    let cut = false
    for (const path of filesOf(job, report)) {
      cut = stopped()
      if (cut) break
      const content = reader.read(path, { history: isHistory(path), binaryToo: isSwap(path) })
      if (typeof content === 'string') report.wasPassedOver(path, content)
      else {
        const { hits, hinted } = tokenizer.read(content)
        const worth = hits.length > 0 || hinted
        const found = worth
          ? await following.findings(path, findingsIn(path, content, hits, job.hosts, known))
          : []
        report.wasRead(path, content.length, withRecords(found, job.recorded))
      }
      report.tellInTime()
    }
    report.tell()
    say({ kind: 'end', stopped: cut })
  } finally {
    known.wipe()
  }
}

function* filesOf(job: ScanJob, report: ProgressReport): Generator<string> {
  const named = new Set(job.histories)
  // The histories first: they are few, and a scan that is cut short should not miss them.
  for (const path of named) if (existsSync(path)) yield path
  const files = walk({
    roots: job.roots,
    honourIgnoreFiles: job.honourIgnoreFiles,
    passedOver: (path, why) => report.wasPassedOver(path, why),
  })
  for (const path of files) if (!named.has(path)) yield path
}
