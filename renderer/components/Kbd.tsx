import { Fragment } from 'react'
import styles from './Kbd.module.css'

/** A shortcut, one cap per key: `Ctrl K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className={styles.keys}>
      {keys.split(' ').map((key, index) => (
        <Fragment key={key}>
          {/* Read as words apart; the flex box does not draw it. */}
          {index > 0 && ' '}
          <span className={styles.key}>{key}</span>
        </Fragment>
      ))}
    </kbd>
  )
}
