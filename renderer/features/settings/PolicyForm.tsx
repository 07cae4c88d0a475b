import { useState } from 'react'
import type { PolicyScope, RotationPolicy } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { attempt } from '../../store.ts'
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
  const problem = draftProblem(draft)

  const run = async (answer: () => ReturnType<(typeof api)['policies.set']>) => {
    setBusy(true)
    const done = (await attempt(answer())) !== null
    setBusy(false)
    if (done) onDone()
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
      <div className={styles.actions}>
        <Button type="submit" size="small" variant="primary" busy={busy}>
          Save
        </Button>
        {policy && scope.kind === 'type' && (
          <Button size="small" onClick={() => void run(() => api['policies.remove']({ scope }))}>
            Use the default
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
