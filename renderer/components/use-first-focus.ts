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
      if (!at || at === document.body || at.matches('[role=dialog]')) target.current?.focus()
    }, 60)
    return () => clearTimeout(again)
  }, [target, stage])
}
