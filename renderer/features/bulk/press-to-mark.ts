import type { Key } from '../../../shared/model.ts'
import { clearMarks, markAll, markBetween, toggleMark, useSelection } from './selection.ts'

interface Press {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/**
 * What the keyboard marks in the list: Space the current key, Shift with an arrow the next as well, Ctrl or Cmd A all;
 * Esc takes the marks away. True where the press was one of these.
 */
export function pressToMark(
  press: Press,
  keys: readonly Key[],
  current: number,
  goTo: (index: number) => void,
): boolean {
  const { key, shiftKey, altKey } = press
  const command = press.ctrlKey || press.metaKey
  if (altKey) return false
  if (command && !shiftKey && key.toLowerCase() === 'a') {
    markAll(keys)
    return true
  }
  if (command) return false
  const item = keys[current]
  if (key === ' ' && item) {
    toggleMark(item)
    return true
  }
  if (shiftKey && (key === 'ArrowDown' || key === 'ArrowUp') && item) {
    const next = Math.max(0, Math.min(keys.length - 1, current + (key === 'ArrowDown' ? 1 : -1)))
    markBetween(keys, current, next)
    goTo(next)
    return true
  }
  if (key === 'Escape' && useSelection.getState().marked.size > 0) {
    clearMarks()
    return true
  }
  return false
}
