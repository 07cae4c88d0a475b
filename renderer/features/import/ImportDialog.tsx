import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function ImportDialog({ onClose }: DialogProps<'import'>) {
  return (
    <Dialog title="Import a value" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
