import { CalendarClock, ChartNoAxesColumn, CircleCheck, Table } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { DueItem } from '../../../shared/model.ts'
import type { MaintenanceWindow } from '../../../shared/reminders.ts'
import { Button } from '../../components/Button.tsx'
import { classNames } from '../../components/class-names.ts'
import { useNow, useWidth } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { count, shortDate } from '../../words.ts'
import { opensWord } from '../reminders/snooze-words.ts'
import { DueList } from './DueList.tsx'
import { DueTable } from './DueTable.tsx'
import { Mark } from './Mark.tsx'
import { type TimelineColumn, timeline } from './overview.ts'
import styles from './Timeline.module.css'
import { type MarkKind, markOf, markWords, windowDays } from './timeline-marks.ts'

const dots = 7
const none: readonly never[] = []
const kinds = Object.keys(markWords) as MarkKind[]

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

/** The days of a column's week; those with a maintenance window are drawn firm. */
function WindowStrip({
  column,
  windows,
}: {
  readonly column: TimelineColumn
  readonly windows: readonly MaintenanceWindow[]
}) {
  return (
    <span className={styles.strip} aria-hidden="true">
      {windowDays(column, windows).map((open, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day of the week has no other identity
        <span key={index} className={open ? styles.window : undefined} />
      ))}
    </span>
  )
}

/** When keys are due, week by week: a mark is a key. The chosen column's keys are listed below. */
export function Timeline({ due }: { readonly due: readonly DueItem[] }) {
  const now = useNow()
  const reminders = useStore((state) => state.snapshot?.reminders)
  const rotations = useStore((state) => state.snapshot?.rotations ?? none)
  const box = useRef<HTMLElement>(null)
  // The section is there from the start; the columns come with the first key that is due.
  const width = useWidth(box)
  const weeks = Math.max(2, Math.min(13, Math.floor(width / 52) - 2))
  const columns = useMemo(() => timeline(due, weeks, now), [due, weeks, now])
  const [chosen, setChosen] = useState<string | null>(null)
  const [table, setTable] = useState(false)
  if (!reminders) return null
  const open =
    columns.find((column) => column.id === chosen) ?? columns.find((column) => column.items.length > 0)
  const windows = reminders.settings.windows
  const kindOf = (item: DueItem) => markOf(item, rotations, reminders, now)
  const shown = new Set(due.map(kindOf))
  const next = reminders.nextWindows.toSorted((a, b) => a.at.localeCompare(b.at))[0]

  return (
    <section ref={box} aria-labelledby="due" className={styles.section}>
      <div className={styles.head}>
        <h2 id="due">Due</h2>
        {due.length > 0 && (
          <Button
            size="small"
            variant="quiet"
            icon={table ? <ChartNoAxesColumn /> : <Table />}
            onClick={() => setTable(!table)}
          >
            {table ? 'Show as a timeline' : 'Show as a table'}
          </Button>
        )}
      </div>
      {due.length === 0 && (
        <p className={styles.none}>No key has a due date. Set a maximum age in Settings to be reminded.</p>
      )}
      {due.length > 0 && table && <DueTable items={due} now={now} kindOf={kindOf} />}
      {due.length > 0 && !table && (
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
                    <Mark key={`${item.key.accountId}/${item.key.id}`} kind={kindOf(item)} />
                  ))}
                </span>
                {windows.length > 0 && <WindowStrip column={column} windows={windows} />}
                <span className="unseen">{spoken(column)}</span>
                <span className={styles.label} aria-hidden="true">
                  {nameOf(column)}
                </span>
              </button>
            ))}
          </div>
          {open && <DueList label={spoken(open)} items={open.items} now={now} kindOf={kindOf} />}
        </>
      )}
      {due.length > 0 && (
        <ul className={styles.legend} aria-label="Signs">
          {!due.some((item) => item.status !== 'later') && (
            <li className={styles.calm}>
              <CircleCheck /> Nothing is due soon.
            </li>
          )}
          {!table &&
            kinds
              .filter((kind) => shown.has(kind))
              .map((kind) => (
                <li key={kind}>
                  <Mark kind={kind} /> {markWords[kind]}
                </li>
              ))}
          {due.some((item) => item.key.age.basis === 'firstSeen') && (
            <li>
              <span className={styles.hatched} aria-hidden="true" /> Hatched: may be older
            </li>
          )}
          {!table && windows.length > 0 && (
            <li>
              <span className={styles.window} aria-hidden="true" /> Day with a maintenance window
            </li>
          )}
          {next && (
            <li>
              <CalendarClock /> Next window: {next.name}, {opensWord(next.at, now)}
            </li>
          )}
        </ul>
      )}
    </section>
  )
}
