import styles from './KeyturnMark.module.css'

/** A key whose bit is an arrow turning. */
export function KeyturnMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 20 20" aria-hidden="true" fill="none">
      <circle cx="5.4" cy="7" r="3.6" />
      <path d="M9 7h5.500a3.500 3.500 0 0 1 3.500 3.500v.7a3.500 3.500 0 0 1-3.500 3.500H11" />
      <path d="m13.200 12.300-2.400 2.400 2.400 2.400" />
    </svg>
  )
}
