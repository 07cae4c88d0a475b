import { BellRing, Clock, FileWarning, KeyRound, RefreshCw, RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { InboxItem } from '../../../shared/model.ts'
import { markRead } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { classNames } from '../../components/class-names.ts'
import { findKey, openKey, show, useStore } from '../../store.ts'
import { sameRef } from '../../views.ts'
import { whenWord } from '../../words.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { SnoozeMenu } from '../reminders/SnoozeMenu.tsx'
import styles from './InboxView.module.css'
import { type InboxStep, stepsOf } from './inbox-steps.ts'

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

const stepWords: Record<InboxStep['kind'], string> = {
  rotation: 'Open the rotation',
  rotate: 'Rotate…',
  overview: 'Show what is due',
  key: 'Open the key',
}

function take(step: InboxStep): void {
  if (step.kind === 'rotation') show({ kind: 'rotation', ref: step.ref, id: step.rotationId })
  else if (step.kind === 'rotate') show({ kind: 'rotation', ref: step.ref })
  else if (step.kind === 'key') openKey(step.ref)
  else show({ kind: 'overview' })
}

/** A reminder: what it says, whether the desktop showed it, and where it leads. */
export function InboxEntry({ item, now }: { readonly item: InboxItem; readonly now: number }) {
  const failed = item.delivery === 'failed'
  const { ref } = item
  const isDue = useStore(
    (state) =>
      item.kind === 'due' &&
      ref !== null &&
      (state.snapshot?.due.some(({ key }) => sameRef({ accountId: key.accountId, keyId: key.id }, ref)) ??
        false),
  )
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
            {failed && <TriangleAlert aria-hidden="true" />}
            {deliveries[item.delivery]}
            {item.deliveryNote && `: ${item.deliveryNote}`}
          </span>
          {isDue && ref && <SnoozedNote keyRef={ref} />}
        </p>
      </div>
      <div className={styles.actions}>
        {stepsOf(item).map((step) => (
          <Button
            key={step.kind}
            size="small"
            aria-label={`${stepWords[step.kind]} (${item.title})`}
            onClick={() => {
              if (!item.read) markRead([item.id])
              take(step)
            }}
          >
            {stepWords[step.kind]}
          </Button>
        ))}
        {isDue && ref && <SnoozeMenu keyRef={ref} name={findKey(ref)?.name ?? 'the key'} />}
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
