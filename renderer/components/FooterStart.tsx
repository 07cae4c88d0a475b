import type { ReactNode } from 'react'
import styles from './FooterStart.module.css'

/** The side of a dialog's footer for what leads elsewhere: back, another way. */
export function FooterStart({ children }: { readonly children: ReactNode }) {
  return <span className={styles.start}>{children}</span>
}
