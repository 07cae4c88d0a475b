import { useVirtualizer } from '@tanstack/react-virtual'
import { Check, Plus, Search } from 'lucide-react'
import { type KeyboardEvent, type Ref, useId, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { Field, useField } from './Field.tsx'
import styles from './PickList.module.css'
import { nextPick, type PickRow } from './pick-rows.ts'

interface ListProps {
  readonly inputRef?: Ref<HTMLInputElement>
  readonly label: string
  readonly rows: readonly PickRow[]
  readonly picked: ReadonlySet<string>
  readonly multiple?: boolean
  /** A press adds the row somewhere else: nothing stays picked. */
  readonly adds?: boolean
  readonly disabled?: boolean
  readonly query: string
  readonly placeholder: string
  /** Shown where nothing matches. */
  readonly empty: string
  readonly tall?: boolean
  readonly onQuery: (query: string) => void
  readonly onPick: (id: string) => void
  /** Enter where nothing matches: for free text. */
  readonly onEnter?: (() => void) | undefined
}

export interface PickListProps extends ListProps {
  readonly hint?: string | undefined
  readonly error?: string | null | undefined
}

/**
 * A searchable list that stays in sight: one tab stop, arrows move, Enter picks. Draws only what is visible, so it
 * takes thousands of rows.
 */
export function PickList({ hint, error, ...list }: PickListProps) {
  return (
    <Field label={list.label} hint={hint} error={error ?? null}>
      <Box {...list} />
    </Field>
  )
}

const rowHeight = 30

function Box(props: ListProps) {
  const { label, rows, picked, multiple = false, adds = false, disabled = false, query, empty } = props
  const field = useField()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  })
  const items = rows.filter((row) => row.kind === 'item')
  const activeRow = rows[active]
  const current = activeRow?.kind === 'item' ? activeRow : undefined

  const go = (index: number) => {
    if (index < 0) return
    setActive(index)
    virtual.scrollToIndex(index)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      go(nextPick(rows, active, step))
    } else if (event.key === 'Enter') {
      // Never submits the form around it: whoever types here is choosing.
      event.preventDefault()
      if (current) props.onPick(current.id)
      else if (items.length > 0) go(nextPick(rows, -1, 1))
      else props.onEnter?.()
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault()
      event.stopPropagation()
      props.onQuery('')
    }
  }

  return (
    <div className={styles.box} data-disabled={disabled || undefined} data-invalid={field['aria-invalid']}>
      <div className={styles.search}>
        <Search aria-hidden />
        <input
          {...field}
          ref={props.inputRef}
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          placeholder={props.placeholder}
          value={query}
          onChange={(event) => {
            setActive(-1)
            props.onQuery(event.target.value)
            virtual.scrollToOffset(0)
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setActive(-1)}
        />
      </div>
      <div
        ref={scroller}
        id={`${id}-list`}
        className={styles.list}
        data-tall={props.tall || undefined}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
        aria-disabled={disabled || undefined}
        tabIndex={-1}
      >
        <div role="presentation" className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start, size }) => {
            const row = rows[index]
            if (!row) return null
            const place = { transform: `translateY(${start}px)`, height: size }
            if (row.kind === 'heading') {
              return (
                <div key={key} role="presentation" className={styles.heading} style={place}>
                  <span aria-hidden>{row.label}</span>
                  {row.note && <span aria-hidden>{row.note}</span>}
                </div>
              )
            }
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
              <div
                key={key}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                className={styles.row}
                style={place}
                aria-selected={picked.has(row.id)}
                aria-label={row.spoken ? [row.spoken, row.note].filter(Boolean).join(', ') : undefined}
                aria-posinset={items.indexOf(row) + 1}
                aria-setsize={items.length}
                data-active={index === active || undefined}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => !disabled && props.onPick(row.id)}
              >
                {adds ? (
                  <Plus className={styles.plus} aria-hidden />
                ) : (
                  <span className={styles.mark} data-multiple={multiple || undefined} aria-hidden>
                    {picked.has(row.id) && (multiple ? <Check /> : <i className={styles.dot} />)}
                  </span>
                )}
                <span className={styles.text}>
                  <span
                    className={classNames(styles.name, row.mono && styles.mono, row.strong && styles.strong)}
                  >
                    {row.label}
                  </span>
                  {row.note && <span className={styles.note}>{row.note}</span>}
                </span>
              </div>
            )
          })}
        </div>
      </div>
      {items.length === 0 && (
        <p className={styles.empty} role="status">
          {empty}
        </p>
      )}
    </div>
  )
}
