import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function PolicyDialog({ onClose }: DialogProps<'policy'>) {
  return (
    <Dialog title="Rotation policy" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
