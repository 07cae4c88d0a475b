import styles from './Spinner.module.css'

/** Something runs. The word beside it says what; on its own it needs a label. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span
      className={styles.spinner}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  )
}
