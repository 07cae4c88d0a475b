import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
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
  readonly onChange: (value: V) => void
}) {
  const id = useId()
  return (
    <div className={styles.cards}>
      <span className={styles.label} id={id}>
        {props.label}
      </span>
      <RadioGroup
        className={styles.group}
        aria-labelledby={id}
        value={props.value}
        disabled={props.disabled ?? false}
        onValueChange={(value) => props.onChange(value as V)}
      >
        {props.cards.map((card) => (
          <label key={card.value} className={styles.card}>
            <Radio.Root value={card.value} className={styles.radio}>
              <Radio.Indicator className={styles.dot} />
            </Radio.Root>
            <span className={styles.text}>
              <span className={classNames(styles.name, card.mono && styles.mono)}>{card.label}</span>
              {card.explains && <span className={styles.explains}>{card.explains}</span>}
            </span>
          </label>
        ))}
      </RadioGroup>
    </div>
  )
}
