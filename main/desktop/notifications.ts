import type { InboxItem } from '../../shared/model.ts'
import type { Inbox } from '../rotation/services.ts'

/** One desktop notification, as Electron's class offers it. */
export interface Toast {
  on(event: 'show' | 'click' | 'failed', listener: () => void): unknown
  show(): void
}

/** What a notification needs of the desktop. */
export interface ToastMaker {
  /** Whether anything on this desktop shows notifications. */
  isSupported(): boolean
  make(text: { readonly title: string; readonly body: string }): Toast
}

export interface NotificationOptions {
  readonly toasts: ToastMaker
  readonly inbox: Pick<Inbox, 'delivered'>
  /** Whether the screen is locked: then the text names no key. */
  locked(): boolean
  /** Where a click leads: one item's key, or the inbox. */
  open(items: readonly InboxItem[]): void
  /** Whether the desktop holds notifications back now, as a sentence; null where it does not or nobody says. */
  focusMode?(): Promise<string | null>
  readonly showDeadlineMs?: number
}

/** What became of it, once known. A click may come much later and is recorded when it does. */
type Delivery = 'shown' | 'failed'

/** A desktop says within moments that it shows a notification, or never. */
const SHOW_DEADLINE_MS = 4000
/** A notification that nothing refers to is collected, and its click leads nowhere. */
const KEPT = 20

/**
 * Shows what is new in the inbox, as one notification however many items there are, and records what became of
 * it: the inbox is the truth, the desktop's notification only a courtesy.
 */
export class Notifications {
  readonly #options: NotificationOptions
  #kept: readonly Toast[] = []

  constructor(options: NotificationOptions) {
    this.#options = options
  }

  supported(): boolean {
    return this.#options.toasts.isSupported()
  }

  /** Shows the items; answers once the desktop has shown the notification, refused it, or said nothing in time. */
  async show(items: readonly InboxItem[]): Promise<Delivery | 'none'> {
    const text = digest(items, this.#options.locked())
    if (!text) return 'none'
    const record = (delivery: InboxItem['delivery'], note: string | null) => {
      for (const item of items) this.#options.inbox.delivered(item.id, delivery, note)
    }
    if (!this.supported()) {
      record('failed', 'No notification service runs in this session.')
      return 'failed'
    }
    record('asked', null)
    return await new Promise((resolve) => {
      let settled = false
      let clicked = false
      const settle = (delivery: Delivery, note: string | null) => {
        // A desktop that shows it late is still right: `shown` wins over a deadline that has passed.
        if (clicked || (settled && delivery === 'failed')) return
        settled = true
        clearTimeout(deadline)
        record(delivery, note)
        resolve(delivery)
      }
      const deadline = setTimeout(
        () => settle('failed', 'The desktop did not show it. Notifications may be turned off for Keyturn.'),
        this.#options.showDeadlineMs ?? SHOW_DEADLINE_MS,
      )
      try {
        const toast = this.#options.toasts.make(text)
        this.#kept = [...this.#kept, toast].slice(-KEPT)
        toast.on('show', () => {
          clearTimeout(deadline)
          const { focusMode } = this.#options
          if (!focusMode) settle('shown', null)
          // A desktop says that it shows a notification also where it only keeps it for later.
          else
            void focusMode().then((held) => (held ? settle('failed', heldBack(held)) : settle('shown', null)))
        })
        toast.on('failed', () => settle('failed', 'The desktop refused to show it.'))
        toast.on('click', () => {
          clicked = true
          settled = true
          clearTimeout(deadline)
          record('clicked', null)
          resolve('shown')
          this.#options.open(items)
        })
        toast.show()
      } catch {
        settle('failed', 'The desktop refused to show it.')
      }
    })
  }
}

const heldBack = (why: string) => `The desktop took it and does not show it now. ${why}`

/** One text for all items; null for none. On a locked screen everybody can read it: it names no key then. */
export function digest(
  items: readonly InboxItem[],
  locked: boolean,
): { readonly title: string; readonly body: string } | null {
  const [first, ...more] = items
  if (!first) return null
  if (locked)
    return {
      title: 'Keyturn',
      body: items.length === 1 ? 'Something needs you.' : `${items.length} things need you.`,
    }
  if (more.length === 0) return { title: first.title, body: first.body }
  const listed = items.slice(0, 4).map((item) => item.title)
  const rest = items.length - listed.length
  return {
    title: `${items.length} things need you`,
    body: [...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'),
  }
}
