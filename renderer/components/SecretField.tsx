import { type Ref, useId, useImperativeHandle, useRef } from 'react'
import styles from './SecretField.module.css'

export interface SecretFieldHandle {
  /** Hands over what was pasted and empties the field: it can be taken once. */
  readonly take: () => string
  readonly focus: () => void
}

/**
 * Where a value is pasted. It is never in React's state, a DOM attribute or an announcement: the element alone holds
 * it until `take`. The caller passes what it took straight to one call and keeps nothing.
 */
export function SecretField(props: {
  readonly ref: Ref<SecretFieldHandle>
  readonly label: string
  readonly hint?: string
  readonly problem?: string | undefined
  /** Whether it may span lines, as a downloaded file's text does. */
  readonly lines?: boolean
  readonly disabled?: boolean
  /** Told whether anything is in the field, never what. */
  readonly onFilled: (filled: boolean) => void
}) {
  const { ref, label, hint, problem, lines = false, disabled = false, onFilled } = props
  const id = useId()
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => ({
    take: () => {
      const text = field.current?.value ?? ''
      if (field.current) field.current.value = ''
      onFilled(false)
      return text
    },
    focus: () => field.current?.focus(),
  }))
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  const common = {
    id,
    ref: field,
    disabled,
    className: styles.input,
    autoComplete: 'off',
    autoCorrect: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
    'aria-describedby': described || undefined,
    'aria-invalid': problem ? true : undefined,
    onInput: () => onFilled((field.current?.value ?? '').trim() !== ''),
  } as const
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {lines ? <textarea {...common} rows={2} data-lines /> : <input {...common} type="password" />}
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p className={styles.problem} id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}
