import { useState } from 'react'
import type { Account } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { sync } from '../../actions.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { attempt, openDialog, toast } from '../../store.ts'
import styles from './AccountCard.module.css'
import { inSentence } from './account-form.ts'

/** What can be done with one account; none of it touches another. */
export function AccountActions({
  account,
  info,
}: {
  readonly account: Account
  readonly info: ProviderInfo | undefined
}) {
  const [checking, setChecking] = useState(false)
  const { id, name } = account
  const credential = info?.credential
  const remote = info?.mode !== 'record'
  const check = async () => {
    setChecking(true)
    const answer = await attempt(api['accounts.check']({ accountId: id }))
    setChecking(false)
    if (answer) toast({ tone: 'ok', text: answer.message })
  }
  return (
    <div className={styles.buttons}>
      {remote && (
        <Button
          size="small"
          busy={account.sync.running}
          aria-label={`Sync ${name}`}
          onClick={() => void sync(id)}
        >
          {account.sync.failure ? 'Sync again' : 'Sync'}
        </Button>
      )}
      {remote && (
        <Button size="small" busy={checking} aria-label={`Check ${name}`} onClick={() => void check()}>
          Check
        </Button>
      )}
      {credential && account.region !== 'sandbox' && (
        <Button
          size="small"
          aria-label={`Replace ${inSentence(credential.label)} of ${name}`}
          onClick={() => openDialog({ name: 'replace-credential', accountId: id })}
        >
          Replace {inSentence(credential.label)}…
        </Button>
      )}
      {info?.types.includes('service-id') && (
        <Button
          size="small"
          aria-label={`New service ID with the right to send in ${name}`}
          onClick={() => openDialog({ name: 'setup', accountId: id })}
        >
          New service ID…
        </Button>
      )}
      <Button
        size="small"
        aria-label={`Remove ${name}`}
        onClick={() => openDialog({ name: 'remove-account', accountId: id })}
      >
        Remove…
      </Button>
    </div>
  )
}
