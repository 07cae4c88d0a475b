import type { ImportCandidate } from '../../../shared/model.ts'
import styles from './ReviewPart.module.css'

/** What is known of a value that was read, without the value. */
export function CandidateFacts({ candidate }: { readonly candidate: ImportCandidate }) {
  return (
    <dl className={styles.facts}>
      <dt>Read from</dt>
      <dd className={styles.name}>{candidate.source === 'file' ? candidate.fileName : 'what you pasted'}</dd>
      <dt>Looks like</dt>
      <dd>{candidate.looksLike}</dd>
      <dt>Length</dt>
      <dd>{candidate.length} characters</dd>
    </dl>
  )
}
