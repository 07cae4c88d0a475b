import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import type { SecretFieldHandle } from '../../components/SecretField.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useCountdown } from '../../components/use-countdown.ts'
import { useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import type { DialogProps } from '../../views.ts'
import { AccountFields } from './AccountFields.tsx'
import { AccountReady } from './AccountReady.tsx'
import styles from './AddAccountDialog.module.css'
import { type AccountProblems, accountProblems, emptyAccount, isTyped } from './account-form.ts'
import { hostOf } from './host-of.ts'
import { useAddAccount } from './use-add-account.ts'
import { VendorChoice } from './VendorChoice.tsx'

const noAccounts: readonly never[] = []

export default function AddAccountDialog({ onClose }: DialogProps<'add-account'>) {
  const accounts = useStore((state) => state.snapshot?.accounts ?? noAccounts)
  const { providers, failure: vendorFailure } = useVendors()
  const { stage, add, addSandbox, again } = useAddAccount()
  const [draft, setDraft] = useState(emptyAccount)
  const [filled, setFilled] = useState(false)
  const [problems, setProblems] = useState<AccountProblems>({})
  const name = useRef<HTMLInputElement>(null)
  const credential = useRef<SecretFieldHandle>(null)
  const wait = useCountdown(stage.kind === 'failed' ? stage.retryAt : null)
  const checking = stage.kind === 'checking'
  const failed = stage.kind === 'failed'
  const info = providers?.find((each) => each.id === draft.provider) ?? null
  const fromSandbox = draft.from === 'sandbox'
  useEffect(() => {
    if (failed) credential.current?.focus()
  }, [failed])

  if (stage.kind === 'added') return <AccountReady stage={stage} onClose={onClose} />

  const submit = async () => {
    if (checking || wait > 0) return
    const found = accountProblems(
      draft,
      info,
      filled,
      accounts.map((account) => account.name),
    )
    setProblems(found)
    if (Object.keys(found).length > 0) {
      if (Object.keys(found).every((field) => field === 'credential')) credential.current?.focus()
      else if (found.name) name.current?.focus()
      return
    }
    if (!info) return
    if (fromSandbox) return addSandbox(info.id)
    // Taken out of the field at once: whatever the vendor answers, it is not there any more.
    await add(draft, info, info.credential ? (credential.current?.take() ?? '') : null)
  }
  const region = info?.regions.find((each) => each.code === draft.region)
  const asked = region ? hostOf(region.apiUrl) : hostOf(draft.apiUrl)
  const typed = !fromSandbox && (isTyped(draft) || filled)
  const refusal = stage.kind === 'failed' && (
    <FailureBanner
      failure={stage.failure}
      kept={
        typed && info?.credential
          ? 'Nothing was saved. What you typed is still here, but for the credential: this window never keeps it, so paste it again.'
          : 'Nothing was saved.'
      }
    />
  )

  return (
    <GuardedDialog
      size="medium"
      title="Add an account"
      description="Nothing at the vendor changes by adding it."
      unsaved={typed ? 'what you typed' : null}
      locked={checking}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          {!checking && (
            <Button size="large" onClick={onClose}>
              Cancel
            </Button>
          )}
          <Button
            size="large"
            type="submit"
            variant="primary"
            busy={checking}
            aria-disabled={wait > 0 || undefined}
          >
            {checking
              ? 'Checking'
              : wait > 0
                ? `Check again in ${wait} s`
                : fromSandbox
                  ? 'Add the sandbox'
                  : info && !info.credential
                    ? 'Add'
                    : 'Check and add'}
          </Button>
        </>
      }
    >
      {fromSandbox && refusal}
      <FailureBanner failure={providers ? null : vendorFailure} />
      {providers ? (
        <VendorChoice
          vendors={providers}
          draft={draft}
          problem={problems.provider}
          disabled={checking}
          onChange={(next) => {
            if (next.provider !== draft.provider) setFilled(false)
            setDraft(next)
            setProblems({})
            again()
          }}
        />
      ) : (
        !vendorFailure && <Spinner label="Reading the vendors" />
      )}
      {info && !fromSandbox && (
        <AccountFields
          info={info}
          draft={draft}
          problems={problems}
          disabled={checking}
          nameRef={name}
          keyRef={credential}
          onChange={(next) => {
            setDraft(next)
            setProblems({})
          }}
          onFilled={setFilled}
          refusal={refusal}
        />
      )}
      {checking && (
        <p className={styles.progress} role="status">
          <Spinner />
          {info?.credential && !fromSandbox
            ? `Asking ${asked || info.name} whose credential this is`
            : 'Adding it'}
        </p>
      )}
    </GuardedDialog>
  )
}
