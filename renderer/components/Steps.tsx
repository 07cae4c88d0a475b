import { Circle, CircleAlert, CircleCheck, CirclePause } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './Spinner.tsx'
import styles from './Steps.module.css'

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'stopped'

export interface Step {
  readonly id: string
  readonly title: string
  readonly state: StepState
  /** The state in a word where the usual one does not fit. */
  readonly word?: string
  /** What shows that it is so. */
  readonly evidence?: ReactNode
  readonly time?: string
}

const words: Record<StepState, string> = {
  waiting: 'Waiting',
  running: 'Now',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
}

const icons: Record<StepState, ReactNode> = {
  waiting: <Circle />,
  running: <Spinner />,
  done: <CircleCheck />,
  failed: <CircleAlert />,
  stopped: <CirclePause />,
}

/** Steps in order, each with its state in a word. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.id}
          className={classNames(styles.step, styles[step.state])}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <span className={styles.icon}>{icons[step.state]}</span>
          <span className={styles.title}>{step.title}</span>
          <span className={styles.word}>{step.word ?? words[step.state]}</span>
          {step.time && <span className={styles.time}>{step.time}</span>}
          {step.evidence && <span className={styles.evidence}>{step.evidence}</span>}
        </li>
      ))}
    </ol>
  )
}
