import { NotebookPen } from 'lucide-react'
import type { KeyRef } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { findKey, openDialog } from '../../store.ts'
import { useVendor } from '../../vendors.ts'

/** Where the vendor has no API for keys, the user makes the new one on its page and records it: the way there. */
export function RecordFirst(props: { readonly keyRef: KeyRef; readonly replacement: KeyRef | null }) {
  const { keyRef, replacement } = props
  const info = useVendor(findKey(keyRef)?.provider)
  if (info?.mode !== 'record' || replacement) return null
  return (
    <Button
      icon={<NotebookPen />}
      onClick={() => openDialog({ name: 'create-key', accountId: keyRef.accountId, replaces: keyRef })}
    >
      Record the new key…
    </Button>
  )
}
