import { useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { PolicyScope, RotationPolicy } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { announce } from '../../store.ts'
import { PolicyFields } from './PolicyFields.tsx'
import styles from './PolicyForm.module.css'
import { daysOf, draftOf, draftProblem } from './policy-draft.ts'

/** Changes a policy in place, in Settings. */
export function PolicyForm({
  scope,
  policy,
  onDone,
}: {
  readonly scope: PolicyScope
  readonly policy: RotationPolicy | undefined
  readonly onDone: () => void
}) {
  const [draft, setDraft] = useState(() => draftOf(policy))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const problem = draftProblem(draft)

  const run = async (answer: () => ReturnType<(typeof api)['policies.set']>) => {
    setBusy(true)
    const answered = await answer()
    setBusy(false)
    if (!answered.ok) return setFailure(answered.failure)
    announce('Rotation policy saved.')
    onDone()
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!problem) void run(() => api['policies.set']({ scope, ...daysOf(draft) }))
      }}
    >
      <PolicyFields draft={draft} onChange={setDraft} problem={tried ? problem : null} />
      <FailureBanner failure={failure} kept="The policy is as it was." />
      <div className={styles.actions}>
        <Button type="submit" size="small" variant="primary" busy={busy}>
          Save
        </Button>
        {policy && scope.kind !== 'default' && (
          <Button size="small" onClick={() => void run(() => api['policies.remove']({ scope }))}>
            Remove this policy
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
