import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ClipboardSink } from '../../../main/desktop/clipboard.ts'
import { HELD_MS, HeldClipboard, type PendingClear } from '../../../main/desktop/held-clipboard.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { ClipboardStatus } from '../../../shared/model.ts'

const VALUE = 'canary-value-of-a-key'

function setUp() {
  const system = { text: '', readable: true, writable: true, sticky: false }
  const sink = new ClipboardSink(
    {
      clipboard: {
        readText: () => {
          if (!system.readable) throw new Error('not in front')
          return system.text
        },
        writeText: (text) => {
          if (!system.writable) throw new Error('refused')
          if (!system.sticky) system.text = text
        },
        clear: () => {
          if (!system.sticky) system.text = ''
        },
      },
    },
    'win32',
  )
  let pending: PendingClear | null = null
  const store = {
    read: () => pending,
    write: (next: PendingClear | null) => {
      pending = next
    },
  }
  const seen: ClipboardStatus['state'][] = []
  const held = () => new HeldClipboard(sink, store, (status) => seen.push(status.state))
  return { system, sink, store, seen, held: held(), nextSession: held }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a copied value', () => {
  test('is taken away after 30 seconds', async () => {
    const { system, store, held, seen } = setUp()
    const copied = await held.hold(Secret.of(VALUE), null, 'edge')
    expect(copied).toMatchObject({ ok: true, value: { state: 'held', label: 'edge' } })
    expect(system.text).toBe(VALUE)
    expect(JSON.stringify(store.read())).not.toContain(VALUE)
    await vi.advanceTimersByTimeAsync(HELD_MS - 1)
    expect(system.text).toBe(VALUE)
    await vi.advanceTimersByTimeAsync(1)
    expect(system.text).toBe('')
    expect(store.read()).toBeNull()
    expect(seen).toEqual(['held', 'cleared'])
  })

  test('that the user has replaced is left alone', async () => {
    const { system, held, seen } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    system.text = 'the user’s own'
    await vi.advanceTimersByTimeAsync(HELD_MS)
    expect(system.text).toBe('the user’s own')
    expect(seen.at(-1)).toBe('replaced')
  })

  test('copied again gets its whole time again', async () => {
    const { system, held } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    await vi.advanceTimersByTimeAsync(20_000)
    await held.hold(Secret.of(VALUE), null, 'edge')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(system.text).toBe(VALUE)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(system.text).toBe('')
  })

  test('that cannot be looked at is unconfirmed, and cleared when the window is in front again', async () => {
    const { system, held, seen } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    system.readable = false
    await vi.advanceTimersByTimeAsync(HELD_MS)
    expect(seen.at(-1)).toBe('unconfirmed')
    system.readable = true
    held.retryUnconfirmed()
    await vi.advanceTimersByTimeAsync(0)
    expect(system.text).toBe('')
    expect(seen.at(-1)).toBe('cleared')
  })

  test('that stays although it was cleared is unconfirmed', async () => {
    const { system, held, seen } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    system.sticky = true
    await held.clear()
    expect(seen.at(-1)).toBe('unconfirmed')
  })

  test('that the system did not take is a failure, and nothing is to be cleared', async () => {
    const { system, store, held } = setUp()
    system.writable = false
    expect(await held.hold(Secret.of(VALUE), null, 'edge')).toMatchObject({ ok: false })
    expect(store.read()).toBeNull()
    system.writable = true
    system.sticky = true
    expect(await held.hold(Secret.of(VALUE), null, 'edge')).toMatchObject({ ok: false })
  })
})

describe('a session that died', () => {
  test('leaves a value that the next one clears', async () => {
    const { system, held, nextSession, store } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    await nextSession().recover()
    expect(system.text).toBe('')
    expect(store.read()).toBeNull()
  })

  test('leaves what the user has copied since', async () => {
    const { system, held, nextSession } = setUp()
    await held.hold(Secret.of(VALUE), null, 'edge')
    system.text = 'the user’s own'
    await nextSession().recover()
    expect(system.text).toBe('the user’s own')
  })
})

test('the end of the app clears, and does not wait for ever', async () => {
  const { system, held, sink } = setUp()
  await held.hold(Secret.of(VALUE), null, 'edge')
  await held.close(2000)
  expect(system.text).toBe('')
  await held.hold(Secret.of(VALUE), null, 'edge')
  vi.spyOn(sink, 'look').mockReturnValue(new Promise(() => undefined))
  const closing = held.close(2000)
  await vi.advanceTimersByTimeAsync(2000)
  await closing
})

test('with nothing copied there is nothing to clear', async () => {
  const { system, held, seen } = setUp()
  system.text = 'the user’s own'
  await held.clear()
  expect(system.text).toBe('the user’s own')
  expect(seen).toEqual([])
})
