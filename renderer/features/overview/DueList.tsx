import type { DueItem } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { classNames } from '../../components/class-names.ts'
import { openKey } from '../../store.ts'
import { count, dueCell } from '../../words.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { SnoozeMenu } from '../reminders/SnoozeMenu.tsx'
import { openRotation } from '../rotation/rotation-actions.ts'
import { AgeBar } from './AgeBar.tsx'
import styles from './DueList.module.css'
import { Mark } from './Mark.tsx'
import { type MarkKind, markWords } from './timeline-marks.ts'

const most = 30

/** The keys of one column of the timeline. */
export function DueList({
  label,
  items,
  now,
  kindOf,
}: {
  readonly label: string
  readonly items: readonly DueItem[]
  readonly now: number
  readonly kindOf: (item: DueItem) => MarkKind
}) {
  return (
    <ul className={styles.list} aria-label={label}>
      {items.slice(0, most).map((item) => {
        const ref = refOf(item.key)
        const kind = kindOf(item)
        return (
          <li key={`${item.key.accountId}/${item.key.id}`} className={styles.row}>
            <button
              type="button"
              className={styles.item}
              onClick={() => (kind === 'rotating' ? openRotation(ref) : openKey(ref))}
            >
              <Mark kind={kind} />
              <bdi className={styles.name}>{item.key.name}</bdi>
              <span className={styles.age}>
                <AgeBar item={item} now={now} />
              </span>
              <span className={styles.stand}>
                {kind === 'rotating' ? markWords.rotating : <SnoozedNote keyRef={ref} />}
              </span>
              <span className={classNames(styles.when, styles[item.status])}>
                {item.status === 'overdue' && <span className="unseen">Overdue: </span>}
                {dueCell(item.dueAt, now)}
                {item.key.age.basis === 'firstSeen' && <span className={styles.latest}>at the latest</span>}
              </span>
            </button>
            <SnoozeMenu keyRef={ref} name={item.key.name} compact />
          </li>
        )
      })}
      {items.length === 0 && <li className={styles.empty}>Nothing is due then.</li>}
      {items.length > most && (
        <li className={styles.empty}>and {count(items.length - most, 'more key')}: see the table</li>
      )}
    </ul>
  )
}
