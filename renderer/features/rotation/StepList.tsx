import type { RotationTarget, ShownStep } from '../../../shared/rotation.ts'
import { type StepState, Steps } from '../../components/Steps.tsx'
import { useNow } from '../../hooks.ts'
import { whenWord } from '../../words.ts'
import { EvidenceList } from './EvidenceList.tsx'
import { Left } from './Left.tsx'
import { isUnproven } from './standing.ts'

const states: Record<ShownStep['state'], { state: StepState; word: string }> = {
  open: { state: 'waiting', word: 'Not yet' },
  now: { state: 'running', word: 'Now' },
  waiting: { state: 'held', word: 'Waiting' },
  'needs-you': { state: 'asks', word: 'Needs you' },
  done: { state: 'done', word: 'Done' },
  failed: { state: 'failed', word: 'Failed' },
  skipped: { state: 'skipped', word: 'Skipped' },
}

const unproven = { state: 'unproven', word: 'Unproven' } as const

/** The steps of a rotation or a rehearsal, with what is recorded of each. */
export function StepList(props: {
  readonly label: string
  readonly steps: readonly ShownStep[]
  readonly targets: readonly RotationTarget[]
  /** When the step that is being taken or waited for goes on. */
  readonly waitsUntil: string | null
}) {
  const now = useNow()
  const timeOf = (step: ShownStep) => {
    if (step.state === 'now' || step.state === 'waiting') {
      const until = step.at ?? props.waitsUntil
      return until ? <Left until={until} /> : undefined
    }
    return step.at ? <time dateTime={step.at}>{whenWord(step.at, now)}</time> : undefined
  }
  return (
    <Steps
      label={props.label}
      steps={props.steps.map((step) => {
        const time = timeOf(step)
        return {
          id: step.step,
          title: step.title,
          ...(isUnproven(step, props.steps) ? unproven : states[step.state]),
          ...(time ? { time } : {}),
          ...(step.evidence.length > 0
            ? {
                evidence: (
                  <EvidenceList
                    evidence={step.evidence}
                    targets={props.targets}
                    over={step.state === 'done' || step.state === 'skipped'}
                    time={step.state === 'now' || step.state === 'waiting' ? null : step.at}
                  />
                ),
              }
            : {}),
        }
      })}
    />
  )
}
