import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function RenameDialog({ onClose }: DialogProps<'rename'>) {
  return (
    <Dialog title="Rename" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
