import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { openDialog, useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import type { DialogProps } from '../../views.ts'
import { RecordDialog } from '../record/RecordDialog.tsx'
import { CreateForm } from './CreateForm.tsx'

const noAccounts: readonly never[] = []

/** The account that is being looked at. */
function inSight(): string | undefined {
  const { view } = useStore.getState()
  return view.kind === 'keys' ? view.accountId : undefined
}

/** A new key: made at the vendor or, where the vendor has no API for keys, recorded with the user's help. */
export default function CreateKeyDialog({ request, onClose }: DialogProps<'create-key'>) {
  const accounts = useStore((state) => state.snapshot?.accounts ?? noAccounts)
  const asked = request.accountId ?? request.replaces?.accountId ?? request.prefill?.accountId
  const [accountId, setAccountId] = useState(() => asked ?? inSight() ?? accounts[0]?.id ?? null)
  const { providers, failure } = useVendors()
  const account = accounts.find((each) => each.id === accountId)

  if (!account) {
    return (
      <Dialog title="New key" onClose={onClose}>
        <EmptyState
          title="A key belongs to an account"
          actions={
            <Button size="large" variant="primary" onClick={() => openDialog({ name: 'add-account' })}>
              Add an account
            </Button>
          }
        >
          Add one first, or try it with the sandbox.
        </EmptyState>
      </Dialog>
    )
  }
  if (!providers && !failure) {
    return (
      <Dialog title="New key" onClose={onClose}>
        <Spinner label="Reading what this account can create" />
      </Dialog>
    )
  }
  const shared = {
    // A key that takes another's place is made where that one is.
    accounts: request.replaces ? [account] : accounts,
    account,
    prefill: request.prefill ?? {},
    replaces: request.replaces ?? null,
    onAccount: setAccountId,
    onClose,
  }
  const info = providers?.find((each) => each.id === account.provider)
  return info?.mode === 'record' ? <RecordDialog {...shared} info={info} /> : <CreateForm {...shared} />
}
