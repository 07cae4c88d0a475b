import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyDetail, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { useStore } from '../../store.ts'

/** The detail of a key, asked again whenever keys changed. The last one stays in sight meanwhile. */
export function useDetail(ref: KeyRef | null): {
  readonly detail: KeyDetail | null
  readonly failure: Failure | null
} {
  const revision = useStore((state) => state.keysRevision)
  const [detail, setDetail] = useState<KeyDetail | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is what says to ask again
  useEffect(() => {
    let wanted = true
    if (ref)
      void api['keys.get']({ ref }).then((answer) => {
        if (!wanted) return
        setDetail(answer.ok ? answer.value : null)
        setFailure(answer.ok ? null : answer.failure)
      })
    return () => {
      wanted = false
    }
  }, [ref, revision])
  const fits = detail && detail.key.id === ref?.keyId && detail.key.accountId === ref.accountId
  return { detail: fits ? detail : null, failure }
}
