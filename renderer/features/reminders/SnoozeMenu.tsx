import { AlarmClock, BellRing, CalendarClock } from 'lucide-react'
import type { KeyRef } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Menu, type MenuItem } from '../../components/Menu.tsx'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { snooze } from './snooze.ts'
import { aheadWord, nextWindowFor, opensWord, snoozedUntil } from './snooze-words.ts'

/** For how long a key's reminders are held back. `compact`: a sign alone, for rows. */
export function SnoozeMenu({
  keyRef,
  name,
  compact = false,
}: {
  readonly keyRef: KeyRef
  readonly name: string
  readonly compact?: boolean
}) {
  const now = useNow()
  const reminders = useStore((state) => state.snapshot?.reminders)
  if (!reminders) return null
  const until = snoozedUntil(reminders, keyRef, now)
  const window = nextWindowFor(reminders, keyRef.accountId)
  const items: (MenuItem | null)[] = [
    { label: '1 day', icon: <AlarmClock />, run: () => void snooze(keyRef, '1d') },
    { label: '1 week', icon: <AlarmClock />, run: () => void snooze(keyRef, '1w') },
    {
      label: window ? `Until the window (${opensWord(window.at, now)})` : 'Until the window',
      icon: <CalendarClock />,
      refusal: window ? null : 'No maintenance window is set for this account. Add one in Settings.',
      run: () => void snooze(keyRef, 'window'),
    },
    ...(until === null
      ? []
      : [null, { label: 'Remind again', icon: <BellRing />, run: () => void snooze(keyRef, null) }]),
  ]
  const label = until === null ? `Snooze ${name}` : `${name} is snoozed until ${aheadWord(until, now)}`
  return (
    <Menu
      trigger={
        compact ? (
          <IconButton compact label={label} icon={<AlarmClock />} />
        ) : (
          <Button size="small" icon={<AlarmClock />} aria-label={label}>
            {until === null ? 'Snooze' : 'Snoozed'}
          </Button>
        )
      }
      items={items}
    />
  )
}
