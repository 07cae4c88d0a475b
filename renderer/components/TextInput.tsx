import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { useField } from './Field.tsx'
import styles from './TextInput.module.css'

export interface TextInputProps extends Omit<ComponentProps<'input'>, 'className' | 'onChange' | 'value'> {
  readonly value: string
  readonly onChange: (value: string) => void
  /** For values, ids and paths. */
  readonly mono?: boolean
}

/** One line of text. For a pasted value use `type="password"` with `autoComplete="off"`. */
export function TextInput({ value, onChange, mono = false, ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      spellCheck={false}
      autoComplete="off"
      {...useField()}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={classNames(styles.input, mono && styles.mono)}
    />
  )
}
