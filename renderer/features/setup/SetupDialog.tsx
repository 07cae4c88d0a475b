import { useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { findAccount } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { SetupFields } from './SetupFields.tsx'
import { SetupProgress } from './SetupProgress.tsx'
import { emptySetup, type SetupProblems, setupProblems, toSetup } from './setup-form.ts'
import { useSetup } from './use-setup.ts'

/** A service ID with the right to send, and its key: asked for in one form, made step by step. */
export default function SetupDialog({ request, onClose }: DialogProps<'setup'>) {
  const { accountId, id } = request
  const [account] = useState(() => findAccount(accountId))
  const [draft, setDraft] = useState(emptySetup)
  const [problems, setProblems] = useState<SetupProblems>({})
  const name = useRef<HTMLInputElement>(null)
  const { setup, busy, failure, start, resume, cleanUp, dismiss } = useSetup(accountId, id)

  if (busy || setup)
    return (
      <SetupProgress
        name={setup?.name ?? draft.name.trim()}
        setup={setup}
        busy={busy}
        failure={failure}
        onResume={(stopped) => void resume(stopped)}
        onCleanUp={(stopped) => void cleanUp(stopped)}
        onLeave={(stopped) =>
          void dismiss(stopped).then((left) => {
            if (left) onClose()
          })
        }
        onClose={onClose}
      />
    )
  if (!account || id)
    return (
      <Dialog title="This setup is over" onClose={onClose}>
        <p>It ended or was taken off the list meanwhile.</p>
      </Dialog>
    )
  const submit = () => {
    const found = setupProblems(draft)
    setProblems(found)
    if (found.name) name.current?.focus()
    if (Object.keys(found).length === 0) void start(toSetup(draft, accountId))
  }
  return (
    <GuardedDialog
      size="medium"
      title="New service ID with the right to send"
      description={`In ${account.name}: a service ID, the right to send, and a key whose value goes straight into the keychain.`}
      unsaved={draft === emptySetup ? null : 'what you typed'}
      initialFocus={name}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary">
            Set it up
          </Button>
        </>
      }
    >
      <FailureBanner failure={failure} kept="What you entered is still here." />
      <SetupFields
        account={account}
        draft={draft}
        problems={problems}
        nameRef={name}
        onChange={(next) => {
          setDraft(next)
          setProblems({})
        }}
      />
    </GuardedDialog>
  )
}
