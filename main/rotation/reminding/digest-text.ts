import type { DueItem, InboxItem } from '../../../shared/model.ts'
import { timeOn } from '../../local-time.ts'
import { dueSentence } from '../policy.ts'
import type { Opening } from './silence.ts'

const LISTED = 5

/** What is said of the keys that are due: one item, however many they are. `window`: the one that is open now. */
export function digestText(
  items: readonly [DueItem, ...DueItem[]],
  window: Opening | null,
): Pick<InboxItem, 'title' | 'body' | 'ref'> {
  const open = window ? ` The window ${window.window.name} is open until ${timeOn(window.end)}.` : ''
  const [first, ...more] = items
  if (more.length === 0) {
    return {
      title: `${first.key.name} ${dueSentence(first)}`,
      body: `${first.key.account}: ${first.reason}.${open}`,
      ref: { accountId: first.key.accountId, keyId: first.key.id },
    }
  }
  const overdue = items.filter((item) => item.status === 'overdue').length
  const names = items.slice(0, LISTED).map((item) => `${item.key.name} ${dueSentence(item)}`)
  const rest = items.length > LISTED ? [`and ${items.length - LISTED} more`] : []
  return {
    title: `${items.length} keys to rotate`,
    body: `${overdue} overdue. ${[...names, ...rest].join(', ')}.${open}`,
    ref: null,
  }
}
