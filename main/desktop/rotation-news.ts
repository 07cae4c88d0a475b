import type { InboxItem } from '../../shared/model.ts'
import { dayMilliseconds } from '../clock.ts'
import type { Core } from '../services.ts'

/** What a terminal recorded while the app was closed is news for so long. */
const NEWS_MS = 7 * dayMilliseconds

/**
 * What the inbox says of rotations and no notification was made for yet, whoever recorded it: this app, or a terminal.
 * Empty while reminders are silent: it comes afterwards.
 */
export function rotationNews(
  { inbox, reminders }: Pick<Core, 'inbox' | 'reminders'>,
  now: number = Date.now(),
): readonly InboxItem[] {
  const news = inbox
    .list()
    .filter(({ kind, delivery, read }) => kind === 'rotation' && delivery === 'none' && !read)
    .filter(({ at }) => now - Date.parse(at) < NEWS_MS)
  return news.length > 0 && reminders.settings().silentBecause === null ? news : []
}
