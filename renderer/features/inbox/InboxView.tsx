import { BellRing, CheckCheck, Inbox } from 'lucide-react'
import { markRead } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { useNow } from '../../hooks.ts'
import { show, useStore } from '../../store.ts'
import { notificationsOff } from '../reminders/delivery.ts'
import { TestButton, useTestNotification } from '../reminders/TestNotification.tsx'
import { InboxEntry } from './InboxEntry.tsx'
import styles from './InboxView.module.css'

const none: readonly never[] = []

/** Every reminder, whether or not the desktop showed it. */
export function InboxView() {
  const items = useStore((state) => state.snapshot?.inbox ?? none)
  const desktop = useStore((state) => state.snapshot?.desktop)
  const silent = useStore((state) => state.snapshot?.reminders.silentBecause ?? null)
  const now = useNow()
  const test = useTestNotification()
  const unread = items.filter((item) => !item.read)
  const off = desktop ? notificationsOff(items, desktop) : null
  const said =
    test.result ??
    (off === null
      ? null
      : {
          tone: 'warning',
          title: 'Notifications are off here',
          text: `${off} Every reminder is kept in this inbox.`,
        })
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
          <Button icon={<BellRing />} busy={test.busy} onClick={() => void test.test()}>
            Test notification
          </Button>
        </header>
        <div className={styles.notices}>
          {said && (
            <Banner
              tone={said.tone === 'ok' ? 'info' : 'warning'}
              title={said.title}
              live={test.result !== null}
              actions={off === null ? undefined : <TestButton state={test} word="Test it" />}
            >
              {said.text}
            </Banner>
          )}
          {silent && (
            <Banner
              tone="info"
              title="Nothing is shown now"
              actions={
                <Button size="small" onClick={() => show({ kind: 'settings' })}>
                  Settings
                </Button>
              }
            >
              {silent}
            </Banner>
          )}
        </div>
        {items.length === 0 ? (
          <EmptyState icon={<Inbox />} title="No reminders yet">
            Every reminder is kept here, also when the desktop does not show it.
          </EmptyState>
        ) : (
          <ul className={styles.list}>
            {items.map((item) => (
              <InboxEntry key={item.id} item={item} now={now} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
