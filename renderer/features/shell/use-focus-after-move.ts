import { useEffect, useRef } from 'react'
import { useStore } from '../../store.ts'

/** As long as a dialog takes to let go of the page and to give the focus back. */
const settled = 80

/**
 * Where what had the focus is gone after a move, the list has it, else the page: the next Tab goes on there, and not from
 * the window's first button.
 */
export function useFocusAfterMove(): void {
  const view = useStore((state) => state.view)
  const selected = useStore((state) => state.selected)
  const open = useStore((state) => state.dialog !== null || state.paletteOpen)
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each is a move
  useEffect(() => {
    // Nothing has moved yet: the start leaves the focus to the browser.
    if (first.current) {
      first.current = false
      return
    }
    if (open) return
    const timer = setTimeout(() => {
      if (document.activeElement && document.activeElement !== document.body) return
      const page = document.getElementById('main')
      const place = page?.querySelector<HTMLElement>('[role=grid]') ?? page
      place?.focus({ preventScroll: true })
    }, settled)
    return () => clearTimeout(timer)
  }, [view, selected, open])
}
