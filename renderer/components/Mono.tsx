import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './Mono.module.css'

/** Ids, paths, masked values, diffs. `wrap` lets a long path break. */
export function Mono({ children, wrap = false }: { readonly children: ReactNode; readonly wrap?: boolean }) {
  return <code className={classNames(styles.mono, wrap && styles.wrap)}>{children}</code>
}
