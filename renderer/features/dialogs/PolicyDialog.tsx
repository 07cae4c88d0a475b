import { useState } from 'react'
import type { PolicyScope } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { announce, findKey, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { PolicyFields } from '../settings/PolicyFields.tsx'
import { daysOf, draftOf, draftProblem, policyOf, widerPolicy } from '../settings/policy-draft.ts'
import { useSubmit } from './use-submit.ts'

const wideWords: Record<PolicyScope['kind'], string> = {
  default: 'the default',
  account: 'its account’s policy',
  type: 'its type’s policy',
  preset: 'its preset’s policy',
  key: 'its own policy',
}

/** One key's own policy, or the default. */
export default function PolicyDialog({ request: { ref }, onClose }: DialogProps<'policy'>) {
  const policies = useStore((state) => state.snapshot?.policies) ?? []
  const key = findKey(ref ?? null)
  const scope: PolicyScope = ref ? { kind: 'key', ref } : { kind: 'default' }
  const own = ref ? policyOf(policies, scope) : undefined
  const wider = key ? widerPolicy(policies, key) : policyOf(policies, scope)
  const [draft, setDraft] = useState(() => draftOf(own ?? wider))
  const [tried, setTried] = useState(false)
  const problem = draftProblem(draft)
  const { busy, failure, submit } = useSubmit(() => {
    announce('Rotation policy saved.')
    onClose()
  })

  return (
    <Dialog
      title={key ? `Rotation policy of ${key.name}` : 'Default rotation policy'}
      description={
        own || !key
          ? undefined
          : `It follows ${wideWords[wider?.scope.kind ?? 'default']} now. Saving gives it its own.`
      }
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
              {`Follow ${wideWords[wider?.scope.kind ?? 'default']} again`}
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
