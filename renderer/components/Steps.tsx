import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CirclePause,
  CircleSlash,
  Clock,
  Hand,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './Spinner.tsx'
import styles from './Steps.module.css'

/** `unproven`: it is over, and nothing shows that it came about. `waiting`: its turn has not come. `held`: it waits for a time. `asks`: it waits for the user. */
export type StepState =
  | 'waiting'
  | 'running'
  | 'held'
  | 'asks'
  | 'done'
  | 'unproven'
  | 'failed'
  | 'stopped'
  | 'skipped'

export interface Step {
  readonly id: string
  readonly title: string
  readonly state: StepState
  /** The state in a word where the usual one does not fit. */
  readonly word?: string
  /** What shows that it is so. */
  readonly evidence?: ReactNode
  readonly time?: ReactNode
}

const words: Record<StepState, string> = {
  waiting: 'Waiting',
  running: 'Now',
  held: 'Waiting',
  asks: 'Needs you',
  done: 'Done',
  unproven: 'Unproven',
  failed: 'Failed',
  stopped: 'Stopped',
  skipped: 'Skipped',
}

const icons: Record<StepState, ReactNode> = {
  waiting: <Circle />,
  running: <Spinner />,
  held: <Clock />,
  asks: <Hand />,
  done: <CircleCheck />,
  unproven: <CircleHelp />,
  failed: <CircleAlert />,
  stopped: <CirclePause />,
  skipped: <CircleSlash />,
}

const current: ReadonlySet<StepState> = new Set(['running', 'held', 'asks'])

/** Steps in order, each with its state in a word. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.id}
          className={classNames(styles.step, styles[step.state])}
          aria-current={current.has(step.state) ? 'step' : undefined}
        >
          <span className={styles.icon}>{icons[step.state]}</span>
          <span className={styles.title}>{step.title}</span>
          <span className={styles.word}>{step.word ?? words[step.state]}</span>
          {step.time && <span className={styles.time}>{step.time}</span>}
          {step.evidence && <div className={styles.evidence}>{step.evidence}</div>}
        </li>
      ))}
    </ol>
  )
}
