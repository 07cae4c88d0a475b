import { Check } from 'lucide-react'
import type { Failure } from '../../../shared/errors.ts'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import styles from './Reminders.module.css'

/** That a change was saved, quietly, or why it was not. */
export function SavedNote({ saved, failure }: { readonly saved: boolean; readonly failure: Failure | null }) {
  if (failure)
    return (
      <div className={styles.whole}>
        <FailureBanner failure={failure} kept="It is as it was before." />
      </div>
    )
  return saved ? (
    <span className={styles.saved}>
      <Check aria-hidden="true" /> Saved
    </span>
  ) : null
}
