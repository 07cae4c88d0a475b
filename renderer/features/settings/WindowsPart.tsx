import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MaintenanceWindow } from '../../../shared/reminders.ts'
import { Button } from '../../components/Button.tsx'
import { useNow } from '../../hooks.ts'
import { toast, useStore } from '../../store.ts'
import { opensWord } from '../reminders/snooze-words.ts'
import styles from './Reminders.module.css'
import { daysWords, emptyWindow, spanWords, withoutWindow, withWindow } from './reminder-draft.ts'
import { SavedNote } from './SavedNote.tsx'
import settings from './SettingsView.module.css'
import { useReminderSettings } from './use-saved.ts'
import { WindowForm } from './WindowForm.tsx'

const most = 20

/** The times in which rotations suit: a key can be snoozed until the next one opens. */
export function WindowsPart() {
  const status = useStore((state) => state.snapshot?.reminders)
  const accounts = useStore((state) => state.snapshot?.accounts)
  const now = useNow()
  const { saved, failure, change } = useReminderSettings()
  /** A window's id, or `new`. */
  const [editing, setEditing] = useState<string | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  if (!status) return null
  const { windows } = status.settings
  // What had the focus goes away with the form or the row.
  const close = () => {
    setEditing(null)
    setTimeout(() => add.current?.focus())
  }
  const put = async (window: MaintenanceWindow) => {
    if (await change((current) => withWindow(current, window))) close()
  }
  const remove = async (window: MaintenanceWindow) => {
    if (!(await change((current) => withoutWindow(current, window.id)))) return
    close()
    toast({
      tone: 'ok',
      text: `The window ${window.name} is removed.`,
      action: { label: 'Undo', run: () => void change((current) => withWindow(current, window)) },
    })
  }
  const accountWord = (id: string | null) =>
    id === null
      ? 'all accounts'
      : (accounts?.find((account) => account.id === id)?.name ?? 'an account that was removed')
  const opens = (window: MaintenanceWindow) =>
    status.nextWindows.find(({ name, accountId }) => name === window.name && accountId === window.accountId)
  return (
    <>
      <div className={styles.subhead}>
        <h3>Maintenance windows</h3>
        <span className={styles.actions}>
          {saved && <SavedNote saved failure={null} />}
          {windows.length < most && (
            <Button ref={add} size="small" icon={<Plus />} onClick={() => setEditing('new')}>
              Add a window
            </Button>
          )}
        </span>
      </div>
      <p className={settings.lead}>
        Times in which rotations suit. A key can be snoozed until the next one; a reminder says when one is
        open. Nothing is rotated by itself.
      </p>
      {failure && <SavedNote saved={false} failure={failure} />}
      {windows.length === 0 && editing !== 'new' && <p className={settings.note}>None yet.</p>}
      {(windows.length > 0 || editing === 'new') && (
        <ul className={settings.card}>
          {windows.map((window) => {
            const next = opens(window)
            return (
              <li key={window.id} className={settings.row}>
                {editing === window.id ? (
                  <WindowForm
                    initial={window}
                    onSave={(draft) => put({ ...draft, id: window.id })}
                    onCancel={close}
                  />
                ) : (
                  <>
                    <div className={settings.words}>
                      <p className={settings.name}>{window.name}</p>
                      <p className={settings.note}>
                        {daysWords(window.days)}, {spanWords(window)}; {accountWord(window.accountId)}
                      </p>
                      {next && <p className={settings.note}>Opens next: {opensWord(next.at, now)}</p>}
                    </div>
                    <div className={settings.controls}>
                      <Button
                        size="small"
                        aria-label={`Change the window ${window.name}`}
                        onClick={() => setEditing(window.id)}
                      >
                        Change
                      </Button>
                      <Button
                        size="small"
                        aria-label={`Remove the window ${window.name}`}
                        onClick={() => void remove(window)}
                      >
                        Remove
                      </Button>
                    </div>
                  </>
                )}
              </li>
            )
          })}
          {editing === 'new' && (
            <li className={settings.row}>
              <WindowForm
                initial={emptyWindow}
                onSave={(draft) => put({ ...draft, id: crypto.randomUUID() })}
                onCancel={close}
              />
            </li>
          )}
        </ul>
      )}
    </>
  )
}
