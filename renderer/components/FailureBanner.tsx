import type { ReactNode } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { Banner } from './Banner.tsx'

/** Why something that was asked for did not happen: what failed, what to do, and what was kept. Spoken at once. */
export function FailureBanner(props: {
  /** Null: nothing failed, and nothing is shown. */
  readonly failure: Failure | null
  /** What is still safe here, where the failure itself cannot know it. */
  readonly kept?: string
  readonly actions?: ReactNode
}) {
  const { failure, kept, actions } = props
  if (!failure) return null
  return (
    <Banner tone="error" live title={failure.message} actions={actions}>
      {failure.hint && <p>{failure.hint}</p>}
      {kept && <p>{kept}</p>}
    </Banner>
  )
}
