import styles from './KeyturnMark.module.css'

/** A key whose bit is an arrow turning. */
export function KeyturnMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 20 20" aria-hidden="true" fill="none">
      <path d="M10.6 3.2A5 5 0 1 0 12 8.6" />
      <path d="M12.6 1.6 10.5 3.3l1.9 2" />
      <circle cx="7" cy="7.4" r="1.4" />
      <path d="m10.6 11 6.2 6.2M14 14.400l2-2M16.800 17.200l1.600-1.600" />
    </svg>
  )
}
