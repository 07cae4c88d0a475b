import {
  BellRing,
  CheckCheck,
  Clock,
  FileWarning,
  Inbox,
  KeyRound,
  RefreshCw,
  RotateCw,
  TriangleAlert,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { InboxItem } from '../../../shared/model.ts'
import { markRead, testNotification } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { classNames } from '../../components/class-names.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { useNow } from '../../hooks.ts'
import { openKey, useStore } from '../../store.ts'
import { whenWord } from '../../words.ts'
import styles from './InboxView.module.css'

const icons: Record<InboxItem['kind'], ReactNode> = {
  due: <Clock />,
  rotation: <RotateCw />,
  orphan: <TriangleAlert />,
  sync: <RefreshCw />,
  keychain: <KeyRound />,
  use: <FileWarning />,
  test: <BellRing />,
}

const deliveries: Record<InboxItem['delivery'], string> = {
  none: 'Only here',
  asked: 'Sent to the desktop',
  shown: 'Shown on the desktop',
  failed: 'Not shown on the desktop',
  clicked: 'Opened from the desktop',
}

function Entry({ item, now }: { readonly item: InboxItem; readonly now: number }) {
  const { ref } = item
  const failed = item.delivery === 'failed'
  return (
    <li className={classNames(styles.item, !item.read && styles.unread)}>
      <span className={styles.icon}>{icons[item.kind]}</span>
      <div className={styles.words}>
        <p className={styles.title}>
          {!item.read && <span className="unseen">Unread: </span>}
          {item.title}
        </p>
        <p className={styles.body}>{item.body}</p>
        <p className={styles.facts}>
          <time dateTime={item.at}>{whenWord(item.at, now)}</time>
          <span className={failed ? styles.failed : undefined}>
            {failed && <TriangleAlert />}
            {deliveries[item.delivery]}
            {item.deliveryNote && `: ${item.deliveryNote}`}
          </span>
        </p>
      </div>
      <div className={styles.actions}>
        {ref && (
          <Button
            size="small"
            aria-label={`Open the key (${item.title})`}
            onClick={() => {
              if (!item.read) markRead([item.id])
              openKey(ref)
            }}
          >
            Open
          </Button>
        )}
        {!item.read && (
          <Button
            size="small"
            variant="quiet"
            aria-label={`Mark read (${item.title})`}
            onClick={() => markRead([item.id])}
          >
            Mark read
          </Button>
        )}
      </div>
    </li>
  )
}

/** Every reminder, whether or not the desktop showed it. */
export function InboxView() {
  const items = useStore((state) => state.snapshot?.inbox) ?? []
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const unread = items.filter((item) => !item.read)
  const test = async () => {
    setBusy(true)
    await testNotification()
    setBusy(false)
  }
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <header className={styles.head}>
          <h1 className={styles.heading}>Inbox</h1>
          {unread.length > 0 && (
            <Button icon={<CheckCheck />} onClick={() => markRead(unread.map((item) => item.id))}>
              Mark all read
            </Button>
          )}
          <Button icon={<BellRing />} busy={busy} onClick={() => void test()}>
            Test notification
          </Button>
        </header>
        {items.length === 0 ? (
          <EmptyState icon={<Inbox />} title="No reminders yet">
            Every reminder is kept here, also when the desktop does not show it.
          </EmptyState>
        ) : (
          <ul className={styles.list}>
            {items.map((item) => (
              <Entry key={item.id} item={item} now={now} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
