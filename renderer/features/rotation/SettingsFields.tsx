import type { RotationSettings } from '../../../shared/rotation.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import styles from './Plan.module.css'
import { choicesOf, durationWord, type Wait, withWait } from './settings.ts'

const waits: readonly { wait: Wait; label: string; hint: string }[] = [
  {
    wait: 'watchSeconds',
    label: 'Watch the agents for',
    hint: 'Before the old key is cut. An exporter may drop quietly for a minute.',
  },
  {
    wait: 'soakSeconds',
    label: 'Soak',
    hint: 'After the cut: an agent that fails brings the old key back.',
  },
  {
    wait: 'graceSeconds',
    label: 'Grace period',
    hint: 'After the cut: then the old key is deleted, which can’t be undone.',
  },
]

/** How careful a rotation is. */
export function SettingsFields(props: {
  readonly settings: RotationSettings
  readonly onChange: (settings: RotationSettings) => void
}) {
  const { settings, onChange } = props
  return (
    <div className={styles.settings}>
      <div className={styles.waits}>
        {waits.map(({ wait, label, hint }) => (
          <Field key={wait} label={label} hint={hint}>
            <Select
              options={choicesOf(wait, settings[wait]).map((seconds) => ({
                value: String(seconds),
                label: durationWord(seconds),
              }))}
              value={String(settings[wait])}
              onChange={(value) => onChange(withWait(settings, wait, Number(value)))}
            />
          </Field>
        ))}
      </div>
      <Checkbox
        label="Send one marked log line with the new key"
        note="It is stored at the vendor and billed like any other line. Without it, a bad key and a bad agent can’t be told apart."
        checked={settings.canary}
        onChange={(canary) => onChange({ ...settings, canary })}
      />
    </div>
  )
}
