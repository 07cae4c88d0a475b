import { useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'

/** Runs a dialog's call: while it runs, why it failed, and what to do when it went through. */
export function useSubmit<T>(done: (value: T) => void): {
  readonly busy: boolean
  readonly failure: Failure | null
  readonly submit: (answer: Promise<Result<T>>) => Promise<void>
} {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (answer: Promise<Result<T>>) => {
    setBusy(true)
    setFailure(null)
    const result = await answer
    setBusy(false)
    if (result.ok) done(result.value)
    else setFailure(result.failure)
  }
  return { busy, failure, submit }
}
