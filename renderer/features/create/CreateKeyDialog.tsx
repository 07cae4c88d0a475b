import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { CreateOptions } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { openDialog, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { CapturePanel } from './CapturePanel.tsx'
import { type KeyDraft, type KeyProblems, keyProblems, startingDraft, toRequest } from './create-form.ts'
import { KeyFields } from './KeyFields.tsx'
import { useCapture } from './use-capture.ts'

const noAccounts: readonly never[] = []

export default function CreateKeyDialog({ request, onClose }: DialogProps<'create-key'>) {
  const accounts = useStore((state) => state.snapshot?.accounts ?? noAccounts)
  const [accountId, setAccountId] = useState(request.accountId ?? accounts[0]?.id ?? null)
  const [options, setOptions] = useState<CreateOptions | null>(null)
  const [loadFailure, setLoadFailure] = useState<Failure | null>(null)
  const [draft, setDraft] = useState<KeyDraft | null>(null)
  const [touched, setTouched] = useState(false)
  const [problems, setProblems] = useState<KeyProblems>({})
  const name = useRef<HTMLInputElement>(null)
  const capture = useCapture()

  useEffect(() => {
    if (accountId === null) return
    let gone = false
    void api['keys.createOptions']({ accountId }).then((answer) => {
      if (gone) return
      setLoadFailure(answer.ok ? null : answer.failure)
      if (!answer.ok) return
      setOptions(answer.value)
      // Another account: what was typed stays, what only that account knows does not.
      setDraft((old) => ({ ...startingDraft(answer.value), name: old?.name ?? '' }))
    })
    return () => {
      gone = true
    }
  }, [accountId])

  const ready = draft !== null
  useEffect(() => {
    if (ready) name.current?.focus()
  }, [ready])

  if (accountId === null) {
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
  const { stage } = capture
  if (stage.kind !== 'form' && draft) {
    return (
      <CapturePanel
        name={draft.name.trim()}
        stage={stage}
        reached={capture.reached}
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
    if (Object.keys(found).length === 0) void capture.create(toRequest(draft, accountId))
  }
  return (
    <GuardedDialog
      size="medium"
      title="New key"
      description="The value goes from the vendor’s answer straight into the keychain."
      unsaved={touched ? 'what you typed' : null}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" aria-disabled={!draft || undefined}>
            Create and store
          </Button>
        </>
      }
    >
      {stage.kind === 'form' && stage.failure && (
        <FailureBanner failure={stage.failure} kept="What you entered is still here." />
      )}
      <FailureBanner failure={loadFailure} />
      {draft && options ? (
        <KeyFields
          accounts={accounts}
          accountId={accountId}
          options={options}
          draft={draft}
          problems={problems}
          nameRef={name}
          onAccount={setAccountId}
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
