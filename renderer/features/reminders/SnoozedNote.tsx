import { BellOff } from 'lucide-react'
import type { KeyRef } from '../../../shared/model.ts'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import styles from './SnoozedNote.module.css'
import { aheadWord, snoozedUntil } from './snooze.ts'

/** Until when a key is snoozed, for beside its due date; nothing where it is not. `brief`: the sign alone, with the words for those who listen. */
export function SnoozedNote({
  keyRef,
  brief = false,
}: {
  readonly keyRef: KeyRef
  readonly brief?: boolean
}) {
  const now = useNow()
  const until = useStore((state) =>
    state.snapshot ? snoozedUntil(state.snapshot.reminders, keyRef, now) : null,
  )
  if (until === null) return null
  const words = `snoozed until ${aheadWord(until, now)}`
  return (
    <span className={styles.note} title={brief ? words : undefined}>
      <BellOff aria-hidden="true" />
      {brief ? <span className="unseen">, {words}</span> : words}
    </span>
  )
}
