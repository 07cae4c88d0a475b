import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function ReplaceCredentialDialog({ onClose }: DialogProps<'replace-credential'>) {
  return (
    <Dialog title="Replace the admin key" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
