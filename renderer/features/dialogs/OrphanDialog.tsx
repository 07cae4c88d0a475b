import { useRef } from 'react'
import type { CaptureOutcome } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { openKey, toast, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { dateWord, timeWord } from '../../words.ts'
import { useSubmit } from './use-submit.ts'

/** A creation whose answer was lost: the key exists at the vendor, and nobody has its value. */
export default function OrphanDialog({ request: { intentId }, onClose }: DialogProps<'orphan'>) {
  const intent = useStore((state) => state.snapshot?.intents.find((item) => item.intentId === intentId))
  const cancel = useRef<HTMLButtonElement>(null)
  const { busy, failure, submit } = useSubmit<CaptureOutcome | null>((outcome) => {
    onClose()
    if (outcome === null) toast({ tone: 'ok', text: 'The orphan is deleted at the vendor.' })
    else if (outcome.kind === 'created') {
      toast({ tone: 'ok', text: `${outcome.key.name} is stored in the keychain and read back.` })
      openKey(refOf(outcome.key))
    } else toast({ tone: 'error', text: outcome.message, detail: outcome.hint })
  })
  const settle = (recreate: boolean) => void submit(api['keys.removeOrphan']({ intentId, recreate }))
  // While the last step runs the intent may already be gone: the dialog closes when the step is through.
  const last = useRef(intent)
  if (intent) last.current = intent
  const shown = last.current
  if (!shown) return null

  return (
    <Dialog
      title={`${shown.name} is an orphan`}
      description={`Started ${dateWord(shown.startedAt)} ${timeWord(shown.startedAt)} in ${shown.account}.`}
      size="medium"
      onClose={onClose}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} size="large" onClick={onClose}>
            Not now
          </Button>
          <Button size="large" disabled={busy} onClick={() => settle(false)}>
            Delete it
          </Button>
          <Button size="large" variant="primary" busy={busy} onClick={() => settle(true)}>
            Delete it and create again
          </Button>
        </>
      }
    >
      <p>{shown.message}</p>
      <Banner tone="info" title="No agent can be using it: its value was never handed out.">
        Creating it again uses the same name, type and permissions.
      </Banner>
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
