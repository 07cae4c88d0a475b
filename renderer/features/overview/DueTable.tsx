import type { DueItem } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { openKey } from '../../store.ts'
import { count, dateWord, dueCell } from '../../words.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { AgeBar } from './AgeBar.tsx'
import styles from './DueTable.module.css'
import { Mark } from './Mark.tsx'
import { type MarkKind, markWords } from './timeline-marks.ts'

const most = 200

/** The timeline in words: every key with its age and when it is due, the first to be due first. */
export function DueTable({
  items,
  now,
  kindOf,
}: {
  readonly items: readonly DueItem[]
  readonly now: number
  readonly kindOf: (item: DueItem) => MarkKind
}) {
  const sorted = items.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.box} aria-label="Ages and due dates" tabIndex={0}>
      <table className={styles.table}>
        <caption className="unseen">Ages and due dates of {count(items.length, 'key')}</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Age of the policy’s days</th>
            <th scope="col">Due</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, most).map((item) => {
            const { key } = item
            const kind = kindOf(item)
            return (
              <tr key={`${key.accountId}/${key.id}`}>
                <th scope="row">
                  <button type="button" className={styles.name} onClick={() => openKey(refOf(key))}>
                    <bdi>{key.name}</bdi>
                  </button>
                  <span className={styles.account}>{key.account}</span>
                </th>
                <td>
                  <AgeBar item={item} now={now} />
                </td>
                <td className={styles.due}>
                  <span className={styles.state}>
                    <Mark kind={kind} />
                    {markWords[kind === 'snoozed' ? item.status : kind]}
                  </span>
                  <span className={styles.date}>
                    {dateWord(item.dueAt)} ({dueCell(item.dueAt, now)}
                    {key.age.basis === 'firstSeen' && ', at the latest'}) <SnoozedNote keyRef={refOf(key)} />
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {sorted.length > most && (
        <p className={styles.more}>
          and {count(sorted.length - most, 'more key')}, all due later. All keys lists them.
        </p>
      )}
    </section>
  )
}
