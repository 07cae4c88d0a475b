import { ClipboardCheck, TriangleAlert } from 'lucide-react'
import type { ClipboardStatus } from '../../shared/model.ts'
import { useStore } from '../store.ts'
import styles from './CopiedNote.module.css'
import { useCountdown } from './use-countdown.ts'

const words: Record<Exclude<ClipboardStatus['state'], 'empty' | 'held'>, string> = {
  cleared: 'The clipboard was cleared.',
  replaced: 'Something else was copied since; the value is not in the clipboard any more.',
  unconfirmed: 'Could not confirm that the clipboard was cleared. Copy something else to be sure.',
}

/** What became of the value that was just copied from here. The seconds are seen, not spoken one by one. */
export function CopiedNote() {
  const clipboard = useStore((state) => state.clipboard)
  const left = useCountdown(clipboard.until)
  if (clipboard.state === 'empty') return null
  const held = clipboard.state === 'held'
  return (
    <p className={styles.note}>
      {clipboard.state === 'unconfirmed' ? <TriangleAlert /> : <ClipboardCheck />}
      <span className={styles.words}>
        <span role="status">{held ? `In the clipboard: ${clipboard.label}.` : words[clipboard.state]}</span>
        {held && clipboard.until && (
          <span className={styles.left}>{left > 0 ? `Cleared in ${left} s` : 'Being cleared'}</span>
        )}
      </span>
    </p>
  )
}
