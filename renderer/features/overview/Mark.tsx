import { BellOff, RotateCw } from 'lucide-react'
import { classNames } from '../../components/class-names.ts'
import styles from './Mark.module.css'
import type { MarkKind } from './timeline-marks.ts'

/** A key on the timeline. Its shape says what its colour says: a square, a ring, a dot, a bell struck out, an arrow. */
export function Mark({ kind }: { readonly kind: MarkKind }) {
  if (kind === 'rotating' || kind === 'snoozed')
    return (
      <span className={classNames(styles.sign, styles[kind])} aria-hidden="true">
        {kind === 'rotating' ? <RotateCw /> : <BellOff />}
      </span>
    )
  return <span className={classNames(styles.dot, styles[kind])} aria-hidden="true" />
}
