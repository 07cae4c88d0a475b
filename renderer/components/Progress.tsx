import { Progress as Base } from '@base-ui/react/progress'
import styles from './Progress.module.css'

/** How far along: null while that is not known. */
export function Progress({ label, value }: { readonly label: string; readonly value: number | null }) {
  return (
    <Base.Root value={value} className={styles.progress}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      <Base.Track className={styles.track}>
        <Base.Indicator className={styles.indicator} />
      </Base.Track>
    </Base.Root>
  )
}
