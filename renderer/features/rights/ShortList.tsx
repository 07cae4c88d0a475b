import type { CreateOptions } from '../../../shared/model.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import styles from './RightsDialog.module.css'

const few = 8

/** Whether the vendor knows a few words only, so that there is nothing to search or to type. */
export const isShort = ({ presets, permissions }: Pick<CreateOptions, 'presets' | 'permissions'>): boolean =>
  presets.length === 0 && permissions.length > 0 && permissions.length <= few

/** Permissions that are few enough to be seen at once. */
export function ShortList(props: {
  readonly names: readonly string[]
  readonly chosen: readonly string[]
  readonly onToggle: (name: string) => void
}) {
  return (
    <fieldset className={styles.short}>
      <legend className={styles.legend}>Permissions</legend>
      {props.names.map((name) => (
        <Checkbox
          key={name}
          label={name}
          checked={props.chosen.includes(name)}
          onChange={() => props.onToggle(name)}
        />
      ))}
    </fieldset>
  )
}
