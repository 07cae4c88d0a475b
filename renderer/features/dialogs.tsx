import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react'
import { closeDialog, useStore } from '../store.ts'
import type { DialogName, DialogProps, DialogRequest } from '../views.ts'

type DialogComponents = { readonly [N in DialogName]: ComponentType<DialogProps<N>> }

/** One component per dialog, loaded when first opened. */
const components: DialogComponents = {
  'create-key': lazy(() => import('./create/CreateKeyDialog.tsx')),
  'add-account': lazy(() => import('./accounts/AddAccountDialog.tsx')),
  setup: lazy(() => import('./setup/SetupDialog.tsx')),
  import: lazy(() => import('./import/ImportDialog.tsx')),
  'use-in': lazy(() => import('./use-in/UseInDialog.tsx')),
  snippet: lazy(() => import('./snippet/SnippetDialog.tsx')),
  rename: lazy(() => import('./dialogs/RenameDialog.tsx')),
  describe: lazy(() => import('./dialogs/DescribeDialog.tsx')),
  rights: lazy(() => import('./rights/RightsDialog.tsx')),
  'access-policy': lazy(() => import('./policy/AccessPolicyDialog.tsx')),
  verify: lazy(() => import('./verify/VerifyDialog.tsx')),
  bulk: lazy(() => import('./bulk/BulkDialog.tsx')),
  'delete-key': lazy(() => import('./dialogs/DeleteKeyDialog.tsx')),
  policy: lazy(() => import('./dialogs/PolicyDialog.tsx')),
  'set-date': lazy(() => import('./dialogs/SetDateDialog.tsx')),
  orphan: lazy(() => import('./dialogs/OrphanDialog.tsx')),
  'remove-account': lazy(() => import('./dialogs/RemoveAccountDialog.tsx')),
  'replace-credential': lazy(() => import('./accounts/ReplaceCredentialDialog.tsx')),
  'undo-rotation': lazy(() => import('./rotation/UndoDialog.tsx')),
  'override-rotation': lazy(() => import('./rotation/OverrideDialog.tsx')),
  leaked: lazy(() => import('./rotation/LeakedDialog.tsx')),
  'rotate-all': lazy(() => import('./rotation/RotateAllDialog.tsx')),
  'agent-target': lazy(() => import('./settings/AgentTargetDialog.tsx')),
  shortcuts: lazy(() => import('./dialogs/ShortcutsDialog.tsx')),
}

/** The open dialog, if any. */
export function Dialogs() {
  const request = useStore((state) => state.dialog)
  useOpener(request !== null)
  if (!request) return null
  // The map's type ties each name to its component; the compiler cannot follow that through an index.
  const Open = components[request.name] as ComponentType<{ request: DialogRequest; onClose: () => void }>
  return (
    <Suspense fallback={null}>
      <Open request={request} onClose={closeDialog} />
    </Suspense>
  )
}

/** One dialog may lead to the next: when the last one closes, focus returns to where the first was opened. */
function useOpener(open: boolean): void {
  const opener = useRef<Element | null>(null)
  if (open && opener.current === null) opener.current = document.activeElement
  useEffect(() => {
    if (open) return
    const from = opener.current
    opener.current = null
    const timer = setTimeout(() => {
      const lost = document.activeElement === null || document.activeElement === document.body
      if (lost && from instanceof HTMLElement && from.isConnected) from.focus()
    }, 20)
    return () => clearTimeout(timer)
  }, [open])
}
