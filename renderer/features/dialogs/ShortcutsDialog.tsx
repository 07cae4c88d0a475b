import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function ShortcutsDialog({ onClose }: DialogProps<'shortcuts'>) {
  return (
    <Dialog title="Shortcuts" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
