import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function AddAccountDialog({ onClose }: DialogProps<'add-account'>) {
  return (
    <Dialog title="Add an account" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
