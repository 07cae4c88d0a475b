import { useRef } from 'react'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import type { DialogProps } from '../../views.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import { useRotation } from './use-rotation.ts'

/** Back to the old key: says what that does before it is done. */
export default function UndoDialog({ request: { id }, onClose }: DialogProps<'undo-rotation'>) {
  const { detail, failure: unread } = useRotation(id)
  const keep = useRef<HTMLButtonElement>(null)
  const { busy, failure, submit } = useSubmit(onClose)
  if (!detail && !unread) return null
  const text = detail?.undoText
  return (
    <Dialog
      title={detail ? `Undo the rotation of ${detail.keyName}` : 'Undo the rotation'}
      onClose={onClose}
      initialFocus={keep}
      footer={
        <>
          <Button ref={keep} size="large" onClick={onClose}>
            Keep rotating
          </Button>
          <Button
            size="large"
            variant="primary"
            disabled={!text}
            busy={busy}
            onClick={() => void submit(api['rotations.undo']({ id }))}
          >
            Undo the rotation
          </Button>
        </>
      }
    >
      {detail && <p>{text ?? 'It can no longer be undone.'}</p>}
      <FailureBanner failure={failure ?? unread} />
    </Dialog>
  )
}
