import type { InboxItem, Snapshot } from '../../../shared/model.ts'

/** Whether reminders reach the desktop, in words. All pure. */

/**
 * Why the desktop shows nothing; null where it does, or nobody knows. The last word counts: one reminder that was
 * shown after others had failed says that notifications are on again. `inbox` has the latest first.
 */
export function notificationsOff(
  inbox: readonly Pick<InboxItem, 'delivery' | 'deliveryNote'>[],
  desktop: Pick<Snapshot['desktop'], 'notifications'>,
): string | null {
  if (!desktop.notifications) return 'No notification service answers on this desktop.'
  const last = inbox.find(({ delivery }) => delivery !== 'none' && delivery !== 'asked')
  return last?.delivery === 'failed' ? (last.deliveryNote ?? 'The desktop did not show the last one.') : null
}

/** What to do where a notification was not seen, by operating system. */
export function deliveryAdvice(platform: string): string {
  if (platform === 'darwin')
    return 'In System Settings, open Notifications, choose Keyturn and allow them; then look whether a Focus is on.'
  if (platform === 'win32')
    return 'In Settings, open System, Notifications, and turn them on for Keyturn; then look whether Do not disturb is on.'
  return 'Turn off Do not disturb, and look in your desktop’s settings whether notifications are on for Keyturn. Without a desktop of that kind, start a notification service such as dunst.'
}

export interface TestResult {
  readonly tone: 'ok' | 'warning'
  readonly title: string
  readonly text: string
}

/** What became of a test notification, and what to do about it. */
export function testResult(
  { delivery, deliveryNote }: Pick<InboxItem, 'delivery' | 'deliveryNote'>,
  platform: string,
): TestResult {
  const advice = deliveryAdvice(platform)
  switch (delivery) {
    case 'shown':
    case 'clicked':
      return {
        tone: 'ok',
        title: 'Sent to the desktop, which says that it shows it.',
        text: `If you did not see it: ${advice}`,
      }
    case 'asked':
      return {
        tone: 'warning',
        title: 'Sent to the desktop, which has not answered.',
        text: `If you did not see it: ${advice}`,
      }
    default:
      return {
        tone: 'warning',
        title: 'It was not shown.',
        text: [deliveryNote, advice].filter(Boolean).join(' '),
      }
  }
}
