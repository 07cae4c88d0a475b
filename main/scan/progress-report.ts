import type { RawFinding, ScanJob, ScanMessage, Skipped } from './scan-job.ts'

const betweenMs = 250
/** How many of what could not be read are named. */
const namedAtMost = 10

/** Counts what a scan does and says so a few times a second. */
export class ProgressReport {
  readonly #say: (message: ScanMessage) => void
  readonly #recorded: ReadonlySet<string>
  readonly #counts = { files: 0, bytes: 0, found: 0 }
  readonly #skipped = { binary: 0, large: 0, ignored: 0, unreadable: 0 }
  readonly #unreadableNames: string[] = []
  #findings: RawFinding[] = []
  #read: string[] = []
  #saidAt = performance.now()

  constructor(job: Pick<ScanJob, 'recorded'>, say: (message: ScanMessage) => void) {
    this.#recorded = new Set(job.recorded.map(({ file }) => file))
    this.#say = say
  }

  wasRead(path: string, bytes: number, findings: readonly RawFinding[]): void {
    this.#counts.files += 1
    this.#counts.bytes += bytes
    this.#counts.found += findings.length
    for (const finding of findings) this.#findings.push(finding)
    if (this.#recorded.has(path)) this.#read.push(path)
  }

  wasPassedOver(path: string, why: 'binary' | 'large' | 'ignored' | 'unreadable' | 'special'): void {
    // What became a pipe since it was listed is no file.
    if (why === 'special') return
    this.#skipped[why] += 1
    if (why === 'unreadable' && this.#unreadableNames.length < namedAtMost) this.#unreadableNames.push(path)
  }

  tellInTime(): void {
    if (performance.now() - this.#saidAt >= betweenMs) this.tell()
  }

  tell(): void {
    const skipped: Skipped = { ...this.#skipped, unreadableNames: [...this.#unreadableNames] }
    const findings = this.#findings
    const read = this.#read
    this.#say({ kind: 'progress', progress: { ...this.#counts }, skipped, findings, read })
    this.#findings = []
    this.#read = []
    this.#saidAt = performance.now()
  }
}
