import { type RefObject, useEffect } from 'react'

/**
 * Moves the focus to what a new stage shows or asks. Twice, because a dialog takes the focus to itself when what had
 * it goes away, and does so a moment later. A user who has moved on by then keeps it.
 */
export function useFirstFocus(target: RefObject<HTMLElement | null>, stage: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage is what it waits for
  useEffect(() => {
    if (!target.current?.contains(document.activeElement)) target.current?.focus()
    const again = setTimeout(() => {
      const at = document.activeElement
      const dialog = target.current?.closest('[role=dialog]')
      // Outside of the dialog nobody has moved it: another one, on closing, has given it back to the page.
      const outside = dialog != null && !dialog.contains(at)
      if (!at || at === document.body || at.matches('[role=dialog]') || outside) target.current?.focus()
    }, 60)
    return () => clearTimeout(again)
  }, [target, stage])
}
