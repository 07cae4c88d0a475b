import { useCallback, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccessPolicyView } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { openDialog } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { useDetail } from '../detail/use-detail.ts'
import { useKey } from '../dialogs/use-key.ts'
import { PolicyEditor } from './PolicyEditor.tsx'

/** Asks the vendor for the policy: it is not kept here. */
function usePolicy(ref: KeyRef) {
  const [view, setView] = useState<AccessPolicyView | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const ask = useCallback(async () => {
    setFailure(null)
    const answer = await api['keys.policy']({ ref })
    if (answer.ok) setView(answer.value)
    else setFailure(answer.failure)
  }, [ref])
  useEffect(() => void ask(), [ask])
  return { view, failure, ask }
}

/** Who may see and manage a key at the vendor. */
export default function AccessPolicyDialog({ request: { ref }, onClose }: DialogProps<'access-policy'>) {
  const key = useKey(ref)
  const name = key?.name ?? 'the key'
  const { detail } = useDetail(ref)
  const { view, failure, ask } = usePolicy(ref)
  const refusal = detail?.cannot.policy ?? null
  if (view && refusal === null) return <PolicyEditor name={name} view={view} onClose={onClose} />
  const lacks = failure?.code === 'permission-missing'
  const { accountId } = ref
  return (
    <Dialog
      size="medium"
      title={`Access policy of ${name}`}
      onClose={onClose}
      footer={
        <>
          {(lacks || failure?.code === 'credential-rejected') && (
            <FooterStart>
              <Button size="large" onClick={() => openDialog({ name: 'replace-credential', accountId })}>
                Replace the admin key…
              </Button>
            </FooterStart>
          )}
          <Button size="large" onClick={onClose}>
            Close
          </Button>
          {failure && (
            <Button size="large" variant="primary" onClick={() => void ask()}>
              Ask again
            </Button>
          )}
        </>
      }
    >
      {refusal !== null ? (
        <Banner tone="warning" title="This key has no access policy">
          {refusal}
        </Banner>
      ) : failure ? (
        <FailureBanner failure={failure} kept="Nothing about this key was changed." />
      ) : (
        <Spinner label="Asking the vendor for the policy" />
      )}
      {lacks && (
        <p>
          Reading and changing an access policy take two permissions of their own. A preset for managing keys
          does not include them, so an admin key that manages keys can lack both.
        </p>
      )}
    </Dialog>
  )
}
