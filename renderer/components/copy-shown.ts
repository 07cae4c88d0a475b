/**
 * Copies what an element shows; false where the system refused. By selection: the window has no right to the clipboard
 * of its own, and needs none for what the user sees. The focus stays where it was.
 */
export function copyShown(element: Element): boolean {
  const selection = window.getSelection()
  const before = document.activeElement
  selection?.selectAllChildren(element)
  const done = document.execCommand('copy')
  selection?.removeAllRanges()
  if (before instanceof HTMLElement) before.focus()
  return done
}
