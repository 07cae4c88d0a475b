import { type ReactNode, useId } from 'react'
import styles from './Switch.module.css'

/** Takes effect at once, unlike a checkbox in a form. */
export function Switch({
  label,
  note,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <label className={styles.row} data-disabled={disabled || undefined}>
      <span className={styles.words}>
        <span>{label}</span>
        {note && (
          <span id={id} className={styles.note}>
            {note}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        className={styles.track}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={note ? id : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  )
}
