import { ChartNoAxesGantt, FolderSearch, Inbox, KeyRound, Plus, RotateCw, Settings } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Account, KeyType } from '../../../shared/model.ts'
import { classNames } from '../../components/class-names.ts'
import { useScan } from '../../scan.ts'
import { openDialog, setSidebar, show, useStore } from '../../store.ts'
import type { View } from '../../views.ts'
import { typeWords } from '../../words.ts'
import { countByAccount } from '../keys/key-list.ts'
import { needs } from '../overview/needs.ts'
import { needsUser } from '../rotation/standing.ts'
import { problemsOf } from '../scan/finding-list.ts'
import { KeyturnMark } from './KeyturnMark.tsx'
import styles from './Sidebar.module.css'

const order: readonly (KeyType | 'legacy')[] = [
  'send-your-data',
  'team',
  'personal',
  'organisation',
  'legacy',
]

interface LinkProps {
  readonly to: View
  readonly icon?: ReactNode
  readonly label: string
  readonly count?: number
  /** A count that asks for attention, and what it counts. */
  readonly wants?: string
  readonly level?: 'account' | 'type'
}

function Link({ to, icon, label, count, wants, level }: LinkProps) {
  const view = useStore((state) => state.view)
  const current = JSON.stringify(view) === JSON.stringify(to)
  return (
    <li>
      <button
        type="button"
        className={classNames(styles.link, level && styles[level])}
        aria-current={current ? 'page' : undefined}
        onClick={() => show(to)}
      >
        {icon}
        <bdi className={styles.label} title={level === 'account' ? label : undefined}>
          {label}
        </bdi>
        {count ? (
          <span className={classNames(styles.count, wants && styles.wants)}>
            {count.toLocaleString('en')}
            <span className="unseen"> {wants ?? (count === 1 ? 'key' : 'keys')}</span>
          </span>
        ) : null}
      </button>
    </li>
  )
}

/** The region, where it says more than the name. */
function regionWord({ name, region }: Account): string {
  const said = region === 'sandbox' || region === 'custom' || region.toLowerCase() === name.toLowerCase()
  return said ? '' : ` (${region.toUpperCase()})`
}

function AccountLinks({
  account,
  counts,
}: {
  readonly account: Account
  readonly counts: ReadonlyMap<KeyType | 'legacy', number> | undefined
}) {
  const accountId = account.id
  const region = regionWord(account)
  return (
    <>
      <Link to={{ kind: 'keys', accountId }} label={`${account.name}${region}`} level="account" />
      {order
        .filter((type) => counts?.get(type))
        .map((type) => (
          <Link
            key={type}
            level="type"
            to={
              type === 'legacy'
                ? { kind: 'keys', accountId, legacy: true }
                : { kind: 'keys', accountId, type }
            }
            label={type === 'legacy' ? 'Legacy' : typeWords[type]}
            count={counts?.get(type) ?? 0}
          />
        ))}
    </>
  )
}

export function Sidebar() {
  const snapshot = useStore((state) => state.snapshot)
  const open = useStore((state) => state.sidebarOpen)
  const scan = useScan((state) => state.latest)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!open) return
    const opener = document.activeElement
    panel.current?.querySelector('button')?.focus()
    return () => {
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [open])
  const keys = snapshot?.keys
  const counts = useMemo(() => countByAccount(keys ?? []), [keys])
  const waiting = useMemo(() => (snapshot ? needs(snapshot, scan).length : 0), [snapshot, scan])
  const problems = useMemo(() => problemsOf(scan).length, [scan])
  if (!snapshot) return null
  const unread = snapshot.inbox.filter((item) => !item.read).length

  return (
    <>
      {open && (
        <button
          type="button"
          aria-label="Close the menu"
          className={styles.shade}
          onClick={() => setSidebar(false)}
        />
      )}
      <nav ref={panel} className={classNames(styles.sidebar, open && styles.open)} aria-label="Main">
        <div className={styles.brand}>
          <KeyturnMark />
          Keyturn
        </div>
        <ul>
          <Link
            to={{ kind: 'overview' }}
            icon={<ChartNoAxesGantt />}
            label="Overview"
            count={waiting}
            wants={waiting === 1 ? 'thing needs you' : 'things need you'}
          />
          <Link to={{ kind: 'inbox' }} icon={<Inbox />} label="Inbox" count={unread} wants="unread" />
          <Link
            to={{ kind: 'rotations' }}
            icon={<RotateCw />}
            label="Rotations"
            count={snapshot.rotations.filter(needsUser).length}
            wants="waiting for you"
          />
          <Link to={{ kind: 'keys' }} icon={<KeyRound />} label="All keys" />
          <Link
            to={{ kind: 'scan' }}
            icon={<FolderSearch />}
            label="Where used"
            count={problems}
            wants={problems === 1 ? 'problem' : 'problems'}
          />
        </ul>
        <div className={styles.scroll}>
          <ul aria-label="Accounts">
            {snapshot.accounts.map((account) => (
              <AccountLinks key={account.id} account={account} counts={counts.get(account.id)} />
            ))}
          </ul>
        </div>
        <ul className={styles.foot}>
          <li>
            <button type="button" className={styles.link} onClick={() => openDialog({ name: 'add-account' })}>
              <Plus />
              <span className={styles.label}>Add an account</span>
            </button>
          </li>
          <Link to={{ kind: 'settings' }} icon={<Settings />} label="Settings" />
        </ul>
      </nav>
    </>
  )
}
