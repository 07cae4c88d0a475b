import { useMemo, useRef, useState } from 'react'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { findAccount, select, show, toast, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { count } from '../../words.ts'
import { useSubmit } from './use-submit.ts'

/** Removing an account loses the values that only Keyturn holds: they must be named and agreed to. */
export default function RemoveAccountDialog({
  request: { accountId },
  onClose,
}: DialogProps<'remove-account'>) {
  const cancel = useRef<HTMLButtonElement>(null)
  const [name] = useState(() => findAccount(accountId)?.name ?? 'the account')
  const keys = useStore((state) => state.snapshot?.keys)
  const held = useMemo(
    () => (keys ?? []).filter((key) => key.accountId === accountId && key.hasValue),
    [keys, accountId],
  )
  const once = held.filter((key) => key.secret === 'once').length
  const [agreed, setAgreed] = useState(false)
  const { busy, failure, submit } = useSubmit(() => {
    select(null)
    show({ kind: 'overview' })
    toast({ tone: 'ok', text: `${name} is removed.` })
    onClose()
  })
  const loses = held.length > 0

  return (
    <Dialog
      title={`Remove ${name}`}
      description="What Keyturn knows of it leaves this computer: its credential, its keys and their values. Other accounts, the vendor and configs stay as they are."
      onClose={onClose}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            variant="danger"
            disabled={loses && !agreed}
            busy={busy}
            onClick={() => void submit(api['accounts.remove']({ accountId, loseValues: loses }))}
          >
            Remove {name.length > 24 ? 'the account' : name}
          </Button>
        </>
      }
    >
      {loses && (
        <>
          <Banner tone="warning" title={`${count(held.length, 'stored value')} would be lost`}>
            {once > 0 &&
              `${held.length === 1 ? 'It was' : count(once, 'of them was', 'of them were')} shown only once: nobody can read ${once === 1 ? 'it' : 'them'} again.`}
          </Banner>
          <Checkbox
            label={`Delete ${count(held.length, 'stored value')} from the keychain`}
            checked={agreed}
            onChange={setAgreed}
          />
        </>
      )}
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
