import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useStore } from '../../store.ts'
import styles from './Reminders.module.css'
import { type WindowDraft, weekdayNames, windowProblems } from './reminder-draft.ts'

const none: readonly never[] = []

/** A maintenance window's days, times and keys. */
export function WindowForm({
  initial,
  onSave,
  onCancel,
}: {
  readonly initial: WindowDraft
  /** Answers whether it was saved. */
  readonly onSave: (draft: WindowDraft) => Promise<unknown>
  readonly onCancel: () => void
}) {
  const accounts = useStore((state) => state.snapshot?.accounts ?? none)
  const [draft, setDraft] = useState(initial)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const problems = windowProblems(draft)
  const shown = tried ? problems : {}
  const submit = async () => {
    setTried(true)
    if (Object.keys(problems).length > 0) return
    setBusy(true)
    await onSave({ ...draft, name: draft.name.trim() })
    setBusy(false)
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field label="Name" error={shown.name ?? null}>
        <TextInput
          autoFocus
          value={draft.name}
          maxLength={80}
          onChange={(name) => setDraft({ ...draft, name })}
        />
      </Field>
      <fieldset className={styles.choice} aria-describedby={shown.days ? 'window-days-problem' : undefined}>
        <legend className={styles.legend}>Opens on</legend>
        <div className={styles.days}>
          {weekdayNames.map((name, index) => (
            <Checkbox
              key={name}
              label={name}
              checked={draft.days.includes(index + 1)}
              onChange={(on) =>
                setDraft({
                  ...draft,
                  days: on
                    ? [...draft.days, index + 1].sort()
                    : draft.days.filter((day) => day !== index + 1),
                })
              }
            />
          ))}
        </div>
        {shown.days && (
          <p id="window-days-problem" className={styles.problem} role="alert">
            <CircleAlert aria-hidden="true" /> {shown.days}
          </p>
        )}
      </fieldset>
      <div className={styles.times}>
        <Field label="From" error={shown.from ?? null}>
          <TextInput type="time" value={draft.from} onChange={(from) => setDraft({ ...draft, from })} />
        </Field>
        <Field
          label="To"
          error={shown.to ?? null}
          hint={draft.to !== '' && draft.to <= draft.from ? 'On the next day.' : undefined}
        >
          <TextInput type="time" value={draft.to} onChange={(to) => setDraft({ ...draft, to })} />
        </Field>
        <Field label="For the keys of">
          <Select
            value={draft.accountId ?? 'all'}
            onChange={(id) => setDraft({ ...draft, accountId: id === 'all' ? null : id })}
            options={[
              { value: 'all', label: 'All accounts' },
              ...accounts.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </Field>
      </div>
      <div className={styles.actions}>
        <Button type="submit" size="small" variant="primary" busy={busy}>
          Save
        </Button>
        <Button size="small" variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
