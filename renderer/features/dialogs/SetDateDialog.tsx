import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function SetDateDialog({ onClose }: DialogProps<'set-date'>) {
  return (
    <Dialog title="Creation date" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
