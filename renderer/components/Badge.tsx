import type { ReactNode } from 'react'
import styles from './Badge.module.css'
import { classNames } from './class-names.ts'

export type Tone = 'neutral' | 'ok' | 'warning' | 'danger' | 'info'

export interface BadgeProps {
  readonly tone?: Tone
  readonly icon?: ReactNode
  /** Word and icon alone, without the filled shape: for rows. */
  readonly plain?: boolean
  readonly children: ReactNode
}

/** A state in a word, with an icon and a colour beside it. */
export function Badge({ tone = 'neutral', icon, plain = false, children }: BadgeProps) {
  return (
    <span className={classNames(styles.badge, styles[tone], plain && styles.plain)}>
      {icon}
      {children}
    </span>
  )
}
