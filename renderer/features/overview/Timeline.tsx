import { useMemo, useRef, useState } from 'react'
import type { DueItem } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { classNames } from '../../components/class-names.ts'
import { useNow, useWidth } from '../../hooks.ts'
import { openKey } from '../../store.ts'
import { count, dueCell, shortDate } from '../../words.ts'
import { type TimelineColumn, timeline } from './overview.ts'
import styles from './Timeline.module.css'

const dots = 7

const nameOf = (column: TimelineColumn): string =>
  column.kind === 'overdue'
    ? 'Overdue'
    : column.kind === 'later'
      ? 'Later'
      : column.id === '1'
        ? 'This week'
        : shortDate(column.from)

const spoken = (column: TimelineColumn): string =>
  `${column.kind === 'week' && column.id !== '1' ? 'Week from ' : ''}${nameOf(column)}: ${count(column.items.length, 'key')}`

/** When keys are due, week by week: a dot is a key. The chosen column's keys are listed below. */
export function Timeline({ due }: { readonly due: readonly DueItem[] }) {
  const now = useNow()
  const box = useRef<HTMLElement>(null)
  // The section is there from the start; the columns come with the first key that is due.
  const width = useWidth(box)
  const weeks = Math.max(2, Math.min(13, Math.floor(width / 52) - 2))
  const columns = useMemo(() => timeline(due, weeks, now), [due, weeks, now])
  const [chosen, setChosen] = useState<string | null>(null)
  const open =
    columns.find((column) => column.id === chosen) ?? columns.find((column) => column.items.length > 0)

  return (
    <section ref={box} aria-labelledby="due" className={styles.section}>
      <h2 id="due" className={styles.heading}>
        Due
      </h2>
      {due.length === 0 ? (
        <p className={styles.none}>No key has a due date. Set a maximum age in Settings to be reminded.</p>
      ) : (
        <>
          <div className={styles.columns}>
            {columns.map((column) => (
              <button
                type="button"
                key={column.id}
                className={classNames(styles.column, styles[column.kind])}
                aria-pressed={column === open}
                onClick={() => setChosen(column.id)}
              >
                <span className={styles.stack} aria-hidden="true">
                  {column.items.length > dots && (
                    <span className={styles.rest}>+{column.items.length - dots + 1}</span>
                  )}
                  {column.items.slice(0, column.items.length > dots ? dots - 1 : dots).map((item) => (
                    <span
                      key={`${item.key.accountId}/${item.key.id}`}
                      className={classNames(styles.dot, styles[item.status])}
                    />
                  ))}
                </span>
                <span className="unseen">{spoken(column)}</span>
                <span className={styles.label} aria-hidden="true">
                  {nameOf(column)}
                </span>
              </button>
            ))}
          </div>
          {open && (
            <ul className={styles.list} aria-label={spoken(open)}>
              {open.items.slice(0, 30).map((item) => (
                <li key={`${item.key.accountId}/${item.key.id}`}>
                  <button type="button" className={styles.item} onClick={() => openKey(refOf(item.key))}>
                    <span className={classNames(styles.dot, styles[item.status])} />
                    <bdi className={styles.name}>{item.key.name}</bdi>
                    <span className={styles.reason}>{item.reason}</span>
                    <span className={classNames(styles.when, styles[`${item.status}-word`])}>
                      {dueCell(item.dueAt, now)}
                    </span>
                  </button>
                </li>
              ))}
              {open.items.length === 0 && <li className={styles.empty}>Nothing is due then.</li>}
              {open.items.length > 30 && (
                <li className={styles.empty}>and {count(open.items.length - 30, 'more key')}</li>
              )}
            </ul>
          )}
        </>
      )}
    </section>
  )
}
