import type { AuditEntry } from '../../../shared/model.ts'
import { useNow } from '../../hooks.ts'
import { whenWord } from '../../words.ts'
import styles from './HistorySection.module.css'
import { Section } from './Section.tsx'

const actors = { app: 'in the app', terminal: 'in the terminal', system: 'by Keyturn' }

/** What Keyturn did with it, the newest first. */
export function HistorySection({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const now = useNow()
  return (
    <Section title="History">
      {entries.length === 0 ? (
        <p className={styles.none}>Keyturn has not changed or used it yet.</p>
      ) : (
        <ol className={styles.entries}>
          {entries.map((entry) => (
            <li key={entry.seq} className={styles.entry}>
              <time dateTime={entry.at} className={styles.when}>
                {whenWord(entry.at, now)}
              </time>
              <span className={styles.words}>
                {entry.text} <span className={styles.actor}>{actors[entry.actor]}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}
