import { useRef } from 'react'
import type { CaptureOutcome, ClipboardStatus } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { openKey, setClipboard, toast, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { dateWord, timeWord } from '../../words.ts'
import { useSubmit } from './use-submit.ts'

/** A creation that did not end well: the value is lost (orphan), or only in memory (stuck). */
export default function OrphanDialog({ request: { intentId }, onClose }: DialogProps<'orphan'>) {
  const intent = useStore((state) => state.snapshot?.intents.find((item) => item.intentId === intentId))
  const cancel = useRef<HTMLButtonElement>(null)
  const settled = useSubmit<CaptureOutcome | null>((outcome) => {
    if (outcome?.kind === 'stuck') return
    onClose()
    if (outcome?.kind === 'created') {
      toast({ tone: 'ok', text: `${outcome.key.name} is stored in the keychain and read back.` })
      openKey(refOf(outcome.key))
    } else toast({ tone: 'ok', text: 'The orphan is deleted at the vendor.' })
  })
  const copied = useSubmit<ClipboardStatus>(setClipboard)
  if (!intent) return null
  const stuck = intent.state === 'stuck'
  const busy = settled.busy || copied.busy

  return (
    <Dialog
      title={stuck ? `${intent.name} is not stored yet` : `${intent.name} is an orphan`}
      description={`Started ${dateWord(intent.startedAt)} ${timeWord(intent.startedAt)} in ${intent.account}.`}
      size="medium"
      onClose={onClose}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} size="large" onClick={onClose}>
            Not now
          </Button>
          {stuck ? (
            <>
              <Button
                size="large"
                busy={copied.busy}
                onClick={() => void copied.submit(api['keys.copyStuck']({ intentId }))}
              >
                Copy the value now
              </Button>
              <Button
                size="large"
                variant="primary"
                busy={settled.busy}
                onClick={() => void settled.submit(api['keys.retryCapture']({ intentId }))}
              >
                Store it again
              </Button>
            </>
          ) : (
            <>
              <Button
                size="large"
                disabled={busy}
                onClick={() => void settled.submit(api['keys.removeOrphan']({ intentId, recreate: false }))}
              >
                Delete it
              </Button>
              <Button
                size="large"
                variant="primary"
                busy={settled.busy}
                onClick={() => void settled.submit(api['keys.removeOrphan']({ intentId, recreate: true }))}
              >
                Delete it and create again
              </Button>
            </>
          )}
        </>
      }
    >
      <p>{intent.message}</p>
      <Banner
        tone="info"
        title={
          stuck
            ? 'Unlock the keychain, then store it again.'
            : 'No agent can be using it: its value was never handed out.'
        }
      >
        {stuck
          ? 'Until then the value is only in memory, and Keyturn asks before it quits.'
          : 'Creating it again uses the same name, type and permissions.'}
      </Banner>
      <FailureBanner failure={settled.failure ?? copied.failure} />
    </Dialog>
  )
}
