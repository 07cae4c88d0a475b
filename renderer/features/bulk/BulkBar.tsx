import { CircleMinus, CirclePlay, Trash2, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Key } from '../../../shared/model.ts'
import type { KeyBulkAction } from '../../../shared/providers.ts'
import { refOf } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { announce, openDialog, useStore } from '../../store.ts'
import { count } from '../../words.ts'
import styles from './BulkBar.module.css'
import { clearMarks, keepMarks, markOf, mostKeys, useSelection } from './selection.ts'

const none: readonly never[] = []

/** What can be done to the marked keys, below the list while any is marked. `shown`: the keys in the list. */
export function BulkBar({ shown }: { readonly shown: readonly Key[] }) {
  const marked = useSelection((state) => state.marked)
  const keys = useStore((state) => state.snapshot?.keys ?? none)
  const said = useSelection((state) => state.said)
  const spoken = useRef(said)
  useEffect(() => keepMarks(keys), [keys])
  useEffect(() => {
    if (said === spoken.current) return
    spoken.current = said
    if (said) announce(said)
  }, [said])
  if (marked.size === 0) return null
  const inSight = shown.filter((key) => marked.has(markOf(refOf(key)))).length
  const tooMany = marked.size > mostKeys
  const hidden = marked.size - inSight
  const open = (action: KeyBulkAction) => openDialog({ name: 'bulk', action, refs: [...marked.values()] })
  return (
    <section className={styles.bar} aria-label="Marked keys">
      <p className={styles.count}>
        {count(marked.size, 'key')} marked
        {hidden > 0 && <span className={styles.hidden}>, {hidden} not in this list</span>}
        {tooMany && <span className={styles.hidden}>. At most {mostKeys} at a time</span>}
      </p>
      <Button
        variant="quiet"
        icon={<X />}
        aria-keyshortcuts="Escape"
        onClick={() => {
          clearMarks()
          document.querySelector<HTMLElement>('[role=grid]')?.focus()
        }}
      >
        Clear
      </Button>
      <span className={styles.gap} />
      <Button icon={<CirclePlay />} disabled={tooMany} onClick={() => open('enable')}>
        Enable…
      </Button>
      <Button icon={<CircleMinus />} disabled={tooMany} onClick={() => open('disable')}>
        Disable…
      </Button>
      <Button icon={<Trash2 />} disabled={tooMany} onClick={() => open('delete')}>
        Delete…
      </Button>
    </section>
  )
}
