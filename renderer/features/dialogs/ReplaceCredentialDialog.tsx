import { useState } from 'react'
import type { Account } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { findAccount, toast } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { FailureBanner } from './FailureBanner.tsx'
import { useSubmit } from './use-submit.ts'

export default function ReplaceCredentialDialog({
  request: { accountId },
  onClose,
}: DialogProps<'replace-credential'>) {
  const [adminKey, setAdminKey] = useState('')
  const [tried, setTried] = useState(false)
  const { busy, failure, submit } = useSubmit<Account>((account) => {
    toast({ tone: 'ok', text: `The admin key of ${account.name} is replaced.` })
    onClose()
  })
  const replace = () => {
    setTried(true)
    if (!adminKey.trim() || busy) return
    const pasted = adminKey.trim()
    // What was pasted leaves the window's memory as soon as main has it.
    setAdminKey('')
    void submit(api['accounts.replaceCredential']({ accountId, adminKey: pasted }))
  }
  return (
    <Dialog
      title={`Replace the admin key of ${findAccount(accountId)?.name ?? 'the account'}`}
      description="The new one is checked first. The old one stays until then."
      onClose={onClose}
      onSubmit={replace}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            Check and replace
          </Button>
        </>
      }
    >
      <Field
        label="Admin key"
        error={tried && !adminKey && !busy && !failure ? 'Paste the new admin key.' : null}
        hint="It is kept in the keychain and never shown."
      >
        <TextInput type="password" mono value={adminKey} onChange={setAdminKey} />
      </Field>
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
