import { useCallback, useEffect, useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'
import type { RotationDetail } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { useStore } from '../../store.ts'

/** A rotation in full, asked again whenever there is news of rotations. The last one stays in sight meanwhile. */
export function useRotation(id: string): {
  readonly detail: RotationDetail | null
  readonly failure: Failure | null
  /** Sends an order, and shows what it answers. */
  readonly order: (answer: Promise<Result<RotationDetail>>) => Promise<Failure | null>
} {
  const rotations = useStore((state) => state.snapshot?.rotations)
  const [detail, setDetail] = useState<RotationDetail | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: news of rotations is what says to ask again
  useEffect(() => {
    let wanted = true
    void api['rotations.get']({ id }).then((answer) => {
      if (!wanted) return
      if (answer.ok) setDetail(answer.value)
      setFailure(answer.ok ? null : answer.failure)
    })
    return () => {
      wanted = false
    }
  }, [id, rotations])
  const order = useCallback(async (answer: Promise<Result<RotationDetail>>) => {
    const result = await answer
    if (!result.ok) return result.failure
    setDetail(result.value)
    return null
  }, [])
  return { detail: detail?.id === id ? detail : null, failure, order }
}
