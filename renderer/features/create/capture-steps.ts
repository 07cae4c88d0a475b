import type { CaptureStep } from '../../../shared/model.ts'

/** One line of the capture, as the steps list shows it. */
export interface CaptureLine {
  readonly id: string
  readonly title: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'stopped'
  readonly evidence: string
}

/** How a capture stands: the steps that main has reported, and how it ended. */
export interface CaptureSoFar {
  readonly reached: readonly CaptureStep[]
  readonly end: 'running' | 'created' | 'stuck' | 'unknown'
}

interface Line {
  readonly id: string
  readonly title: string
  /** Main's step that proves it. */
  readonly proof: CaptureStep
  readonly running: string
  readonly done: string
}

const lines: readonly Line[] = [
  {
    id: 'asked',
    title: 'Asked the vendor',
    proof: 'asked',
    running: 'Trying the keychain first, so that the value has a place to go',
    done: 'Once. A creation is never repeated by itself',
  },
  {
    id: 'received',
    title: 'Received',
    proof: 'received',
    running: 'Waiting for the answer',
    done: 'The value came, and did not pass through this window',
  },
  {
    id: 'kept',
    title: 'In the keychain',
    proof: 'kept',
    running: 'Storing',
    done: 'An item of its own in the keychain of this computer',
  },
  {
    id: 'read-back',
    title: 'Read back',
    proof: 'read-back',
    running: 'Comparing what the keychain returns',
    done: 'The keychain returned the same value',
  },
  {
    id: 'done',
    title: 'Done',
    proof: 'renamed',
    running: 'Giving the key its final name',
    done: 'Recorded',
  },
]

const beforeAsking: Partial<Record<CaptureStep, string>> = {
  preflight: 'The keychain works. Noting the attempt, so that nothing can get lost',
  intent: 'The attempt is noted. Asking now',
}

/** The capture in five lines. While it runs, a line is done only when main has reported the step that proves it. */
export function captureLines({ reached, end }: CaptureSoFar): readonly CaptureLine[] {
  const seen = new Set(reached)
  const last = reached.at(-1)
  let open = true
  return lines.map(({ id, title, proof, running, done }): CaptureLine => {
    if (seen.has(proof) || end === 'created') return { id, title, state: 'done', evidence: done }
    if (!open) return { id, title, state: 'waiting', evidence: '' }
    open = false
    if (end === 'stuck') {
      return { id, title, state: 'failed', evidence: 'Not done. The value is still in memory' }
    }
    if (end === 'unknown') return { id, title, state: 'stopped', evidence: 'No answer arrived' }
    const early = id === 'asked' && last ? beforeAsking[last] : undefined
    return { id, title, state: 'running', evidence: early ?? running }
  })
}
