import { type Ref, useImperativeHandle, useRef } from 'react'
import { classNames } from './class-names.ts'
import { Field, useField } from './Field.tsx'
import styles from './SecretField.module.css'

export interface SecretFieldHandle {
  /** Hands over what was pasted and empties the field: it can be taken once. */
  readonly take: () => string
  readonly focus: () => void
}

interface Props {
  readonly ref: Ref<SecretFieldHandle>
  /** Whether it may span lines, as a downloaded file's text does. */
  readonly lines?: boolean
  readonly disabled?: boolean
  /** Told whether anything is in the field, never what. */
  readonly onFilled: (filled: boolean) => void
}

/**
 * Where a value is pasted. It is never in React's state, a DOM attribute or an announcement: the element alone holds
 * it until `take`. The caller passes what it took straight to one call and keeps nothing.
 */
export function SecretField(
  props: Props & { readonly label: string; readonly hint?: string; readonly error?: string | null },
) {
  const { label, hint, error, ...rest } = props
  return (
    <Field label={label} hint={hint} error={error ?? null}>
      <SecretInput {...rest} />
    </Field>
  )
}

function SecretInput({ ref, lines = false, disabled = false, onFilled }: Props) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => ({
    take: () => {
      const text = field.current?.value.trim() ?? ''
      if (field.current) field.current.value = ''
      onFilled(false)
      return text
    },
    focus: () => field.current?.focus(),
  }))
  const shared = {
    ...useField(),
    ref: field,
    disabled,
    autoComplete: 'off',
    autoCorrect: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
    onInput: () => onFilled((field.current?.value ?? '').trim() !== ''),
  } as const
  return lines ? (
    <textarea {...shared} rows={2} className={classNames(styles.input, styles.lines)} />
  ) : (
    <input {...shared} type="password" className={styles.input} />
  )
}
