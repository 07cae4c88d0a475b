import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import type { SecretFieldHandle } from '../../components/SecretField.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useCountdown } from '../../components/use-countdown.ts'
import { useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { AccountFields } from './AccountFields.tsx'
import { AccountReady } from './AccountReady.tsx'
import styles from './AddAccountDialog.module.css'
import { type AccountProblems, accountProblems, emptyAccount, isTyped } from './account-form.ts'
import { useAddAccount } from './use-add-account.ts'
import { hostOf, useRegionList } from './use-region-list.ts'

const noAccounts: readonly never[] = []

export default function AddAccountDialog({ onClose }: DialogProps<'add-account'>) {
  const accounts = useStore((state) => state.snapshot?.accounts ?? noAccounts)
  const { regions, failure: regionFailure } = useRegionList()
  const { stage, add, addSandbox } = useAddAccount()
  const [draft, setDraft] = useState(emptyAccount)
  const [filled, setFilled] = useState(false)
  const [problems, setProblems] = useState<AccountProblems>({})
  const name = useRef<HTMLInputElement>(null)
  const adminKey = useRef<SecretFieldHandle>(null)
  const wait = useCountdown(stage.kind === 'failed' ? stage.retryAt : null)
  const checking = stage.kind === 'checking'
  const failed = stage.kind === 'failed'
  useEffect(() => {
    if (failed) adminKey.current?.focus()
  }, [failed])

  if (stage.kind === 'added') return <AccountReady stage={stage} onClose={onClose} />

  const submit = async () => {
    if (checking || wait > 0) return
    const found = accountProblems(
      draft,
      filled,
      accounts.map((account) => account.name),
    )
    setProblems(found)
    if (Object.keys(found).length > 0) {
      if (Object.keys(found).every((field) => field === 'adminKey')) adminKey.current?.focus()
      else if (found.name) name.current?.focus()
      return
    }
    // Taken out of the field at once: whatever the vendor answers, it is not there any more.
    await add(draft, adminKey.current?.take() ?? '')
  }
  const region = regions?.find((each) => each.code === draft.region)
  const asked = region ? hostOf(region.apiUrl) : hostOf(draft.apiUrl)

  return (
    <GuardedDialog
      size="medium"
      title="Add an account"
      description="Keyturn lists this account’s keys and creates new ones. Nothing at the vendor changes by adding it."
      unsaved={isTyped(draft) || filled ? 'what you typed' : null}
      locked={checking}
      initialFocus={name}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          <FooterStart>
            {!checking && (
              <Button size="large" variant="quiet" onClick={() => void addSandbox()}>
                Try it with the sandbox
              </Button>
            )}
          </FooterStart>
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
            {checking ? 'Checking' : wait > 0 ? `Check again in ${wait} s` : 'Check and add'}
          </Button>
        </>
      }
    >
      {stage.kind === 'failed' && (
        <FailureBanner
          failure={stage.failure}
          kept={
            isTyped(draft)
              ? 'Nothing was saved. What you typed is still here, but for the admin key: this window never keeps it, so paste it again.'
              : 'Nothing was saved.'
          }
        />
      )}
      <FailureBanner failure={regionFailure} />
      <AccountFields
        draft={draft}
        regions={regions ?? []}
        problems={problems}
        disabled={checking}
        nameRef={name}
        keyRef={adminKey}
        onChange={(next) => {
          setDraft(next)
          setProblems({})
        }}
        onFilled={setFilled}
      />
      {checking && (
        <p className={styles.progress} role="status">
          <Spinner />
          Asking {asked || 'the vendor'} whose admin key this is
        </p>
      )}
    </GuardedDialog>
  )
}
