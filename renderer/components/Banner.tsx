import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Banner.module.css'
import { classNames } from './class-names.ts'

const icons = { info: <Info />, warning: <TriangleAlert />, error: <CircleAlert /> }

export interface BannerProps {
  readonly tone: 'info' | 'warning' | 'error'
  /** What is the case, and what is still safe. */
  readonly title: ReactNode
  /** The next step, in words. */
  readonly children?: ReactNode
  /** The next step, as buttons. */
  readonly actions?: ReactNode
  /** Speaks it when it appears: for the result of something just asked for. */
  readonly live?: boolean
}

/** A condition that lasts, with its next step. */
export function Banner({ tone, title, children, actions, live = false }: BannerProps) {
  return (
    <div
      className={classNames(styles.banner, styles[tone])}
      {...(live ? { role: tone === 'error' ? 'alert' : 'status' } : {})}
    >
      <span className={styles.icon}>{icons[tone]}</span>
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.text}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
