import { ChevronRight, X } from 'lucide-react'
import { useId, useState } from 'react'
import { IconButton } from '../../components/IconButton.tsx'
import { announce } from '../../store.ts'
import { count } from '../../words.ts'
import styles from './ChosenPermissions.module.css'

/** More than these are folded away. */
const few = 8

/** The chosen single permissions by name: the list that they were chosen in has hundreds. */
export function ChosenPermissions(props: {
  readonly chosen: readonly string[]
  readonly disabled: boolean
  readonly onRemove: (permission: string) => void
}) {
  const { chosen, disabled } = props
  const [open, setOpen] = useState(chosen.length <= few)
  const id = useId()
  if (chosen.length === 0) return null
  const remove = (name: string, index: number) => {
    props.onRemove(name)
    announce(`${name} is taken away.`)
    // The button that had the focus is gone: the next one takes it.
    setTimeout(() => {
      const buttons = document.getElementById(id)?.querySelectorAll<HTMLElement>('button')
      buttons?.[Math.min(index, buttons.length - 1)]?.focus()
    })
  }
  return (
    <details
      className={styles.chosen}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) setOpen(event.currentTarget.open)
      }}
    >
      <summary className={styles.summary}>
        <ChevronRight />
        {count(chosen.length, 'permission')} chosen
      </summary>
      <ul id={id} className={styles.list} aria-label="Chosen permissions">
        {chosen.map((name, index) => (
          <li key={name} className={styles.item}>
            <span className={styles.name}>{name}</span>
            {!disabled && (
              <IconButton compact label={`Remove ${name}`} icon={<X />} onClick={() => remove(name, index)} />
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
