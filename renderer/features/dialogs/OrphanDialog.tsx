import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function OrphanDialog({ onClose }: DialogProps<'orphan'>) {
  return (
    <Dialog title="Orphan" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
