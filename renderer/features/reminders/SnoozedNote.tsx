import { BellOff } from 'lucide-react'
import type { KeyRef } from '../../../shared/model.ts'
import { classNames } from '../../components/class-names.ts'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import styles from './SnoozedNote.module.css'
import { aheadWord, snoozedUntil } from './snooze-words.ts'

/** Until when a key is snoozed, for beside its due date; nothing where it is not. */
export const SnoozedNote = ({ keyRef }: { readonly keyRef: KeyRef }) => (
  <SnoozedAt keyRef={keyRef} now={useNow()} />
)

/** The same at a given time. `brief`: the sign alone, with the words for those who point or listen. */
export function SnoozedAt({
  keyRef,
  now,
  brief = false,
}: {
  readonly keyRef: KeyRef
  readonly now: number
  readonly brief?: boolean
}) {
  const until = useStore((state) =>
    state.snapshot ? snoozedUntil(state.snapshot.reminders, keyRef, now) : null,
  )
  if (until === null) return null
  const words = `snoozed until ${aheadWord(until, now)}`
  return (
    <span className={classNames(styles.note, brief && styles.brief)} title={brief ? words : undefined}>
      <BellOff aria-hidden="true" />
      {brief ? <span className="unseen">, {words}</span> : words}
    </span>
  )
}
