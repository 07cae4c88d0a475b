import { Menu as Base } from '@base-ui/react/menu'
import { type ReactElement, type ReactNode, useState } from 'react'
import { classNames } from './class-names.ts'
import { Kbd } from './Kbd.tsx'
import styles from './Menu.module.css'

export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly shortcut?: string
  /** Why it cannot be used now; it stays readable. */
  readonly refusal?: string | null
  readonly danger?: boolean
  readonly run: () => void
}

/** A button's menu: items, with `null` for a separating line. */
export function Menu({
  trigger,
  items,
}: {
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly items: readonly (MenuItem | null)[]
}) {
  // Drawn beside its button, not at the end of the page, so that it stays in its landmark and its dialog.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <span ref={setPlace} className={styles.place} />
      <Base.Portal container={place}>
        <Base.Positioner className={styles.positioner} positionMethod="fixed" sideOffset={4} align="end">
          <Base.Popup className={styles.popup}>
            {items.map((item, index) =>
              item === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity
                <Base.Separator key={index} className={styles.line} />
              ) : (
                <Base.Item
                  key={item.label}
                  disabled={Boolean(item.refusal)}
                  className={classNames(styles.item, item.danger && styles.danger)}
                  onClick={item.run}
                >
                  <span className={styles.icon}>{item.icon}</span>
                  <span className={styles.words}>
                    {item.label}
                    {item.refusal && <span className={styles.refusal}>{item.refusal}</span>}
                  </span>
                  {item.shortcut && <Kbd keys={item.shortcut} />}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
