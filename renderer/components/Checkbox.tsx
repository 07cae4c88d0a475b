import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './Checkbox.module.css'

/** On, off, or `mixed` for a group that is partly on. */
export function Checkbox({
  label,
  note,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly checked: boolean | 'mixed'
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = checked === 'mixed'
  }, [checked])
  return (
    <label className={styles.row} data-disabled={disabled || undefined}>
      <input
        ref={box}
        type="checkbox"
        className={styles.box}
        checked={checked === true}
        disabled={disabled}
        aria-describedby={note ? id : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles.words}>
        <span>{label}</span>
        {note && (
          <span id={id} className={styles.note}>
            {note}
          </span>
        )}
      </span>
    </label>
  )
}

/** A box alone, named where its words would stand: for rows whose own press or key turns it. */
export function TickBox({
  label,
  checked,
  onChange,
  inRow = false,
}: {
  readonly label: string
  readonly checked: boolean | 'mixed'
  readonly onChange: () => void
  /** What has the focus is the list around it. */
  readonly inRow?: boolean
}) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = checked === 'mixed'
  }, [checked])
  return (
    <input
      ref={box}
      type="checkbox"
      className={styles.box}
      aria-label={label}
      checked={checked === true}
      tabIndex={inRow ? -1 : 0}
      onMouseDown={inRow ? (event) => event.preventDefault() : undefined}
      onChange={onChange}
    />
  )
}
