import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function UseInDialog({ onClose }: DialogProps<'use-in'>) {
  return (
    <Dialog title="Use in" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
