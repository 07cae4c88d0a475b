import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { KeyBulkAction, KeyBulkPlan, KeyBulkReport, KeyBulkResult } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'
import { reportSentence } from './bulk-words.ts'
import { clearMarks } from './selection.ts'

export type BulkStage =
  | { readonly kind: 'planning' }
  | { readonly kind: 'plan'; readonly plan: KeyBulkPlan; readonly failure: Failure | null }
  | { readonly kind: 'running'; readonly plan: KeyBulkPlan; readonly cancelling: boolean }
  | { readonly kind: 'report'; readonly report: KeyBulkReport }
  /** No plan, or none that could be run: nothing was begun. */
  | { readonly kind: 'failed'; readonly failure: Failure }

const spokenEvery = 5

/** Several keys changed together: looked at, run one by one, and told what became of each. */
export function useBulk(first: { readonly action: KeyBulkAction; readonly refs: readonly KeyRef[] }) {
  const [stage, setStage] = useState<BulkStage>({ kind: 'planning' })
  const [results, setResults] = useState<readonly KeyBulkResult[]>([])
  const asked = useRef(first)
  const listening = useRef(false)

  const plan = useCallback(async (action: KeyBulkAction, refs: readonly KeyRef[]) => {
    asked.current = { action, refs }
    setStage({ kind: 'planning' })
    const answer = await api['keys.bulkPlan']({ action, refs: [...refs] })
    setStage(
      answer.ok
        ? { kind: 'plan', plan: answer.value, failure: null }
        : { kind: 'failed', failure: answer.failure },
    )
  }, [])

  useEffect(() => void plan(asked.current.action, asked.current.refs), [plan])
  useEffect(
    () =>
      api.on('bulk', (result) => {
        if (listening.current) setResults((before) => [...before, result])
      }),
    [],
  )
  useEffect(() => {
    if (listening.current && results.length % spokenEvery === 0 && results.length > 0)
      announce(`${results.length} done.`)
  }, [results])

  return {
    stage,
    results,
    plan,
    planAgain: () => plan(asked.current.action, asked.current.refs),
    run: async (of: KeyBulkPlan, typedCount: number | null) => {
      listening.current = true
      setResults([])
      setStage({ kind: 'running', plan: of, cancelling: false })
      const answer = await api['keys.bulkRun']({ planId: of.planId, typedCount })
      listening.current = false
      if (!answer.ok) return setStage({ kind: 'plan', plan: of, failure: answer.failure })
      clearMarks('')
      setStage({ kind: 'report', report: answer.value })
      announce(reportSentence(answer.value))
    },
    cancel: async (of: KeyBulkPlan) => {
      setStage({ kind: 'running', plan: of, cancelling: true })
      await api['keys.bulkCancel']()
    },
  }
}
