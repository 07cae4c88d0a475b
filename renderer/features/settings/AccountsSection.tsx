import { Plus } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { openDialog, useStore } from '../../store.ts'
import { AccountCard } from '../accounts/AccountCard.tsx'
import styles from './SettingsView.module.css'

/** Every account in one place. */
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
        <ul className={styles.cards}>
          {accounts.map((account) => (
            <AccountCard key={account.id} account={account} />
          ))}
        </ul>
      )}
    </section>
  )
}
