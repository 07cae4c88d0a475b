import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { focusMode } from '../../../main/desktop/focus-mode.ts'
import { digest, Notifications, type Toast } from '../../../main/desktop/notifications.ts'
import type { InboxItem } from '../../../shared/model.ts'
import { fakeCore } from '../../fakes/core.ts'

const item = (title: string): Pick<InboxItem, 'kind' | 'title' | 'body' | 'ref'> => ({
  kind: 'due',
  title,
  body: 'in 2 days',
  ref: null,
})

class FakeToast implements Toast {
  readonly #listeners = new Map<string, () => void>()
  shown = 0

  on(event: string, listener: () => void): this {
    this.#listeners.set(event, listener)
    return this
  }
  show(): void {
    this.shown += 1
  }
  say(event: 'show' | 'click' | 'failed'): void {
    this.#listeners.get(event)?.()
  }
}

function setUp(supported = true, focusMode?: () => Promise<string | null>) {
  const { core, state } = fakeCore()
  const toasts: { toast: FakeToast; title: string; body: string }[] = []
  const opened: number[] = []
  const now = { locked: false }
  const notifications = new Notifications({
    toasts: {
      isSupported: () => supported,
      make: (text) => {
        const toast = new FakeToast()
        toasts.push({ toast, ...text })
        return toast
      },
    },
    inbox: core.inbox,
    locked: () => now.locked,
    open: (items) => opened.push(items.length),
    ...(focusMode ? { focusMode } : {}),
  })
  const add = (...titles: string[]) => titles.map((title) => core.inbox.add(item(title)))
  const deliveries = () => state.inbox.map(({ delivery }) => delivery)
  return { notifications, toasts, opened, now, add, deliveries, state }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a notification', () => {
  test('is one for many items, and its fate is recorded at each of them', async () => {
    const { notifications, toasts, add, deliveries } = setUp()
    const showing = notifications.show(add('a', 'b', 'c', 'd', 'e'))
    expect(deliveries()).toEqual(Array(5).fill('asked'))
    expect(toasts).toHaveLength(1)
    expect(toasts[0]?.title).toBe('5 things need you')
    toasts[0]?.toast.say('show')
    expect(await showing).toBe('shown')
    expect(deliveries()).toEqual(Array(5).fill('shown'))
  })

  test('that is clicked leads to its items', async () => {
    const { notifications, toasts, add, deliveries, opened } = setUp()
    const showing = notifications.show(add('a'))
    toasts[0]?.toast.say('show')
    await showing
    toasts[0]?.toast.say('click')
    expect(opened).toEqual([1])
    expect(deliveries()).toEqual(['clicked'])
  })

  test('that the desktop refuses is a failure', async () => {
    const { notifications, toasts, add, deliveries } = setUp()
    const showing = notifications.show(add('a'))
    toasts[0]?.toast.say('failed')
    expect(await showing).toBe('failed')
    expect(deliveries()).toEqual(['failed'])
  })

  test('that is never shown is a failure after a while; a late one still counts', async () => {
    const { notifications, toasts, add, deliveries, state } = setUp()
    const showing = notifications.show(add('a'))
    await vi.advanceTimersByTimeAsync(4000)
    expect(await showing).toBe('failed')
    expect(deliveries()).toEqual(['failed'])
    expect(state.inbox[0]?.deliveryNote).toContain('did not show')
    toasts[0]?.toast.say('show')
    expect(deliveries()).toEqual(['shown'])
  })

  test('that “Do not disturb” holds back is recorded as such, and a click on it still counts', async () => {
    const on = setUp(true, async () => '“Do not disturb” is on: dunst is paused.')
    const showing = on.notifications.show(on.add('a'))
    on.toasts[0]?.toast.say('show')
    expect(await showing).toBe('failed')
    expect(on.state.inbox[0]).toMatchObject({
      delivery: 'failed',
      deliveryNote: 'The desktop took it and does not show it now. “Do not disturb” is on: dunst is paused.',
    })
    on.toasts[0]?.toast.say('click')
    expect(on.deliveries()).toEqual(['clicked'])
    const off = setUp(true, async () => null)
    const shown = off.notifications.show(off.add('a'))
    off.toasts[0]?.toast.say('show')
    expect(await shown).toBe('shown')
    expect(off.state.inbox[0]?.deliveryNote).toBeNull()
  })

  test('without a service is a failure at once', async () => {
    const { notifications, toasts, add, deliveries } = setUp(false)
    expect(await notifications.show(add('a'))).toBe('failed')
    expect(toasts).toHaveLength(0)
    expect(deliveries()).toEqual(['failed'])
  })

  test('is not made for nothing', async () => {
    const { notifications, toasts } = setUp()
    expect(await notifications.show([])).toBe('none')
    expect(toasts).toHaveLength(0)
  })

  test('names no key on a locked screen', () => {
    const { add } = setUp()
    const text = digest(add('edge-eu2-otel is due'), true)
    expect(JSON.stringify(text)).not.toContain('edge')
  })
})

describe('“Do not disturb”', () => {
  const answers = (told: Record<string, string>) => async (tool: string, args: readonly string[]) => {
    const found = Object.keys(told).find((part) => `${tool} ${args.join(' ')}`.includes(part))
    return found === undefined ? null : (told[found] ?? null)
  }
  const on = (desktop: string, told: Record<string, string>) =>
    focusMode({ platform: 'linux', desktop }, answers(told))

  test('is known where the desktop says so', async () => {
    expect(await on('i3', { paused: '   variant       boolean true' })).toContain('dunst is paused')
    expect(await on('KDE', { Inhibited: '   variant       boolean true' })).toContain(
      'holds notifications back',
    )
    expect(await on('ubuntu:GNOME', { 'show-banners': 'false\n' })).toContain('GNOME')
    expect(await on('XFCE', { '/do-not-disturb': 'true' })).toContain('Xfce')
  })

  test('is not claimed where nobody says', async () => {
    expect(await on('i3', { paused: '   variant       boolean false' })).toBeNull()
    expect(await on('i3', { 'show-banners': 'false' })).toBeNull()
    expect(await on('GNOME', {})).toBeNull()
    expect(await focusMode({ platform: 'darwin', desktop: '' }, () => Promise.reject(new Error()))).toBeNull()
  })
})
