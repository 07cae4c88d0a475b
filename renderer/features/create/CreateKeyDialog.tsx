import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function CreateKeyDialog({ onClose }: DialogProps<'create-key'>) {
  return (
    <Dialog title="New key" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
