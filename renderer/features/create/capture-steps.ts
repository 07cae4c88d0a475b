import type { CaptureStep } from '../../../shared/model.ts'

export type StepState = 'waiting' | 'running' | 'done' | 'failed'

/** One line of the capture as it is shown. */
export interface CaptureLine {
  readonly id: string
  readonly title: string
  readonly state: StepState
  readonly note: string
}

/** How a capture stands: the steps that main has reported, and whether it has ended. */
export interface CaptureSoFar {
  readonly reached: readonly CaptureStep[]
  readonly end: 'running' | 'created' | 'stuck' | 'failed' | 'unknown'
}

interface Line {
  readonly id: string
  readonly title: string
  /** Main's step that proves it. */
  readonly proof: CaptureStep
  readonly waiting: string
  readonly running: string
  readonly done: string
}

const lines: readonly Line[] = [
  {
    id: 'asked',
    title: 'Asked the vendor',
    proof: 'asked',
    waiting: '',
    running: 'Checking the keychain and noting the attempt first',
    done: 'Once; a creation is never repeated by itself',
  },
  {
    id: 'received',
    title: 'Received',
    proof: 'received',
    waiting: '',
    running: 'Waiting for the answer',
    done: 'The value is in memory, not in this window',
  },
  {
    id: 'kept',
    title: 'In the keychain',
    proof: 'kept',
    waiting: '',
    running: 'Storing',
    done: 'An item of its own',
  },
  {
    id: 'read-back',
    title: 'Read back',
    proof: 'read-back',
    waiting: '',
    running: 'Comparing what the keychain returns',
    done: 'The keychain returned the same value',
  },
  {
    id: 'done',
    title: 'Done',
    proof: 'renamed',
    waiting: '',
    running: 'Giving the key its final name',
    done: 'Recorded',
  },
]

const firstNote: Partial<Record<CaptureStep, string>> = {
  preflight: 'The keychain works; noting the attempt',
  intent: 'The attempt is noted; asking now',
}

/** The capture in five lines. A line is done only when main has reported the step that proves it. */
export function captureLines({ reached, end }: CaptureSoFar): readonly CaptureLine[] {
  const seen = new Set(reached)
  const last = reached.at(-1)
  let open = true
  return lines.map((line) => {
    const proven = seen.has(line.proof) || (line.id === 'done' && end === 'created')
    if (proven || end === 'created') return { id: line.id, title: line.title, state: 'done', note: line.done }
    if (!open) return { id: line.id, title: line.title, state: 'waiting', note: line.waiting }
    open = false
    if (end !== 'running')
      return { id: line.id, title: line.title, state: 'failed', note: stoppedNote(line.id, end) }
    const early = line.id === 'asked' && last ? firstNote[last] : undefined
    return { id: line.id, title: line.title, state: 'running', note: early ?? line.running }
  })
}

function stoppedNote(id: string, end: CaptureSoFar['end']): string {
  if (end === 'stuck') return 'The value is still in memory'
  if (end === 'unknown') return 'No answer arrived'
  return id === 'asked' ? 'Nothing was created' : 'Stopped here'
}
