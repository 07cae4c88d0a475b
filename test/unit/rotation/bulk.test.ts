import { describe, expect, it } from 'vitest'
import { Bulk } from '../../../main/rotation/bulk.ts'
import { detailOf } from '../../../main/rotation/detail.ts'
import type { RotationRecord } from '../../../main/rotation/rotation-record.ts'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import {
  type BulkStatus,
  defaultSettings,
  type RotateRequest,
  type RotationDetail,
} from '../../../shared/rotation.ts'
import { acme } from '../../fakes/keys.ts'
import { began, record } from './samples.ts'

const request = (keyId: string): RotateRequest => ({
  ref: { accountId: acme, keyId },
  mode: 'planned',
  settings: defaultSettings,
})
const three = ['one', 'two', 'three'].map(request)

const ended = ({ ref }: RotateRequest, more: Partial<RotationRecord>): Result<RotationDetail> =>
  ok(detailOf(record({ ref, keyName: `key ${ref.keyId}`, ...more }), [], 'acme', false, began))

describe('rotating several keys', () => {
  it('takes one after another, and says how far it is', async () => {
    const bulk = new Bulk()
    expect(bulk.status()).toBeNull()
    const told: string[] = []
    const order: string[] = []
    const end = await bulk.run(
      three,
      async (one) => {
        order.push(one.ref.keyId)
        return ended(one, { state: 'waiting', step: 'soak' })
      },
      ({ sentence }) => told.push(sentence),
    )
    expect(order).toEqual(['one', 'two', 'three'])
    expect(told).toEqual([
      'Rotating 1 of 3.',
      '1 of 3 came to rest.',
      'Rotating 2 of 3.',
      '2 of 3 came to rest.',
      'Rotating 3 of 3.',
      '3 of 3 came to rest.',
      'All 3 came to rest: what waits for its soak or grace goes on by itself.',
    ])
    expect(end).toMatchObject({ done: 3, current: null, stoppedAt: null })
    expect(bulk.status()).toEqual(end)
  })

  it.each([
    [
      'needs the user',
      (one: RotateRequest) => ended(one, { state: 'needs-you', sentence: 'Fluent Bit is unconfirmed' }),
      'Stopped at key two: Fluent Bit is unconfirmed.',
    ],
    [
      'fails',
      (one: RotateRequest) => ended(one, { state: 'failed', sentence: 'The vendor answered 500.' }),
      'Stopped at key two: The vendor answered 500.',
    ],
    [
      'cannot be started',
      () => fail('refused', 'Another process is at it', ''),
      'Stopped at two: Another process is at it.',
    ],
    [
      'was stopped half-way',
      (one: RotateRequest) => ended(one, { state: 'running' }),
      'Stopped at key two: it was stopped half-way and can be resumed.',
    ],
  ] as const)('stops at the first that %s, and leaves the rest', async (_what, end, sentence) => {
    const bulk = new Bulk()
    const begun: string[] = []
    const status = await bulk.run(three, async (one) => {
      begun.push(one.ref.keyId)
      return one.ref.keyId === 'two' ? end(one) : ended(one, { state: 'done', step: 'delete' })
    })
    expect(begun).toEqual(['one', 'two'])
    expect(status).toEqual({
      refs: three.map(({ ref }) => ref),
      done: 1,
      current: null,
      stoppedAt: three[1]?.ref,
      sentence: `${sentence} 1 of 3 came to rest. 1 other was not begun and nothing of it was changed.`,
    })
  })

  it('begins no other after it was asked to stop', async () => {
    const stop = new AbortController()
    const status = await new Bulk().run(
      three,
      async (one) => {
        stop.abort()
        return ended(one, { state: 'waiting', step: 'soak' })
      },
      undefined,
      stop.signal,
    )
    expect(status).toMatchObject({ done: 1, stoppedAt: null })
    expect(status.sentence).toBe(
      'You stopped it. 1 of 3 came to rest. 2 others were not begun and nothing of them was changed.',
    )
  })

  it('refuses a second run while one goes on, and takes one afterwards', async () => {
    const bulk = new Bulk()
    const done = async (one: RotateRequest) => ended(one, { state: 'done', step: 'delete' })
    let second: BulkStatus | undefined
    await bulk.run([request('one')], async (one) => {
      second = await bulk.run([request('two')], done)
      expect(bulk.status()?.current).toEqual(one.ref)
      return done(one)
    })
    expect(second).toMatchObject({
      done: 0,
      sentence: 'Refused: other keys are being rotated. Nothing of this was begun.',
    })
    expect((await bulk.run([request('two')], done)).done).toBe(1)
    expect((await bulk.run([], done)).sentence).toBe('There was nothing to rotate.')
  })

  it('is free again after a bug', async () => {
    const bulk = new Bulk()
    const bug = bulk.run(three, async () => {
      throw new Error('a bug')
    })
    await expect(bug).rejects.toThrow('a bug')
    expect(bulk.status()).toMatchObject({ current: null, stoppedAt: three[0]?.ref })
    expect((await bulk.run([], async () => fail('refused', ''))).done).toBe(0)
  })
})
