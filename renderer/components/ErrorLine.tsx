import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Field.module.css'

/** Why a choice that is no single field will not do; nothing where there is nothing to say. */
export function ErrorLine({ children }: { readonly children: ReactNode }) {
  if (!children) return null
  return (
    <p className={styles.error} role="alert">
      <CircleAlert />
      {children}
    </p>
  )
}
