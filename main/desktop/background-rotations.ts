import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { BulkStatus, RotateRequest } from '../../shared/rotation.ts'
import { leaving } from '../rotation/leaving.ts'
import type { Core } from '../services.ts'
import { type Fault, faultOf } from './fault.ts'

export interface BackgroundParts {
  readonly core: Pick<Core, 'rotations' | 'inbox'>
  report(fault: Fault): void
  /** Called after each recorded step and when a run has ended. */
  changed(): void
}

/** Rotations that wait or run elsewhere are looked at no more often than this. */
const APART_MS = 60_000

/**
 * Takes the steps of rotations after the window has its answer. Keeps at most one run of each, ends all of them after
 * the step that is being taken, and reports a bug in one instead of letting it end the app.
 */
export class BackgroundRotations {
  readonly #parts: BackgroundParts
  readonly #stop = new AbortController()
  readonly #running = new Map<string, Promise<void>>()
  /** Asked for while it ran: the user's word may have come after the step that would have looked for it. */
  readonly #again = new Set<string>()
  #lastAdvance = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(parts: BackgroundParts) {
    this.#parts = parts
  }

  /** Goes on with this rotation; once more afterwards where it is being gone on with already. */
  run(id: string): void {
    if (this.#running.has(id)) {
      this.#again.add(id)
      return
    }
    this.#track(id, async (signal) => {
      const ended = await this.#parts.core.rotations.run(id, () => this.#parts.changed(), signal)
      if (!ended.ok) this.#tell(id, ended.failure)
    })
  }

  /** Begins all, one after another; answers with the first status. */
  async runAll(requests: readonly RotateRequest[]): Promise<Result<BulkStatus>> {
    const underWay = this.#running.has('all') ? this.#parts.core.rotations.bulk() : null
    if (underWay) return fail('refused', 'Several rotations are under way already.', underWay.sentence)
    const status = await new Promise<BulkStatus | null>((resolve) => {
      this.#track('all', async (signal) => {
        try {
          const told = (now: BulkStatus) => {
            resolve(now)
            this.#parts.changed()
          }
          resolve(await this.#parts.core.rotations.runAll(requests, told, signal))
        } finally {
          resolve(null)
        }
      })
    })
    return ok(status ?? this.#parts.core.rotations.bulk() ?? nothingBegun(requests))
  }

  /**
   * Goes on with what waited and is due, and with what a process that is gone left. Then again within a minute, while
   * there is a rotation that waits or is at work.
   */
  advance(now = performance.now()): void {
    if (this.#stop.signal.aborted || this.#running.has('advance')) return
    const left = APART_MS - (now - this.#lastAdvance)
    clearTimeout(this.#timer)
    if (left > 0) {
      this.#timer = setTimeout(() => this.advance(), left)
      this.#timer.unref()
      return
    }
    this.#lastAdvance = now
    this.#track('advance', async (signal) => {
      const moved = await this.#parts.core.rotations.advance(signal)
      if (moved.length > 0) this.#parts.changed()
    })
  }

  /** Whether a step may be being taken in this process now. */
  busy(): boolean {
    return this.#running.size > 0
  }

  /**
   * Ends all after the steps that are being taken; resolves when they have ended. Nothing is begun afterwards; the next
   * process goes on.
   */
  async stop(): Promise<void> {
    this.#stop.abort(leaving)
    clearTimeout(this.#timer)
    this.#again.clear()
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  #track(name: string, work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#stop.signal.aborted) return
    const report = (error: unknown) => this.#parts.report(faultOf('a rotation', error))
    const run = work(this.#stop.signal)
      .catch(report)
      .finally(() => {
        this.#running.delete(name)
        this.#parts.changed()
        if (this.#again.delete(name)) this.run(name)
        this.#watch()
      })
      .catch(report)
    this.#running.set(name, run)
  }

  #watch(): void {
    if (this.#stop.signal.aborted) return
    const { rotations } = this.#parts.core
    const open = rotations.list().some(({ state }) => state === 'waiting' || state === 'running')
    if (open) this.advance()
  }

  /** What could not even be tried is not recorded as a step: without this, nobody would know. */
  #tell(id: string, { code, message, hint }: Failure): void {
    // Another process is at it: that one tells.
    if (code === 'refused') return
    const found = this.#parts.core.rotations.get(id)
    this.#parts.core.inbox.add({
      kind: 'rotation',
      title: 'A rotation could not go on',
      body: `${message} ${hint}`.trim(),
      ref: found.ok ? found.value.ref : null,
      rotationId: id,
    })
  }
}

const nothingBegun = (requests: readonly RotateRequest[]): BulkStatus => ({
  refs: requests.map(({ ref }) => ref),
  done: 0,
  current: null,
  stoppedAt: null,
  sentence: 'Nothing was begun.',
})
