import { useCallback, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccessPolicyView } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
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
  return (
    <Dialog
      size="medium"
      title={`Access policy of ${name}`}
      onClose={onClose}
      footer={
        <Button size="large" onClick={onClose}>
          Close
        </Button>
      }
    >
      {refusal !== null ? (
        <Banner tone="warning" title="This key has no access policy">
          {refusal}
        </Banner>
      ) : failure ? (
        <PolicyFailure failure={failure} accountId={ref.accountId} onAgain={() => void ask()} />
      ) : (
        <Spinner label="Asking the vendor for the policy" />
      )}
    </Dialog>
  )
}

/** Why the policy cannot be read. Its rights are not among those that come with managing keys: said where they lack. */
function PolicyFailure(props: {
  readonly failure: Failure
  readonly accountId: string
  readonly onAgain: () => void
}) {
  const { failure, accountId } = props
  const lacks = failure.code === 'permission-missing'
  return (
    <Banner
      live
      tone="error"
      title={failure.message}
      actions={
        <>
          {(lacks || failure.code === 'credential-rejected') && (
            <Button size="small" onClick={() => openDialog({ name: 'replace-credential', accountId })}>
              Replace the admin key…
            </Button>
          )}
          <Button size="small" onClick={props.onAgain}>
            Ask again
          </Button>
        </>
      }
    >
      {failure.hint && <p>{failure.hint}</p>}
      {lacks && (
        <p>
          Reading and changing an access policy take two permissions of their own. A preset for managing keys
          does not include them, so an admin key that manages keys can lack both. Nothing else about this key
          is affected.
        </p>
      )}
    </Banner>
  )
}
