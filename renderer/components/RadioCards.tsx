import { useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './RadioCards.module.css'

export interface RadioCard<V extends string> {
  readonly value: V
  readonly label: string
  readonly explains?: string
  readonly mono?: boolean
}

/** One choice of a few, each with a line that says what it means. */
export function RadioCards<V extends string>(props: {
  readonly label: string
  readonly value: V | null
  readonly cards: readonly RadioCard<V>[]
  readonly disabled?: boolean
  /** One row of names; the chosen one's line stands below. */
  readonly compact?: boolean
  readonly onChange: (value: V) => void
}) {
  const id = useId()
  const chosen = props.compact ? props.cards.find((card) => card.value === props.value) : undefined
  return (
    <fieldset className={styles.cards} disabled={props.disabled ?? false}>
      <legend className={styles.label}>{props.label}</legend>
      <div className={props.compact ? styles.names : styles.group}>
        {props.cards.map((card) => (
          <label key={card.value} className={styles.card}>
            <input
              type="radio"
              name={id}
              className={styles.radio}
              checked={props.value === card.value}
              aria-labelledby={`${id}-${card.value}`}
              aria-describedby={
                card.explains && (!props.compact || card === chosen)
                  ? `${id}-${card.value}-explains`
                  : undefined
              }
              onChange={() => props.onChange(card.value)}
            />
            <span className={styles.text}>
              <span id={`${id}-${card.value}`} className={classNames(styles.name, card.mono && styles.mono)}>
                {card.label}
              </span>
              {card.explains && !props.compact && (
                <span id={`${id}-${card.value}-explains`} className={styles.explains}>
                  {card.explains}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {chosen?.explains && (
        <p id={`${id}-${chosen.value}-explains`} className={styles.below}>
          {chosen.explains}
        </p>
      )}
    </fieldset>
  )
}
