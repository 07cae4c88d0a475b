import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function RemoveAccountDialog({ onClose }: DialogProps<'remove-account'>) {
  return (
    <Dialog title="Remove account" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
