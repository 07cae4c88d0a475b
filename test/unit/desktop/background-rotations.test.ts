import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BackgroundRotations } from '../../../main/desktop/background-rotations.ts'
import type { Fault } from '../../../main/desktop/fault.ts'
import { placeOf } from '../../../main/desktop/place-of.ts'
import { rotationNews } from '../../../main/desktop/rotation-news.ts'
import type { Rotations } from '../../../main/rotation/services.ts'
import { defaultReminderSettings } from '../../../shared/defaults.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { InboxItem } from '../../../shared/model.ts'
import type { BulkStatus, RotateRequest, RotationDetail, RotationSummary } from '../../../shared/rotation.ts'
import { fakeCore } from '../../fakes/core.ts'

const detail = { id: 'r1', state: 'waiting' } as unknown as RotationDetail
const status = (done: number): BulkStatus => ({
  refs: [],
  done,
  current: null,
  stoppedAt: null,
  sentence: `${done} done`,
})

/** Rotations of which a test says how they go. */
function setUp(rotations: Partial<Rotations>) {
  const { core, state } = fakeCore()
  const faults: Fault[] = []
  const quiet = { list: () => [], bulk: () => null, get: () => fail('not-found', 'There is none.') }
  const all = { ...quiet, ...rotations } as Partial<Rotations> as Rotations
  const background = new BackgroundRotations({
    core: { rotations: all, inbox: core.inbox },
    report: (fault) => faults.push(fault),
    changed: () => undefined,
  })
  return { background, faults, state, core }
}

/** Something that a test lets end. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a rotation in the background', () => {
  test('that meets a bug is reported, and ends nothing else', async () => {
    const { background, faults } = setUp({ run: () => Promise.reject(new TypeError('x')) })
    background.run('r1')
    await background.idle()
    expect(faults).toMatchObject([{ during: 'a rotation', errorName: 'TypeError' }])
    expect(background.busy()).toBe(false)
  })

  test('that could not be tried says so in the inbox, unless another process is at it', async () => {
    const { background, state } = setUp({
      run: async (id) =>
        id === 'r1' ? fail('keychain-locked', 'The keychain is locked.') : fail('refused', 'Held.'),
    })
    background.run('r1')
    background.run('r2')
    await background.idle()
    expect(state.inbox).toMatchObject([{ kind: 'rotation', rotationId: 'r1' }])
  })

  test('is run once at a time, and once more for what was said meanwhile', async () => {
    const first = gate()
    let runs = 0
    const { background } = setUp({
      run: async () => {
        runs += 1
        if (runs === 1) await first.opened
        return ok(detail)
      },
    })
    background.run('r1')
    background.run('r1')
    background.run('r1')
    expect(runs).toBe(1)
    first.open()
    await background.idle()
    expect(runs).toBe(2)
  })

  test('ends after its step when the app ends, and nothing is begun any more', async () => {
    const step = gate()
    const seen: string[] = []
    const { background } = setUp({
      run: async (id, _, signal) => {
        seen.push(id)
        await step.opened
        seen.push(signal?.aborted ? 'asked to stop' : 'went on')
        return ok(detail)
      },
    })
    background.run('r1')
    const stopping = background.stop()
    background.run('r2')
    step.open()
    await stopping
    expect(seen).toEqual(['r1', 'asked to stop'])
  })
})

describe('several in a row', () => {
  const request = { ref: { accountId: 'a', keyId: 'k' } } as RotateRequest

  test('answer with the first status, and go on', async () => {
    const rest = gate()
    const { background } = setUp({
      runAll: async (_, onChange) => {
        onChange?.(status(0), null)
        await rest.opened
        return status(1)
      },
      bulk: () => status(0),
    })
    expect(await background.runAll([request])).toEqual(ok(status(0)))
    expect(background.busy()).toBe(true)
    expect(await background.runAll([request])).toMatchObject({ ok: false, failure: { code: 'refused' } })
    rest.open()
    await background.idle()
  })

  test('answer also where a bug was met before the first one', async () => {
    const { background, faults } = setUp({ runAll: () => Promise.reject(new Error('x')) })
    expect(await background.runAll([request])).toMatchObject({ ok: true, value: { done: 0 } })
    expect(faults).toHaveLength(1)
  })
})

describe('what waits', () => {
  const waiting = { state: 'waiting' } as RotationSummary

  test('is looked at once a minute while something waits, and not when nothing does', async () => {
    let looked = 0
    let open: readonly RotationSummary[] = [waiting]
    const { background } = setUp({
      advance: async () => {
        looked += 1
        return []
      },
      list: () => open,
    })
    background.advance()
    background.advance()
    await vi.advanceTimersByTimeAsync(0)
    expect(looked).toBe(1)
    await vi.advanceTimersByTimeAsync(180_000)
    expect(looked).toBe(4)
    open = []
    await vi.advanceTimersByTimeAsync(600_000)
    expect(looked).toBe(5)
    await background.stop()
  })
})

describe('news of rotations', () => {
  const item = (more: Partial<Pick<InboxItem, 'kind' | 'ref'>> = {}) => ({
    kind: 'rotation' as const,
    title: 'edge needs you',
    body: '',
    ref: { accountId: 'a', keyId: 'k' },
    ...more,
  })

  test('is what no notification was made for, and waits while reminders are silent', () => {
    const { core } = fakeCore()
    const added = core.inbox.add(item())
    core.inbox.add(item({ kind: 'due' }))
    expect(rotationNews(core).map(({ id }) => id)).toEqual([added.id])
    expect(rotationNews(core, Date.now() + 8 * 86_400_000)).toEqual([])
    const silent = {
      ...core.reminders,
      settings: () => ({
        settings: defaultReminderSettings,
        snoozes: [],
        nextWindows: [],
        silentBecause: 'Quiet hours until 07:00.',
      }),
    }
    expect(rotationNews({ inbox: core.inbox, reminders: silent })).toEqual([])
    core.inbox.delivered(added.id, 'asked', null)
    expect(rotationNews(core)).toEqual([])
  })

  test('leads to the rotation when it is clicked; several lead to the inbox', () => {
    const { core } = fakeCore()
    const [rotation, due, orphan, test] = [
      core.inbox.add(item()),
      core.inbox.add(item({ kind: 'due' })),
      core.inbox.add(item({ kind: 'orphan' })),
      core.inbox.add(item({ kind: 'test', ref: null })),
    ]
    const ref = item().ref
    expect(placeOf([rotation])).toEqual({ view: 'rotation', ref })
    expect(placeOf([due])).toEqual({ view: 'rotation', ref })
    expect(placeOf([orphan])).toEqual({ view: 'key', ref })
    for (const items of [[rotation, due], [test], []]) expect(placeOf(items)).toEqual({ view: 'inbox' })
  })
})
