import type { Account } from '../../../shared/model.ts'
import { checkKeychain, sync } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { useNow } from '../../hooks.ts'
import { openDialog, useStore } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import { vaultFails, whenWord } from '../../words.ts'
import { inSentence } from '../accounts/account-form.ts'
import { named } from '../overview/needs.ts'
import styles from './AccountNotices.module.css'

const rejected = new Set(['credential-rejected', 'permission-missing'])

/** Why an account's last sync failed, and the way out. */
function FailedSync({ account }: { readonly account: Account }) {
  const now = useNow()
  const credential = useVendor(account.provider)?.credential
  const label = credential ? inSentence(credential.label) : 'credential'
  const { id, name, region } = account
  const { failure, lastSyncedAt } = account.sync
  return (
    <Banner
      tone="warning"
      title={`${name}: ${failure?.message}`}
      actions={
        <>
          {rejected.has(failure?.code ?? '') && region !== 'sandbox' && (
            <Button size="small" onClick={() => openDialog({ name: 'replace-credential', accountId: id })}>
              Replace the {label}…
            </Button>
          )}
          <Button size="small" onClick={() => void sync(id)}>
            Sync again
          </Button>
        </>
      }
    >
      {lastSyncedAt ? `Last synced ${whenWord(lastSyncedAt, now)}. ` : ''}
      {failure?.hint}
    </Banner>
  )
}

/** What limits the list below it: an orphan, a failed sync, a right that is missing, the keychain. */
export function AccountNotices({ accounts }: { readonly accounts: readonly Account[] }) {
  const vault = useStore((state) => state.snapshot?.vault)
  const intents = useStore((state) => state.snapshot?.intents) ?? []
  const ids = new Set(accounts.map((account) => account.id))
  const orphans = intents.filter((intent) => intent.state === 'orphan' && ids.has(intent.accountId))
  const failed = accounts.filter((account) => account.sync.failure)
  // A missing right is no news in the list of all accounts: said where the account itself is looked at.
  const noted =
    accounts.length > 1 ? [] : accounts.filter(({ sync }) => !sync.failure && sync.notes.length > 0)
  if (orphans.length + failed.length + noted.length === 0 && !(vault && vaultFails(vault))) return null

  return (
    <div className={styles.notices}>
      {vault && vaultFails(vault) && (
        <Banner
          tone="warning"
          title={`${vault.message} Values cannot be read or stored.`}
          actions={
            <Button size="small" onClick={() => void checkKeychain()}>
              Check again
            </Button>
          }
        >
          {vault.hint}
        </Banner>
      )}
      {orphans.map((intent) => (
        <Banner
          key={intent.intentId}
          tone="error"
          title={`${intent.name} exists in ${intent.account}, but nobody has its value`}
          actions={
            <Button size="small" onClick={() => openDialog({ name: 'orphan', intentId: intent.intentId })}>
              Resolve…
            </Button>
          }
        />
      ))}
      {failed.length > 1 && (
        <Banner
          tone="warning"
          title={`${failed.length} accounts could not be synced: ${named(failed.map((item) => item.name))}`}
          actions={
            <Button size="small" onClick={() => void sync()}>
              Sync again
            </Button>
          }
        >
          {failed[0]?.sync.failure?.message}
        </Banner>
      )}
      {(failed.length > 1 ? [] : failed).map((account) => (
        <FailedSync key={account.id} account={account} />
      ))}
      {noted.map(({ id, name, sync: { notes } }) => (
        <Banner key={id} tone="info" title={`${name}: part of the list is missing`}>
          {notes.join(' ')}
        </Banner>
      ))}
    </div>
  )
}
