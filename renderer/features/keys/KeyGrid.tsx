// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go cannot be a table; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at the current row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter on the grid does what a press on a row does
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef } from 'react'
import type { Key } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { TickBox } from '../../components/Checkbox.tsx'
import { classNames } from '../../components/class-names.ts'
import { useWidth } from '../../hooks.ts'
import { findKey, openKey, select, useStore } from '../../store.ts'
import { sameRef } from '../../views.ts'
import { pressToMark } from '../bulk/press-to-mark.ts'
import { markAll, markedOf, markOf, markTo, toggleMark, useSelection } from '../bulk/selection.ts'
import styles from './KeyGrid.module.css'
import { KeyRow } from './KeyRow.tsx'
import { type Sort, type SortColumn, tellsActivation } from './key-list.ts'

const allColumns: readonly { id: SortColumn; label: string }[] = [
  { id: 'name', label: 'Name' },
  { id: 'account', label: 'Account' },
  { id: 'owner', label: 'Owner' },
  { id: 'uses', label: 'Used in' },
  { id: 'activated', label: 'Activated' },
  { id: 'age', label: 'Age' },
  { id: 'due', label: 'Due' },
]

const twoLines = 460
/** With a column that says whose a key is; where it names account and vendor, the name needs the room. */
const twoLinesWhose: Readonly<Record<Whose, number>> = { account: 600, owner: 600, vendor: 720 }
/** With a column that says when a key was last activated. */
const activatedWidth = 96
const headings = 29

/** `vendor`: the account with its vendor, where there are several vendors. */
export type Whose = 'account' | 'vendor' | 'owner'

interface KeyGridProps {
  readonly keys: readonly Key[]
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
  readonly now: number
  readonly label: string
  /** What tells whose a key is, where the list is not of one owner's keys alone. */
  readonly whose: Whose | null
  /** What the account's team is called, where the list is of one account. */
  readonly team: string | null
}

/** A grid of which only the rows in sight exist. It keeps the focus itself and points at the current row. */
export function KeyGrid({ keys, sort, onSort, now, label, whose, team }: KeyGridProps) {
  const id = useId()
  const grid = useRef<HTMLDivElement>(null)
  const selected = useStore((state) => state.selected)
  const comfortable = useStore((state) => state.snapshot?.preferences.density === 'comfortable')
  const width = useWidth(grid)
  const activation = useMemo(() => tellsActivation(keys), [keys])
  const narrow =
    width > 0 && width < (whose ? twoLinesWhose[whose] : twoLines) + (activation ? activatedWidth : 0)
  const columns = allColumns.filter(
    ({ id: name }) =>
      (name !== 'activated' || activation) &&
      ((name !== 'account' && name !== 'owner') || name === (whose === 'vendor' ? 'account' : whose)),
  )
  const height = narrow ? (comfortable ? 60 : 52) : comfortable ? 44 : 36
  const current = keys.findIndex((key) => sameRef(refOf(key), selected))
  const marked = useSelection((state) => state.marked)
  const latest = useRef(keys)
  latest.current = keys
  const mark = useCallback((index: number, range: boolean) => {
    const key = latest.current[index]
    if (!key) return
    if (range) markTo(latest.current, index)
    else toggleMark(key)
  }, [])

  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: 4,
    // The headings stay on top of the rows.
    scrollMargin: headings,
    scrollPaddingStart: headings,
    // The current row always exists, so that the grid never points at nothing.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan)
      const last = Math.min(count - 1, endIndex + overscan)
      const range = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      return current >= 0 && (current < first || current > last) ? [...range, current] : range
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height of a row changes
  useEffect(() => rows.measure(), [height])
  useEffect(() => {
    if (current >= 0) rows.scrollToIndex(current, { align: 'auto' })
  }, [current, rows])

  const goTo = (index: number) => {
    const key = keys[Math.max(0, Math.min(keys.length - 1, index))]
    if (key) select(refOf(key))
  }

  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    if (pressToMark(event, keys, current, goTo)) return event.preventDefault()
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? height) / height) - 1)
    const places: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: keys.length - 1,
    }
    const place = places[event.key]
    if (place === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (place !== undefined) goTo(place)
    else if (selected) openKey(selected)
  }

  return (
    <div
      ref={grid}
      role="grid"
      className={classNames(
        styles.grid,
        whose && styles.several,
        activation && styles.activation,
        narrow && styles.narrow,
      )}
      aria-label={label}
      aria-rowcount={keys.length + 1}
      aria-colcount={columns.length + 1}
      aria-keyshortcuts="Space Shift+ArrowDown Shift+ArrowUp Control+A"
      aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
      tabIndex={0}
      onKeyDown={press}
      onFocus={(event) => {
        // Only for the keyboard: a press on a row must not move the rows under the pointer.
        const byKey = event.target === event.currentTarget && event.currentTarget.matches(':focus-visible')
        // A key that was just made may be chosen before the list has it.
        const coming = selected !== null && findKey(selected) === null
        if (byKey && current < 0 && !coming) goTo(0)
      }}
    >
      <div role="rowgroup" className={styles.headings}>
        <div role="row" aria-rowindex={1} className={styles.heading} tabIndex={-1}>
          <div role="columnheader" tabIndex={-1} className={styles.mark}>
            <TickBox
              label="Mark all in this list"
              checked={markedOf(keys, marked)}
              onChange={() => markAll(keys)}
            />
          </div>
          {columns.map((column) => {
            const sorts = sort.column === column.id
            return (
              <div
                role="columnheader"
                key={column.id}
                tabIndex={-1}
                className={styles[column.id]}
                aria-sort={sorts ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() => onSort({ column: column.id, descending: sorts && !sort.descending })}
                >
                  {column.label}
                  {sorts && (sort.descending ? <ArrowDown /> : <ArrowUp />)}
                </button>
              </div>
            )
          })}
        </div>
      </div>
      <div role="rowgroup" className={styles.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const key = keys[index]
          if (!key) return null
          return (
            <KeyRow
              // By place, not by key: a keystroke of search then changes rows instead of making new ones.
              key={index}
              id={`${id}-${index}`}
              item={key}
              index={index}
              top={start - headings}
              height={height}
              selected={index === current}
              marked={marked.has(markOf(refOf(key)))}
              now={now}
              whose={whose}
              team={team}
              activation={activation}
              onMark={mark}
            />
          )
        })}
      </div>
    </div>
  )
}
