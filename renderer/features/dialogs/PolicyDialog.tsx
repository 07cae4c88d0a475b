import { useState } from 'react'
import type { PolicyScope } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { announce, findKey, useStore } from '../../store.ts'
import { type DialogProps, sameRef } from '../../views.ts'
import { PolicyFields } from '../settings/PolicyFields.tsx'
import { daysOf, draftOf, draftProblem } from '../settings/policy-draft.ts'
import { useSubmit } from './use-submit.ts'

/** One key's own policy, or the default. */
export default function PolicyDialog({ request: { ref }, onClose }: DialogProps<'policy'>) {
  const policies = useStore((state) => state.snapshot?.policies) ?? []
  const key = findKey(ref ?? null)
  const scope: PolicyScope = ref ? { kind: 'key', ref } : { kind: 'default' }
  const of = (kind: PolicyScope['kind']) =>
    policies.find(({ scope }) =>
      scope.kind === 'key'
        ? kind === 'key' && sameRef(scope.ref, ref ?? null)
        : scope.kind === 'type'
          ? kind === 'type' && scope.type === key?.type
          : kind === 'default',
    )
  const own = ref ? of('key') : undefined
  const [draft, setDraft] = useState(() => draftOf(own ?? of('type') ?? of('default')))
  const [tried, setTried] = useState(false)
  const problem = draftProblem(draft)
  const { busy, failure, submit } = useSubmit(() => {
    announce('Rotation policy saved.')
    onClose()
  })

  return (
    <Dialog
      title={key ? `Rotation policy of ${key.name}` : 'Default rotation policy'}
      description={own || !key ? undefined : 'It follows its type’s policy now. Saving gives it its own.'}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (!problem && !busy) void submit(api['policies.set']({ scope, ...daysOf(draft) }))
      }}
      footer={
        <>
          {own && (
            <Button
              size="large"
              variant="quiet"
              onClick={() => void submit(api['policies.remove']({ scope }))}
            >
              Follow its type again
            </Button>
          )}
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <PolicyFields draft={draft} onChange={setDraft} problem={tried ? problem : null} />
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
