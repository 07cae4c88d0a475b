import type { ComponentProps } from 'react'
import { useField } from './Field.tsx'
import styles from './TextArea.module.css'

export interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'className' | 'onChange' | 'value'> {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Some lines of text. */
export function TextArea({ value, onChange, ...rest }: TextAreaProps) {
  return (
    <textarea
      autoComplete="off"
      {...useField()}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={styles.area}
    />
  )
}
