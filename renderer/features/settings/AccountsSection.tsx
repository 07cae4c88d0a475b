import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Account } from '../../../shared/model.ts'
import { sync } from '../../actions.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { useNow } from '../../hooks.ts'
import { attempt, openDialog, toast, useStore } from '../../store.ts'
import { count, whenWord } from '../../words.ts'
import styles from './SettingsView.module.css'

function AccountRow({ account }: { readonly account: Account }) {
  const now = useNow()
  const keys = useStore((state) => state.snapshot?.keys)
  const [busy, setBusy] = useState(false)
  const held = keys?.filter((key) => key.accountId === account.id && key.hasValue).length ?? 0
  const check = async () => {
    setBusy(true)
    const answer = await attempt(api['accounts.check']({ accountId: account.id }))
    setBusy(false)
    if (answer) toast({ tone: 'ok', text: answer.message })
  }
  const { lastSyncedAt, failure, notes } = account.sync
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>{account.name}</p>
        <p className={styles.note}>
          Coralogix {account.region === 'sandbox' ? 'sandbox' : account.region.toUpperCase()}
          {account.teamName ? ` · team ${account.teamName}` : ''} · {count(held, 'value')} held ·{' '}
          {lastSyncedAt ? `synced ${whenWord(lastSyncedAt, now)}` : 'not synced yet'}
        </p>
        {[...(failure ? [`${failure.message} ${failure.hint}`] : []), ...notes].map((note) => (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ))}
      </div>
      <div className={styles.controls}>
        {failure && (
          <Button size="small" onClick={() => void sync(account.id)}>
            Sync again
          </Button>
        )}
        <Button size="small" busy={busy} aria-label={`Check ${account.name}`} onClick={() => void check()}>
          Check
        </Button>
        {account.region !== 'sandbox' && (
          <Button
            size="small"
            aria-label={`Replace admin key of ${account.name}`}
            onClick={() => openDialog({ name: 'replace-credential', accountId: account.id })}
          >
            Replace admin key…
          </Button>
        )}
        <Button
          size="small"
          aria-label={`Remove ${account.name}`}
          onClick={() => openDialog({ name: 'remove-account', accountId: account.id })}
        >
          Remove…
        </Button>
      </div>
    </li>
  )
}

export function AccountsSection() {
  const accounts = useStore((state) => state.snapshot?.accounts) ?? []
  return (
    <section className={styles.section} aria-labelledby="accounts">
      <div className={styles.head}>
        <h2 id="accounts" className={styles.title}>
          Accounts
        </h2>
        <Button size="small" icon={<Plus />} onClick={() => openDialog({ name: 'add-account' })}>
          Add an account
        </Button>
      </div>
      {accounts.length === 0 ? (
        <p className={styles.note}>None yet.</p>
      ) : (
        <ul className={styles.card}>
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
      )}
    </section>
  )
}
