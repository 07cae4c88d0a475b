import type { ReactNode } from 'react'
import { classNames } from '../../components/class-names.ts'
import { show, useStore } from '../../store.ts'
import type { View } from '../../views.ts'
import styles from './Sidebar.module.css'

interface LinkProps {
  readonly to: View
  readonly icon?: ReactNode
  readonly label: string
  readonly count?: number
  /** A count that asks for attention, and what it counts. */
  readonly wants?: string
  readonly level?: 'vendor' | 'account' | 'type'
}

/** A place of the sidebar, with how much is in it. */
export function SidebarLink({ to, icon, label, count, wants, level }: LinkProps) {
  const view = useStore((state) => state.view)
  const current = JSON.stringify(view) === JSON.stringify(to)
  return (
    <li>
      <button
        type="button"
        className={classNames(styles.link, level && styles[level])}
        aria-current={current ? 'page' : undefined}
        onClick={() => show(to)}
      >
        {icon}
        <bdi className={styles.label} title={level ? label : undefined}>
          {label}
        </bdi>
        {count ? (
          <span className={classNames(styles.count, wants && styles.wants)}>
            {count.toLocaleString('en')}
            <span className="unseen"> {wants ?? (count === 1 ? 'key' : 'keys')}</span>
          </span>
        ) : null}
      </button>
    </li>
  )
}
