import { useRef, useState } from 'react'
import type { CaptureOutcome, CaptureStep, KeyRef } from '../../../shared/model.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { Steps } from '../../components/Steps.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { CreatedActions, StuckActions, UnknownActions } from './CaptureActions.tsx'
import { CreatedPart, StuckPart, UnknownPart } from './CaptureEnds.tsx'
import { captureLines } from './capture-steps.ts'
import type { CaptureStage } from './use-capture.ts'

export type StuckOutcome = Extract<CaptureOutcome, { kind: 'stuck' }>

const titles = {
  running: (name: string) => `Creating ${name}`,
  created: (name: string) => `${name} is created`,
  stuck: (name: string) => `The value of ${name} is not stored yet`,
  unknown: (name: string) => `No answer about ${name}`,
} as const

/** The capture as it happens, and its end. While a value is only in memory, nothing but a decision leaves it. */
export function CapturePanel(props: {
  readonly name: string
  readonly stage: Exclude<CaptureStage, { kind: 'form' }>
  readonly reached: readonly CaptureStep[]
  readonly replaces: KeyRef | null
  readonly onRetry: (outcome: StuckOutcome) => void
  readonly onClose: () => void
}) {
  const { name, stage, reached, onRetry, onClose } = props
  const first = useRef<HTMLButtonElement>(null)
  const [copied, setCopied] = useState(false)
  // Each end brings its own buttons: the one that goes on has the focus.
  useFirstFocus(first, stage.kind)
  const end = stage.kind === 'stuck' && stage.retrying ? 'running' : stage.kind
  const actions =
    stage.kind === 'created' ? (
      <CreatedActions
        outcome={stage.outcome}
        replaces={props.replaces}
        first={first}
        onClose={onClose}
        onCopied={() => setCopied(true)}
      />
    ) : stage.kind === 'stuck' ? (
      <StuckActions
        outcome={stage.outcome}
        retrying={stage.retrying}
        copied={copied}
        first={first}
        onRetry={onRetry}
        onCopied={() => setCopied(true)}
        onClose={onClose}
      />
    ) : stage.kind === 'unknown' ? (
      <UnknownActions first={first} onClose={onClose} />
    ) : undefined
  return (
    <Dialog
      size="medium"
      title={titles[stage.kind](name)}
      onClose={onClose}
      dismissible={stage.kind === 'created' || stage.kind === 'unknown'}
      footer={actions}
    >
      {stage.kind === 'stuck' && <StuckPart outcome={stage.outcome} copied={copied} />}
      <Steps label="One-time capture" steps={captureLines({ reached, end })} />
      {stage.kind === 'created' && <CreatedPart outcome={stage.outcome} copied={copied} />}
      {stage.kind === 'unknown' && <UnknownPart failure={stage.failure} />}
    </Dialog>
  )
}
