import type { FailureCode, Result } from '../../shared/errors.ts'
import type { RotationDetail, RotationSummary } from '../../shared/rotation.ts'
import type { Clock } from '../clock.ts'
import type { RotationsTable } from '../database/rotations-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Holds } from './holds.ts'
import type { RotationRecord } from './rotation-record.ts'
import type { Inbox } from './services.ts'

interface Parts {
  readonly table: RotationsTable
  readonly clock: Clock
  readonly inbox: Inbox
  readonly holds: Holds
  readonly resume: (id: string) => Result<RotationDetail>
  readonly run: (id: string, signal: AbortSignal | undefined) => Promise<Result<RotationDetail>>
  readonly summary: (record: RotationRecord) => RotationSummary
}

/** What passes by itself: tried again without the user. */
const transient: readonly FailureCode[] = [
  'vendor-unreachable',
  'vendor-timeout',
  'vendor-failed',
  'vendor-rate-limited',
  'keychain-locked',
  'keychain-timeout',
  'outcome-unknown',
]

/** How long such a failure is left alone, and how often agents are looked at during the soak, in milliseconds. */
const retryAfter = 15 * 60_000
const lookAfter = 60_000

/** Goes on with rotations that nobody looks at, and says in the inbox what became of them. */
export class Advancing {
  readonly #parts: Parts
  #running: Promise<readonly RotationSummary[]> | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Those that went on, as they stand then. A call while another one is at it gives that one's. */
  run(signal?: AbortSignal): Promise<readonly RotationSummary[]> {
    this.#running ??= this.#run(signal).finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #run(signal?: AbortSignal): Promise<readonly RotationSummary[]> {
    const summaries: RotationSummary[] = []
    for (const { id } of this.#parts.table.open()) {
      if (signal?.aborted) break
      // Read again: the one before may have taken minutes.
      const before = this.#parts.table.find(id)
      if (!before || !this.#isDue(before)) continue
      if (before.state === 'failed' && !this.#parts.resume(id).ok) continue
      const ran = await this.#parts.run(id, signal)
      const after = this.#parts.table.find(id)
      if (!ran.ok || !after) continue
      const summary = this.#parts.summary(after)
      this.#tell(before, summary)
      summaries.push(summary)
    }
    return summaries
  }

  #isDue(record: RotationRecord): boolean {
    if (this.#parts.holds.isHeld(record)) return false
    const now = this.#parts.clock.now().getTime()
    const age = now - Date.parse(record.updatedAt)
    switch (record.state) {
      case 'waiting':
        return now >= Date.parse(record.waitsUntil ?? '') || (record.step === 'soak' && age >= lookAfter)
      case 'running':
        // Without a holder it was stopped, or waits to be begun: by the user, both.
        return this.#parts.holds.isLeft(record)
      case 'failed':
        return record.failure !== null && transient.includes(record.failure.code) && age >= retryAfter
      default:
        return false
    }
  }

  #tell(before: RotationRecord, after: RotationSummary): void {
    const title = titles[after.state]
    const same = before.state === after.state && before.failure?.message === after.failure?.message
    if (title === undefined || same) return
    const { ref, id, keyName, sentence, safe } = after
    stored('The inbox was not told', () =>
      this.#parts.inbox.add({
        kind: 'rotation',
        title: title.replace('{key}', keyName),
        body: [sentence, safe].filter((part) => part !== '').join(' '),
        ref,
        rotationId: id,
      }),
    )
  }
}

const titles: Partial<Record<RotationSummary['state'], string>> = {
  'needs-you': 'The rotation of {key} needs you',
  failed: 'The rotation of {key} failed',
  done: '{key} is rotated',
  undone: 'The rotation of {key} is undone',
}
