import styles from './Kbd.module.css'

/** A shortcut, one cap per key: `Ctrl K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className={styles.keys}>
      {keys.split(' ').map((key) => (
        <span key={key} className={styles.key}>
          {key}
        </span>
      ))}
    </kbd>
  )
}
