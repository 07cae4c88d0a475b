import { useEffect } from 'react'
import { copyValue, sync } from '../../actions.ts'
import {
  closeDetail,
  openDialog,
  search,
  select,
  setPalette,
  setSidebar,
  show,
  useStore,
} from '../../store.ts'
import { leaveRotation, openRotation } from '../rotation/rotation-actions.ts'
import { shortcutOf } from './shortcuts.ts'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))

/** Steps back one level: menu, search, detail page, selection. */
function stepBack(): void {
  const { sidebarOpen, query, detailOpen, selected, view } = useStore.getState()
  if (sidebarOpen) setSidebar(false)
  else if (detailOpen && matchMedia('(width < 900px)').matches) closeDetail()
  else if (query) search('')
  else if (view.kind === 'keys' && selected) select(null)
  else if (view.kind === 'rotation') leaveRotation(view)
}

export const focusSearch = (): void => {
  const field = document.querySelector<HTMLInputElement>('input[type=search]')
  field?.focus()
  field?.select()
}

/** Listens on the whole window. A dialog, the palette and an open menu keep their keys to themselves. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { dialog, selected, snapshot, view } = useStore.getState()
      const id = shortcutOf(event, typing(event.target))
      if (!id || !snapshot || event.defaultPrevented || dialog) return
      if (
        event.target instanceof Element &&
        event.target.closest('[role=dialog], [role=menu], [role=listbox]')
      )
        return
      const run: Partial<Record<typeof id, () => void>> = {
        palette: () => setPalette(true),
        shortcuts: () => openDialog({ name: 'shortcuts' }),
        settings: () => show({ kind: 'settings' }),
        ...(snapshot.accounts.length > 0 && {
          search: focusSearch,
          new: () => openDialog({ name: 'create-key' }),
          sync: () => void sync(),
          scan: () => show({ kind: 'scan' }),
          back: stepBack,
        }),
        ...(selected && {
          copy: () => void copyValue(selected),
          'use-in': () => openDialog({ name: 'use-in', ref: selected }),
        }),
        // There it would leave for another key's rotation.
        ...(selected && view.kind !== 'rotation' && { rotate: () => openRotation(selected) }),
      }
      const action = run[id]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
