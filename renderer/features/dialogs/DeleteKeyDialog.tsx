import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function DeleteKeyDialog({ onClose }: DialogProps<'delete-key'>) {
  return (
    <Dialog title="Delete" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
