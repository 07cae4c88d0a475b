// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go cannot be a list element; the roles say what they are
// biome-ignore-all lint/a11y/noNoninteractiveElementInteractions: arrows walk through the findings, Enter opens the key
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the keyboard stands on a finding to read it
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useAgentNames } from '../../agents.ts'
import { openKey } from '../../store.ts'
import { FindingItem } from './FindingItem.tsx'
import styles from './FindingList.module.css'
import { type FindingRow, refOfFinding } from './finding-list.ts'

/** Findings of which only those in sight exist, in the page's own scroller. One tab stop; arrows move, Enter opens. */
export function FindingList(props: {
  readonly rows: readonly FindingRow[]
  readonly scroller: RefObject<HTMLDivElement | null>
}) {
  const { rows, scroller } = props
  const names = useAgentNames()
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [active, setActive] = useState(0)
  const moved = useRef(false)
  const current = Math.min(active, rows.length - 1)

  // What stands above it grows and shrinks.
  useLayoutEffect(() => {
    const above = list.current?.parentElement
    if (!above) return
    const measure = () => setTop(list.current?.offsetTop ?? 0)
    const observer = new ResizeObserver(measure)
    for (const child of above.children) observer.observe(child)
    measure()
    return () => observer.disconnect()
  }, [])

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      64 + (rows[index]?.startsFile ? 32 : 0) + (rows[index]?.startsLevel === null ? 0 : 36),
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: 8,
    scrollPaddingEnd: 8,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan)
      const last = Math.min(count - 1, endIndex + overscan)
      const range = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      // The one with the focus always exists.
      if (current < first) return [current, ...range]
      return current > last ? [...range, current] : range
    },
  })

  useEffect(() => {
    if (!moved.current) return
    moved.current = false
    virtual.scrollToIndex(current, { align: 'auto' })
    const timer = setTimeout(() =>
      list.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({ preventScroll: true }),
    )
    return () => clearTimeout(timer)
  }, [current, virtual])

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const last = rows.length - 1
    const places: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: last,
    }
    const place = places[event.key]
    if (place !== undefined) {
      event.preventDefault()
      moved.current = true
      setActive(Math.max(0, Math.min(last, place)))
    } else if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.dataset.index) {
      const finding = rows[current]?.finding
      const ref = finding && refOfFinding(finding)
      if (ref) openKey(ref)
    }
  }
  return (
    <div
      ref={list}
      role="list"
      aria-label="Findings"
      className={styles.list}
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={press}
    >
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index]
        if (!row) return null
        const { agent } = row.finding
        return (
          <div
            key={index}
            ref={virtual.measureElement}
            data-index={index}
            role="listitem"
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            tabIndex={index === current ? 0 : -1}
            className={styles.item}
            style={{ transform: `translateY(${start - top}px)` }}
            onFocus={() => setActive(index)}
          >
            <FindingItem row={row} agent={agent ? (names.get(agent) ?? agent) : null} />
          </div>
        )
      })}
    </div>
  )
}
