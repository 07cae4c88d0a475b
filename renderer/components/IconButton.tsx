import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './IconButton.module.css'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  /** Its name, for the tooltip and for screen readers. */
  readonly label: string
  readonly icon: ReactNode
  readonly shortcut?: string
  readonly compact?: boolean
}

export function IconButton({ label, icon, shortcut, compact = false, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classNames(styles.button, compact && styles.compact)}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
