import type { NavigateTo } from '../../shared/ipc.ts'
import type { InboxItem } from '../../shared/model.ts'

/**
 * Where a click on a notification leads. One key that is due or rotated: its rotation. Another thing about one key:
 * there. Several, or none: the inbox, where all of them are listed.
 */
export function placeOf(items: readonly InboxItem[]): NavigateTo {
  const [first, ...more] = items
  if (!first?.ref || more.length > 0) return { view: 'inbox' }
  const { ref, kind } = first
  return kind === 'due' || kind === 'rotation' ? { view: 'rotation', ref } : { view: 'key', ref }
}
