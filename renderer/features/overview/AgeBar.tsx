import type { DueItem } from '../../../shared/model.ts'
import { classNames } from '../../components/class-names.ts'
import styles from './AgeBar.module.css'
import { ageShare, ageShareWords } from './timeline-marks.ts'

/** How much of the time that its policy allows a key has used. What is only the least that it can be is hatched. */
export function AgeBar({ item, now }: { readonly item: DueItem; readonly now: number }) {
  const age = ageShare(item, now)
  if (!age) return <span className={styles.words}>{item.reason}</span>
  return (
    <span className={styles.age} title={item.reason}>
      <span className={styles.track} aria-hidden="true">
        <span
          className={classNames(styles.used, styles[item.status], age.least && styles.least)}
          style={{ width: `${Math.round(age.share * 100)}%` }}
        />
      </span>
      <span className={styles.words}>{ageShareWords(age)}</span>
    </span>
  )
}
