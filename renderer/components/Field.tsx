import { CircleAlert } from 'lucide-react'
import { createContext, type ReactNode, useContext, useId } from 'react'
import styles from './Field.module.css'

interface FieldParts {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

const FieldContext = createContext<FieldParts | null>(null)

/** What a control inside a `Field` spreads on its element to be named and described by it. */
export const useField = (): Partial<FieldParts> => useContext(FieldContext) ?? {}

/** A label, a control, a hint, and why what was entered will not do. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly optional?: boolean
  readonly children: ReactNode
}) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && <span className={styles.optional}> optional</span>}
      </label>
      <FieldContext.Provider
        value={{ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined }}
      >
        {children}
      </FieldContext.Provider>
      {error && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          <CircleAlert />
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
