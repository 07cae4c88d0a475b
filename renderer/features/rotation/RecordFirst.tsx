import { NotebookPen } from 'lucide-react'
import type { KeyRef } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { findKey, openDialog } from '../../store.ts'
import { useVendor } from '../../vendors.ts'

/** Whether the new key has to be made by the user before the rotation can begin. */
export const useRecordFirst = (keyRef: KeyRef, replacement: KeyRef | null): boolean =>
  useVendor(findKey(keyRef)?.provider)?.mode === 'record' && replacement === null

/** Where the vendor has no API for keys, the user makes the new one on its page and records it: the way there. */
export function RecordFirst({ keyRef }: { readonly keyRef: KeyRef }) {
  return (
    <Button
      icon={<NotebookPen />}
      onClick={() => openDialog({ name: 'create-key', accountId: keyRef.accountId, replaces: keyRef })}
    >
      Record the new key…
    </Button>
  )
}
