import { ChartNoAxesGantt, FolderSearch, Inbox, KeyRound, Plus, RotateCw, Settings } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { classNames } from '../../components/class-names.ts'
import { useScan } from '../../scan.ts'
import { openDialog, setSidebar, useStore } from '../../store.ts'
import { countByAccount } from '../keys/key-list.ts'
import { needs } from '../overview/needs.ts'
import { needsUser } from '../rotation/standing.ts'
import { problemsOf } from '../scan/finding-list.ts'
import { AccountLinks } from './AccountLinks.tsx'
import { KeyturnMark } from './KeyturnMark.tsx'
import styles from './Sidebar.module.css'
import { SidebarLink } from './SidebarLink.tsx'

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
          <SidebarLink
            to={{ kind: 'overview' }}
            icon={<ChartNoAxesGantt />}
            label="Overview"
            count={waiting}
            wants={waiting === 1 ? 'thing needs you' : 'things need you'}
          />
          <SidebarLink to={{ kind: 'inbox' }} icon={<Inbox />} label="Inbox" count={unread} wants="unread" />
          <SidebarLink
            to={{ kind: 'rotations' }}
            icon={<RotateCw />}
            label="Rotations"
            count={snapshot.rotations.filter(needsUser).length}
            wants="waiting for you"
          />
          <SidebarLink to={{ kind: 'keys' }} icon={<KeyRound />} label="All keys" />
          <SidebarLink
            to={{ kind: 'scan' }}
            icon={<FolderSearch />}
            label="Where used"
            count={problems}
            wants={problems === 1 ? 'problem' : 'problems'}
          />
        </ul>
        <div className={styles.scroll}>
          <AccountLinks accounts={snapshot.accounts} counts={counts} />
        </div>
        <ul className={styles.foot}>
          <li>
            <button type="button" className={styles.link} onClick={() => openDialog({ name: 'add-account' })}>
              <Plus />
              <span className={styles.label}>Add an account</span>
            </button>
          </li>
          <SidebarLink to={{ kind: 'settings' }} icon={<Settings />} label="Settings" />
        </ul>
      </nav>
    </>
  )
}
