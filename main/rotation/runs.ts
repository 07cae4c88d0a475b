import { fail, ok, type Result } from '../../shared/errors.ts'
import type { RotationDetail } from '../../shared/rotation.ts'
import type { Changes } from '../changes.ts'
import { stored } from '../database/sqlite.ts'
import type { Holds } from './holds.ts'
import { leaving } from './leaving.ts'
import type { RotationPorts } from './rotation-ports.ts'
import type { RotationRecord } from './rotation-record.ts'
import type { RunnerParts } from './runner.ts'

interface Parts extends Pick<RunnerParts, 'table' | 'clock' | 'pause'> {
  readonly holds: Holds
  readonly changes: Changes
  readonly ports: () => Promise<RotationPorts>
  readonly detail: (id: string) => Result<RotationDetail>
}

export type OnChange = (detail: RotationDetail) => void

interface Run {
  readonly ended: Promise<Result<void>>
  readonly stop: AbortController
  readonly listeners: Set<OnChange>
}

/** The runs of this process, one for each rotation: who asks for one that goes on joins it. */
export class Runs {
  readonly #parts: Parts
  readonly #runs = new Map<string, Run>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Comes back when the rotation rests; at once where it rests already. `refused` where another process is at it. */
  async run(record: RotationRecord, onChange?: OnChange, signal?: AbortSignal): Promise<Result<void>> {
    const own = this.#runs.get(record.id)
    if (!own) {
      if (record.state !== 'running' && record.state !== 'waiting') return ok(undefined)
      const held = stored('The rotation was not begun', () => this.#parts.holds.take(record))
      if (!held.ok) return held
      if (!held.value) return heldByOther(record)
    }
    const run = own ?? this.#begin(record.id)
    if (onChange) run.listeners.add(onChange)
    const stop = () => run.stop.abort(signal?.reason)
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    try {
      return await run.ended
    } finally {
      signal?.removeEventListener('abort', stop)
      if (onChange) run.listeners.delete(onChange)
    }
  }

  stop(id: string): void {
    this.#runs.get(id)?.stop.abort()
  }

  /** The rotation is held for this process already. */
  #begin(id: string): Run {
    const listeners = new Set<OnChange>()
    const stop = new AbortController()
    const ended = this.#take(id, listeners, stop.signal).finally(() => this.#runs.delete(id))
    const run = { ended, stop, listeners }
    this.#runs.set(id, run)
    return run
  }

  async #take(id: string, listeners: ReadonlySet<OnChange>, signal: AbortSignal): Promise<Result<void>> {
    const { table, clock, pause, changes, holds, detail } = this.#parts
    const recorded = (_id: string, keys: boolean) => {
      changes.notify('rotations', ...(keys ? (['keys'] as const) : []))
      const now = listeners.size > 0 ? detail(id) : null
      if (now?.ok) for (const listener of listeners) listener(now.value)
    }
    try {
      const [{ runSteps }, ports] = await Promise.all([import('./runner.ts'), this.#parts.ports()])
      return await runSteps({ ...ports, table, clock, pause, recorded }, id, signal)
    } finally {
      // Where it cannot be written down, the next process sees that this one is gone.
      holds.leave(id)
      const goesOn = () => signal.reason === leaving && table.find(id)?.state === 'running'
      stored('', () => goesOn() || holds.release(id))
      changes.notify('rotations')
    }
  }
}

/** What was turned round here is led back there: whoever takes the steps looks at the record before each of them. */
const heldByOther = ({ direction, keyName }: RotationRecord): Result<never> =>
  direction === 'back'
    ? fail(
        'refused',
        `The rotation of ${keyName} is turned round; another Keyturn takes its steps and leads it back.`,
        'Wait until it rests, then look at it.',
      )
    : fail(
        'refused',
        `Another Keyturn is rotating ${keyName} now. Nothing was done here.`,
        'Wait until it rests, or stop it there.',
      )
