import type { RotationSummary } from '../../../shared/rotation.ts'
import { useNow } from '../../hooks.ts'
import { show } from '../../store.ts'
import { whenWord } from '../../words.ts'
import { Left } from './Left.tsx'
import { RotationBadge } from './RotationBadge.tsx'
import styles from './RotationRow.module.css'
import { hasEnded } from './standing.ts'

/** A rotation in a list; opens it. */
export function RotationRow({ rotation }: { readonly rotation: RotationSummary }) {
  const now = useNow()
  const until = hasEnded(rotation) ? null : rotation.waitsUntil
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-rotation={rotation.id}
        onClick={() => show({ kind: 'rotation', ref: rotation.ref, id: rotation.id })}
      >
        <span className={styles.state}>
          <RotationBadge rotation={rotation} plain />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>
            <bdi>{rotation.keyName}</bdi> <span className={styles.account}>{rotation.account}</span>
          </span>
          <span className={styles.sentence}>{rotation.sentence}</span>
        </span>
        <span className={styles.when}>
          {until ? <Left until={until} /> : whenWord(rotation.updatedAt, now)}
        </span>
      </button>
    </li>
  )
}
