import { useState } from 'react'
import type { Key } from '../../../shared/model.ts'
import type { BulkStatus } from '../../../shared/rotation.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { useNow } from '../../hooks.ts'
import { show, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { count, dueSentence } from '../../words.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import pageStyles from './Page.module.css'
import styles from './Plan.module.css'
import { SettingsFields } from './SettingsFields.tsx'
import { settingsOf } from './settings.ts'
import { underWay } from './standing.ts'

const none: readonly never[] = []
const idOf = (key: Key) => `${key.accountId}/${key.id}`

/** Every key that is due, one after another, the longest overdue first. */
export default function RotateAllDialog({ onClose }: DialogProps<'rotate-all'>) {
  const due = useStore((state) => state.snapshot?.due ?? none)
  const rotations = useStore((state) => state.snapshot?.rotations ?? none)
  const now = useNow()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [settings, setSettings] = useState(settingsOf('planned'))
  const { busy, failure, submit } = useSubmit((_: BulkStatus) => {
    onClose()
    show({ kind: 'rotations' })
  })
  const items = due.filter((item) => item.status !== 'later' && !underWay(rotations, refOf(item.key)))
  const chosen = items.filter((item) => !left.has(idOf(item.key)))
  const toggle = (id: string, on: boolean) =>
    setLeft(new Set(on ? [...left].filter((each) => each !== id) : [...left, id]))
  return (
    <Dialog
      size="medium"
      title="Rotate all due"
      description="One after another, in this order. It stops at the first that needs you; those after it are not begun."
      onClose={onClose}
      onSubmit={() => {
        if (chosen.length > 0 && !busy)
          void submit(
            api['rotations.startAll']({
              refs: chosen.slice(0, 100).map((item) => refOf(item.key)),
              mode: 'planned',
              settings,
            }),
          )
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" disabled={chosen.length === 0} busy={busy}>
            Rotate {count(chosen.length, 'key')}
          </Button>
        </>
      }
    >
      {items.length === 0 ? (
        <p className={pageStyles.note}>No key is due that is not being rotated already.</p>
      ) : (
        <ol className={styles.choices} aria-label="Keys, in order">
          {items.map((item) => (
            <li key={idOf(item.key)}>
              <Checkbox
                label={item.key.name}
                note={`${item.key.account} · ${dueSentence(item.dueAt, now)}`}
                checked={!left.has(idOf(item.key))}
                onChange={(on) => toggle(idOf(item.key), on)}
              />
            </li>
          ))}
        </ol>
      )}
      <h3>Settings for each</h3>
      <SettingsFields settings={settings} onChange={setSettings} />
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
