import type { Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { BulkStatus, RotateRequest, RotationDetail } from '../../shared/rotation.ts'
import { counted, sentence } from './words.ts'

type RotateOne = (request: RotateRequest, signal: AbortSignal | undefined) => Promise<Result<RotationDetail>>
type OnBulkChange = (status: BulkStatus, detail: RotationDetail | null) => void

/**
 * Several rotations, one after another. It is kept in memory alone: each rotation is recorded by itself, and what was
 * not begun when the process ends has changed nothing.
 */
export class Bulk {
  #status: BulkStatus | null = null
  #running = false

  /** The run that is going on, or the last one; null where there was none. */
  status(): BulkStatus | null {
    return this.#status
  }

  /**
   * Carries out `one` for each request, until all have come to rest or one needs the user, fails, or cannot be started;
   * those after it are not begun. The signal ends it the same way. `onChange` is called when one begins and when it
   * rests. While another run goes on nothing is done, and the result says so.
   */
  async run(
    requests: readonly RotateRequest[],
    one: RotateOne,
    onChange: OnBulkChange = () => undefined,
    signal?: AbortSignal,
  ): Promise<BulkStatus> {
    const refs = requests.map(({ ref }) => ref)
    const all = refs.length
    if (this.#running) {
      return status(refs, 0, null, null, 'Refused: other keys are being rotated. Nothing of this was begun.')
    }
    this.#running = true
    const tell = (next: BulkStatus, detail: RotationDetail | null = null): BulkStatus => {
      this.#status = next
      onChange(next, detail)
      return next
    }
    try {
      let done = 0
      for (const request of requests) {
        const { ref } = request
        if (signal?.aborted)
          return tell(status(refs, done, null, null, `You stopped it. ${restWords(all, done, 0)}`))
        tell(status(refs, done, ref, null, `Rotating ${done + 1} of ${all}.`))
        const result = await one(request, signal)
        const detail = result.ok ? result.value : null
        const against = result.ok ? unrest(result.value) : sentence(result.failure.message)
        if (against !== null) {
          const name = detail?.keyName ?? ref.keyId
          const words = `Stopped at ${name}: ${against} ${restWords(all, done, 1)}`
          return tell(status(refs, done, null, ref, words), detail)
        }
        done += 1
        tell(status(refs, done, null, null, `${done} of ${all} came to rest.`), detail)
      }
      return tell(status(refs, done, null, null, endWords(all)))
    } finally {
      this.#running = false
      // Where `one` threw, nobody is at it any more.
      if (this.#status?.current) {
        this.#status = { ...this.#status, current: null, stoppedAt: this.#status.current }
      }
    }
  }
}

const status = (
  refs: readonly KeyRef[],
  done: number,
  current: KeyRef | null,
  stoppedAt: KeyRef | null,
  words: string,
): BulkStatus => ({ refs, done, current, stoppedAt, sentence: words })

/** Why a rotation that returned has not come to rest well; null where it has. */
function unrest(detail: RotationDetail): string | null {
  switch (detail.state) {
    case 'waiting':
    case 'done':
    case 'undone':
      return null
    case 'running':
      return 'it was stopped half-way and can be resumed.'
    default:
      return sentence(detail.sentence)
  }
}

function restWords(all: number, done: number, stopped: number): string {
  const rest = all - done - stopped
  const before = `${done} of ${all} came to rest.`
  if (rest === 0) return before
  return `${before} ${counted(rest, 'other')} ${rest === 1 ? 'was' : 'were'} not begun and nothing of ${rest === 1 ? 'it' : 'them'} was changed.`
}

const endWords = (all: number): string =>
  all === 0
    ? 'There was nothing to rotate.'
    : `${all === 1 ? 'It' : `All ${all}`} came to rest: what waits for its soak or grace goes on by itself.`
