import { RotateCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { BulkStatus } from '../../../shared/rotation.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { findKey, openDialog, show, useStore } from '../../store.ts'
import { named } from '../overview/needs.ts'
import { RotationRow } from './RotationRow.tsx'
import styles from './RotationsView.module.css'
import { lastOpened } from './rotation-actions.ts'
import { hasEnded, inOrder, notBegun } from './standing.ts'

const none: readonly never[] = []
const nameOf = (ref: BulkStatus['refs'][number]) => findKey(ref)?.name ?? ref.keyId

function Bulk({ bulk }: { readonly bulk: BulkStatus }) {
  const left = notBegun(bulk)
  const stopped = bulk.stoppedAt
  return (
    <Banner
      tone={stopped ? 'warning' : 'info'}
      title={`${bulk.done} of ${bulk.refs.length} rotated`}
      actions={
        stopped && (
          <Button size="small" onClick={() => show({ kind: 'rotation', ref: stopped })}>
            Open {nameOf(stopped)}
          </Button>
        )
      }
    >
      <p>{bulk.sentence}</p>
      {bulk.current && <p>Now: {nameOf(bulk.current)}.</p>}
      {left.length > 0 && <p>Not begun: {named(left.map(nameOf), 5)}. Nothing was changed for these.</p>}
    </Banner>
  )
}

/** Every rotation: those that need the user first, then those under way, then the last that have ended. */
export default function RotationsView() {
  const rotations = useStore((state) => state.snapshot?.rotations ?? none)
  const bulk = useStore((state) => state.snapshot?.bulk ?? null)
  const due = useStore((state) => state.snapshot?.due ?? none)
  const open = inOrder(rotations.filter((each) => !hasEnded(each)))
  const past = inOrder(rotations.filter(hasEnded))
  const title = useRef<HTMLHeadingElement>(null)
  // From a rotation back to its row, where what had the focus is gone.
  useEffect(() => {
    const timer = setTimeout(() => {
      const at = document.activeElement
      if (at && at !== document.body) return
      const rows = [...document.querySelectorAll<HTMLElement>('[data-rotation]')]
      const left = rows.find((row) => row.dataset.rotation === lastOpened())
      ;(left ?? title.current)?.focus({ preventScroll: left === undefined })
    }, 40)
    return () => clearTimeout(timer)
  }, [])
  const dueNow = due.filter((item) => item.status !== 'later')
  const all = dueNow.length > 0 && (
    <Button icon={<RotateCw />} onClick={() => openDialog({ name: 'rotate-all' })}>
      Rotate all due…
    </Button>
  )
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <header className={styles.head}>
          <h1 ref={title} tabIndex={-1} className={styles.heading}>
            Rotations
          </h1>
          {rotations.length > 0 && all}
        </header>
        {bulk && <Bulk bulk={bulk} />}
        {rotations.length === 0 ? (
          <EmptyState icon={<RotateCw />} title="No rotation yet" actions={all}>
            Choose a key and press R: you see what would happen before anything does.
          </EmptyState>
        ) : (
          <>
            {open.length > 0 && (
              <ul className={styles.list} aria-label="Under way">
                {open.map((rotation) => (
                  <RotationRow key={rotation.id} rotation={rotation} />
                ))}
              </ul>
            )}
            {past.length > 0 && (
              <section aria-labelledby="ended">
                <h2 id="ended" className={styles.title}>
                  Ended
                </h2>
                <ul className={styles.list}>
                  {past.map((rotation) => (
                    <RotationRow key={rotation.id} rotation={rotation} />
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </div>
  )
}
