import { BellRing } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { aheadWord } from '../reminders/snooze-words.ts'
import styles from './Reminders.module.css'
import { pausedUntil, pauseEnd, pauseUntil } from './reminder-draft.ts'
import { SavedNote } from './SavedNote.tsx'
import settings from './SettingsView.module.css'
import { useReminderSettings } from './use-saved.ts'

/** No reminders for a while. */
export function PauseRow() {
  const status = useStore((state) => state.snapshot?.reminders)
  const now = useNow()
  const { saved, failure, change } = useReminderSettings()
  const buttons = useRef<HTMLDivElement>(null)
  const [picking, setPicking] = useState(false)
  const [date, setDate] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  if (!status) return null
  const until = pausedUntil(status.settings, now)
  const pause = async (end: string | null) => {
    if (!(await change((current) => ({ ...current, pausedUntil: end })))) return
    setPicking(false)
    // The button that was pressed has gone.
    setTimeout(() => buttons.current?.querySelector('button')?.focus())
  }
  return (
    <li className={settings.row}>
      <div className={settings.words}>
        <p className={settings.name}>Pause</p>
        <p className={settings.note}>
          {until ? `Paused until ${aheadWord(until, now)}.` : 'Not paused.'} The inbox and the overview still
          say what is due.
        </p>
      </div>
      <div ref={buttons} className={styles.actions}>
        {saved && <SavedNote saved failure={null} />}
        {until ? (
          <Button size="small" icon={<BellRing />} onClick={() => void pause(null)}>
            Resume
          </Button>
        ) : (
          <>
            <Button
              size="small"
              aria-label="Pause for 1 day"
              onClick={() => void pause(pauseEnd(1, Date.now()))}
            >
              1 day
            </Button>
            <Button
              size="small"
              aria-label="Pause for 1 week"
              onClick={() => void pause(pauseEnd(7, Date.now()))}
            >
              1 week
            </Button>
            <Button
              size="small"
              aria-label="Pause until a date"
              aria-expanded={picking}
              onClick={() => setPicking(!picking)}
            >
              Until a date…
            </Button>
          </>
        )}
      </div>
      {picking && !until && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            const end = pauseUntil(date, Date.now())
            setProblem('problem' in end ? end.problem : null)
            if ('until' in end) void pause(end.until)
          }}
        >
          <div className={styles.times}>
            <Field label="Remind again on" error={problem}>
              <TextInput type="date" value={date} onChange={setDate} />
            </Field>
          </div>
          <div className={styles.actions}>
            <Button type="submit" size="small" variant="primary">
              Pause
            </Button>
            <Button size="small" variant="quiet" onClick={() => setPicking(false)}>
              Cancel
            </Button>
          </div>
        </form>
      )}
      {failure && <SavedNote saved={false} failure={failure} />}
    </li>
  )
}
