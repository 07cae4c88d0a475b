import { Dialog } from '../../components/Dialog.tsx'
import type { DialogProps } from '../../views.ts'

export default function SnippetDialog({ onClose }: DialogProps<'snippet'>) {
  return (
    <Dialog title="Snippet" onClose={onClose}>
      <p>Not here yet.</p>
    </Dialog>
  )
}
