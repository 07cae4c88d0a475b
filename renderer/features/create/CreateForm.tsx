import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { Account, CreateOptions, CreateRequest, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { findKey } from '../../store.ts'
import { AccountField } from './AccountField.tsx'
import { CapturePanel } from './CapturePanel.tsx'
import { type KeyDraft, type KeyProblems, keyProblems, startingDraft, toRequest } from './create-form.ts'
import { KeyFields } from './KeyFields.tsx'
import { useCapture } from './use-capture.ts'

/** What a dialog for a new key knows from the start. */
export interface NewKeyProps {
  readonly accounts: readonly Account[]
  readonly account: Account
  readonly prefill: Partial<CreateRequest>
  /** The key whose place the new one takes: its rotation follows. */
  readonly replaces: KeyRef | null
  readonly onAccount: (accountId: string) => void
  readonly onClose: () => void
}

/** A key that the vendor makes and whose value Keyturn keeps. */
export function CreateForm({ accounts, account, prefill, replaces, onAccount, onClose }: NewKeyProps) {
  const [options, setOptions] = useState<CreateOptions | null>(null)
  const [loadFailure, setLoadFailure] = useState<Failure | null>(null)
  const [draft, setDraft] = useState<KeyDraft | null>(null)
  const [touched, setTouched] = useState(false)
  const [problems, setProblems] = useState<KeyProblems>({})
  const [old] = useState(() => findKey(replaces))
  const [given] = useState(prefill)
  const name = useRef<HTMLInputElement>(null)
  const capture = useCapture()
  const accountId = account.id

  useEffect(() => {
    let gone = false
    setOptions(null)
    void api['keys.createOptions']({ accountId }).then((answer) => {
      if (gone) return
      setLoadFailure(answer.ok ? null : answer.failure)
      if (!answer.ok) return
      setOptions(answer.value)
      // Another account: what was typed stays, what only that account knows does not.
      setDraft((before) => {
        const fresh = startingDraft(answer.value, given)
        return before ? { ...fresh, name: before.name, description: before.description } : fresh
      })
    })
    return () => {
      gone = true
    }
  }, [accountId, given])

  const ready = draft !== null
  useEffect(() => {
    if (ready) name.current?.focus()
  }, [ready])

  const { stage } = capture
  if (stage.kind !== 'form' && draft) {
    return (
      <CapturePanel
        name={draft.name.trim()}
        stage={stage}
        reached={capture.reached}
        replaces={replaces}
        onRetry={(outcome) => void capture.retry(outcome)}
        onClose={onClose}
      />
    )
  }
  const submit = () => {
    if (!draft || !options) return
    const found = keyProblems(draft, options)
    setProblems(found)
    if (found.name) name.current?.focus()
    if (Object.keys(found).length === 0) void capture.create(toRequest(draft, options, accountId))
  }
  return (
    <GuardedDialog
      size="medium"
      title={old ? `New key in place of ${old.name}` : 'New key'}
      description={
        old
          ? 'Nothing changes for the old key yet: its rotation to the new one is planned next.'
          : 'The value goes from the vendor’s answer straight into the keychain.'
      }
      unsaved={touched ? 'what you typed' : null}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" aria-disabled={!options || undefined}>
            Create and store
          </Button>
        </>
      }
    >
      {stage.kind === 'form' && stage.failure && (
        <FailureBanner failure={stage.failure} kept="What you entered is still here." />
      )}
      <AccountField accounts={accounts} accountId={accountId} onAccount={onAccount} />
      <FailureBanner failure={loadFailure} />
      {draft && options ? (
        <KeyFields
          account={account}
          options={options}
          draft={draft}
          problems={problems}
          nameRef={name}
          onChange={(next) => {
            setDraft(next)
            setTouched(true)
            setProblems({})
          }}
        />
      ) : (
        !loadFailure && <Spinner label="Reading what this account can create" />
      )}
    </GuardedDialog>
  )
}
