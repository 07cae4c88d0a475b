import { useEffect, useRef, useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'
import type { CaptureOutcome, CaptureStep, CreateRequest } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'

type Stuck = Extract<CaptureOutcome, { kind: 'stuck' }>
type Created = Extract<CaptureOutcome, { kind: 'created' }>

export type CaptureStage =
  | { readonly kind: 'form'; readonly failure: Failure | null }
  | { readonly kind: 'running' }
  | { readonly kind: 'created'; readonly outcome: Created }
  | { readonly kind: 'stuck'; readonly outcome: Stuck; readonly retrying: boolean }
  | { readonly kind: 'unknown'; readonly failure: Failure }

/** The one-time capture: one call, its steps as main reports them, and its end. The value never comes here. */
export function useCapture() {
  const [stage, setStage] = useState<CaptureStage>({ kind: 'form', failure: null })
  const [reached, setReached] = useState<readonly CaptureStep[]>([])
  const intent = useRef<string | null>(null)
  const listening = useRef(false)

  useEffect(
    () =>
      api.on('capture', ({ intentId, step }) => {
        if (!listening.current) return
        // The first report names the attempt; another door's reports are not ours.
        intent.current ??= intentId
        if (intent.current === intentId)
          setReached((steps) => (steps.includes(step) ? steps : [...steps, step]))
      }),
    [],
  )

  const finish = (answer: Result<CaptureOutcome>, onFailure: (failure: Failure) => void) => {
    listening.current = false
    if (!answer.ok) return onFailure(answer.failure)
    const outcome = answer.value
    if (outcome.kind === 'created') {
      setStage({ kind: 'created', outcome })
      announce('Stored in the keychain and read back.')
    } else {
      intent.current = outcome.intentId
      setStage({ kind: 'stuck', outcome, retrying: false })
    }
  }

  return {
    stage,
    reached,
    create: async (request: CreateRequest) => {
      intent.current = null
      listening.current = true
      setReached([])
      setStage({ kind: 'running' })
      const answer = await api['keys.create'](request)
      finish(answer, (failure) =>
        setStage(
          failure.code === 'outcome-unknown' ? { kind: 'unknown', failure } : { kind: 'form', failure },
        ),
      )
    },
    retry: async (outcome: Stuck) => {
      listening.current = true
      setStage({ kind: 'stuck', outcome, retrying: true })
      const answer = await api['keys.retryCapture']({ intentId: outcome.intentId })
      finish(answer, (failure) =>
        setStage({
          kind: 'stuck',
          outcome: { ...outcome, message: failure.message, hint: failure.hint },
          retrying: false,
        }),
      )
    },
  }
}
