import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Account } from '../../../shared/model.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import { Banner } from '../../components/Banner.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import { count, providerWords } from '../../words.ts'
import { AccountActions } from './AccountActions.tsx'
import styles from './AccountCard.module.css'
import { AccountDetails } from './AccountDetails.tsx'
import { transportWords } from './AdvancedPlace.tsx'
import { type HealthKind, healthOf } from './account-health.ts'
import { placeWord, whoWord } from './who.ts'

const marks: Record<HealthKind, { readonly tone: Tone; readonly icon: ReactNode }> = {
  well: { tone: 'ok', icon: <CircleCheck /> },
  syncing: { tone: 'info', icon: <Spinner /> },
  failed: { tone: 'danger', icon: <CircleAlert /> },
  partly: { tone: 'warning', icon: <TriangleAlert /> },
  unsynced: { tone: 'neutral', icon: <CircleDashed /> },
  word: { tone: 'neutral', icon: <UserRound /> },
}

/** One account: whose it is, how it is, what it may do, and what can be done with it. */
export function AccountCard({ account }: { readonly account: Account }) {
  const now = useNow()
  const info = useVendor(account.provider)
  const keys = useStore((state) => state.snapshot?.keys)
  const own = keys?.filter((key) => key.accountId === account.id) ?? []
  const held = own.filter((key) => key.hasValue).length
  const health = healthOf(account, info, now)
  const { failure, notes } = account.sync
  const facts: readonly (readonly [string, string, mono?: boolean])[] = [
    ...(whoWord(account) ? ([['Who', whoWord(account) ?? '']] as const) : []),
    ...(account.instance ? ([[info?.instance?.label ?? 'Instance', account.instance, true]] as const) : []),
    ...(account.transport && (info?.transports.length ?? 0) > 1
      ? ([['Transport', transportWords[account.transport].label]] as const)
      : []),
    ['Health', health.sentence],
    ['Keys', `${count(own.length, 'key')}, ${count(held, 'value')} held`],
  ]
  return (
    <li className={styles.card} aria-label={account.name}>
      <div className={styles.head}>
        <h3 className={styles.name}>{account.name}</h3>
        <span className={styles.vendor}>
          {providerWords[account.provider]} {placeWord(account, info)}
        </span>
        <Badge tone={marks[health.kind].tone} icon={marks[health.kind].icon}>
          {health.word}
        </Badge>
      </div>
      {failure && (
        <Banner tone="error" title={failure.message}>
          {failure.hint}
        </Banner>
      )}
      {notes.length > 0 && (
        <Banner tone="warning" title="Part of the list is missing">
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Banner>
      )}
      <dl className={styles.facts}>
        {facts.map(([term, text, mono]) => (
          <div key={term} className={styles.fact}>
            <dt>{term}</dt>
            <dd className={mono ? styles.mono : undefined}>{text}</dd>
          </div>
        ))}
      </dl>
      <AccountDetails account={account} />
      <AccountActions account={account} info={info} />
    </li>
  )
}
