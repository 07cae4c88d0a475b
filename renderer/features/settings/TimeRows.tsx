import { useState } from 'react'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useStore } from '../../store.ts'
import styles from './Reminders.module.css'
import { quietProblem, spanWords } from './reminder-draft.ts'
import { SavedNote } from './SavedNote.tsx'
import settings from './SettingsView.module.css'
import { useReminderSettings } from './use-saved.ts'

const usualQuiet = { from: '19:00', to: '08:00' }
const usualDigest = '09:00'

/** A time of day in which nothing is shown. */
export function QuietHoursRow() {
  const quiet = useStore((state) => state.snapshot?.reminders.settings.quietHours ?? null)
  const { saved, failure, change } = useReminderSettings()
  const [draft, setDraft] = useState(quiet ?? usualQuiet)
  const [on, setOn] = useState(quiet !== null)
  const problem = on ? quietProblem(draft) : null
  const take = (next: typeof draft, active: boolean) => {
    setDraft(next)
    setOn(active)
    if (!active) void change((current) => ({ ...current, quietHours: null }))
    else if (quietProblem(next) === null) void change((current) => ({ ...current, quietHours: next }))
  }
  return (
    <li className={settings.row}>
      <div className={settings.words}>
        <Checkbox
          label={<span className={settings.name}>Quiet hours</span>}
          note={
            on
              ? `Nothing is shown ${problem ? 'then' : spanWords(draft)}. What is due comes when they end.`
              : 'Reminders come at any hour.'
          }
          checked={on}
          onChange={(active) => take(draft, active)}
        />
      </div>
      {saved && <SavedNote saved failure={null} />}
      {on && (
        <div className={styles.times}>
          <Field label="Quiet from" error={problem}>
            <TextInput type="time" value={draft.from} onChange={(from) => take({ ...draft, from }, true)} />
          </Field>
          <Field label="Quiet until">
            <TextInput type="time" value={draft.to} onChange={(to) => take({ ...draft, to }, true)} />
          </Field>
        </div>
      )}
      {failure && <SavedNote saved={false} failure={failure} />}
    </li>
  )
}

/** At once, or one digest a day. */
export function DigestRow() {
  const digestAt = useStore((state) => state.snapshot?.reminders.settings.digestAt ?? null)
  const { saved, failure, change } = useReminderSettings()
  const [time, setTime] = useState(digestAt ?? usualDigest)
  const daily = digestAt !== null
  const problem = daily && time === '' ? 'Give a time such as 09:00.' : null
  const take = (next: string) => {
    setTime(next)
    if (next !== '') void change((current) => ({ ...current, digestAt: next }))
  }
  return (
    <li className={settings.row}>
      <div className={settings.words}>
        <Checkbox
          label={<span className={settings.name}>One digest a day</span>}
          note={
            daily
              ? `Daily at ${digestAt}. Where the computer slept then, it comes when it wakes.`
              : 'At once: a reminder comes when a key becomes due, still as one for all.'
          }
          checked={daily}
          onChange={(on) =>
            on ? take(time || usualDigest) : void change((current) => ({ ...current, digestAt: null }))
          }
        />
      </div>
      {saved && <SavedNote saved failure={null} />}
      {daily && (
        <div className={styles.times}>
          <Field label="Digest at" error={problem}>
            <TextInput type="time" value={time} onChange={take} />
          </Field>
        </div>
      )}
      {failure && <SavedNote saved={false} failure={failure} />}
    </li>
  )
}
