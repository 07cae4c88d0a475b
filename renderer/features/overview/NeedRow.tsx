import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { checkKeychain, copyStuck, retryCapture, sync } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { assertNever } from '../../never.ts'
import { findKey, openDialog, openKey, show } from '../../store.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { SnoozeMenu } from '../reminders/SnoozeMenu.tsx'
import { openRotation } from '../rotation/rotation-actions.ts'
import styles from './NeedRow.module.css'
import type { Need } from './needs.ts'

/** The word on the button, and what it does. */
function stepOf(need: Need): { word: string; run: () => unknown } {
  switch (need.step) {
    case 'orphan':
      return { word: 'Resolve…', run: () => openDialog({ name: 'orphan', intentId: need.intentId }) }
    case 'stuck':
      return { word: 'Retry', run: () => retryCapture(need.intent) }
    case 'checking':
      return { word: 'Ask the vendor', run: () => sync(need.accountId) }
    case 'sync':
      return { word: 'Sync again', run: () => sync(need.accountId) }
    case 'keychain':
      return { word: 'Check again', run: checkKeychain }
    case 'scan':
      return { word: 'Show', run: () => show({ kind: 'scan' }) }
    case 'setup': {
      const { accountId, id } = need.setup
      return { word: 'Resolve…', run: () => openDialog({ name: 'setup', accountId, id }) }
    }
    case 'key':
      return { word: 'Open', run: () => openKey(need.ref) }
    case 'rotate':
      return { word: 'Rotate…', run: () => openRotation(need.ref) }
    case 'rotate-all':
      return { word: 'Rotate all due…', run: () => openDialog({ name: 'rotate-all' }) }
    case 'rotation':
      return { word: 'Open', run: () => show({ kind: 'rotation', ref: need.ref, id: need.rotationId }) }
    default:
      return assertNever(need)
  }
}

export function NeedRow({ need }: { readonly need: Need }) {
  const [busy, setBusy] = useState(false)
  const step = stepOf(need)
  return (
    <li className={styles.need}>
      <span className={styles[need.tone]}>
        {need.tone === 'danger' ? <CircleAlert /> : <TriangleAlert />}
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{need.title}</p>
        <p className={styles.text}>
          {need.text} {need.step === 'rotate' && <SnoozedNote keyRef={need.ref} />}
        </p>
      </div>
      <div className={styles.actions}>
        {need.step === 'stuck' && (
          <Button
            size="small"
            aria-label={`Copy now (${need.title})`}
            onClick={() => void copyStuck(need.intent)}
          >
            Copy now
          </Button>
        )}
        {need.step === 'rotate' && (
          <SnoozeMenu keyRef={need.ref} name={findKey(need.ref)?.name ?? 'the key'} />
        )}
        <Button
          size="small"
          busy={busy}
          aria-label={`${step.word} (${need.title})`}
          onClick={async () => {
            setBusy(true)
            await step.run()
            setBusy(false)
          }}
        >
          {step.word}
        </Button>
      </div>
    </li>
  )
}
