import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useField } from './Field.tsx'
import styles from './Select.module.css'

export interface Option<V extends string> {
  readonly value: V
  readonly label: string
  /** Set beside the label in the list, such as a place. */
  readonly note?: ReactNode
}

export interface SelectProps<V extends string> {
  readonly options: readonly Option<V>[]
  readonly value: V
  readonly onChange: (value: V) => void
  /** Its name where no `Field` gives one. */
  readonly label?: string
  readonly disabled?: boolean
}

/** One of a few. */
export function Select<V extends string>({
  options,
  value,
  onChange,
  label,
  disabled = false,
}: SelectProps<V>) {
  // Drawn beside its button, not at the end of the page, so that it stays in its landmark and its dialog.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      modal={false}
    >
      <Base.Trigger {...useField()} {...(label ? { 'aria-label': label } : {})} className={styles.trigger}>
        <Base.Value className={styles.value} />
        <Base.Icon className={styles.icon}>
          <ChevronsUpDown />
        </Base.Icon>
      </Base.Trigger>
      <span ref={setPlace} className={styles.place} />
      <Base.Portal container={place}>
        <Base.Positioner
          className={styles.positioner}
          positionMethod="fixed"
          sideOffset={4}
          alignItemWithTrigger={false}
        >
          <Base.Popup className={styles.popup}>
            <Base.List className={styles.list}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  <Base.ItemText className={styles.text}>{option.label}</Base.ItemText>
                  {option.note && <span className={styles.note}>{option.note}</span>}
                  <Base.ItemIndicator className={styles.check}>
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
