import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Disclosure.module.css'

/** What few need, folded away behind its name. Its content exists while it is open. */
export function Disclosure(props: {
  readonly label: ReactNode
  /** What is in it, in a word or two. */
  readonly note?: ReactNode
  readonly open: boolean
  readonly onToggle: (open: boolean) => void
  readonly children: ReactNode
}) {
  const { open } = props
  return (
    <details
      className={styles.disclosure}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) props.onToggle(event.currentTarget.open)
      }}
    >
      <summary className={styles.summary}>
        <ChevronRight />
        {props.label}
        {props.note && <span className={styles.note}>{props.note}</span>}
      </summary>
      {open && <div className={styles.inside}>{props.children}</div>}
    </details>
  )
}
