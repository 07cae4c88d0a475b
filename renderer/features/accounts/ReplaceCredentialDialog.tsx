import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { SecretField, type SecretFieldHandle } from '../../components/SecretField.tsx'
import { useCountdown } from '../../components/use-countdown.ts'
import { findAccount, toast } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import type { DialogProps } from '../../views.ts'
import { credentialHint } from './AccountFields.tsx'
import { inSentence } from './account-form.ts'
import { hostOf } from './host-of.ts'

export default function ReplaceCredentialDialog({ request, onClose }: DialogProps<'replace-credential'>) {
  const account = findAccount(request.accountId)
  const credential = useVendor(account?.provider)?.credential
  // Until the vendors are there, the general word.
  const label = credential ? inSentence(credential.label) : 'credential'
  const field = useRef<SecretFieldHandle>(null)
  const [filled, setFilled] = useState(false)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<{ failure: Failure; retryAt: number | null } | null>(null)
  useEffect(() => {
    if (failed) field.current?.focus()
  }, [failed])
  const wait = useCountdown(failed?.retryAt ?? null)
  const name = account?.name ?? 'this account'

  const submit = async () => {
    if (busy || wait > 0) return
    setMissing(!filled)
    if (!filled) return field.current?.focus()
    setBusy(true)
    const answer = await api['accounts.replaceCredential']({
      accountId: request.accountId,
      credential: field.current?.take() ?? '',
    })
    setBusy(false)
    if (answer.ok) {
      toast({
        tone: 'ok',
        text: `${name} uses the new ${label}.`,
        detail: 'Checked, stored in the keychain and read back.',
      })
      onClose()
      return
    }
    const seconds = answer.failure.retryAfterSeconds
    setFailed({ failure: answer.failure, retryAt: seconds ? Date.now() + (seconds + 1) * 1000 : null })
  }
  return (
    <GuardedDialog
      title={`Replace the ${label} of ${name}`}
      description={
        account ? `${hostOf(account.apiUrl)} is asked first. Keys and values stay as they are.` : undefined
      }
      unsaved={filled ? 'the pasted key' : null}
      locked={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          {!busy && (
            <Button size="large" onClick={onClose}>
              Cancel
            </Button>
          )}
          <Button
            size="large"
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={wait > 0 || undefined}
          >
            {busy ? 'Checking' : wait > 0 ? `Check again in ${wait} s` : 'Check and replace'}
          </Button>
        </>
      }
    >
      {failed && (
        <FailureBanner
          failure={failed.failure}
          kept={`The ${label} in the keychain is the one from before. Paste the new one again.`}
        />
      )}
      <SecretField
        ref={field}
        label={`New ${label}`}
        {...(credential ? { hint: credentialHint(credential) } : {})}
        error={missing && !filled ? `Paste the new ${label}.` : null}
        disabled={busy}
        onFilled={setFilled}
      />
    </GuardedDialog>
  )
}
