import fc from 'fast-check'
import snappy from 'snappyjs'
import { describe, expect, test } from 'vitest'
import { readRemoteWrite } from '../../../main/sandbox/remote-write.ts'
import { Samples } from '../../../main/sandbox/samples.ts'
import { aKey, ask, ingest, keys, start } from './asking.ts'
import { packed, remoteWrite, up, writeRequest } from './writing.ts'

const path = '/prometheus/v1'
const t0 = Date.parse('2026-03-01T12:00:00Z')
const at = (...seconds: number[]): number[] => seconds.map((second) => t0 + second * 1000)

describe('remote write', () => {
  test('says whether a scrape is missing between the first and the last', async () => {
    const sandbox = await start()
    const [old, fresh] = [await aKey(sandbox), await aKey(sandbox)]
    const send = (key: { value: string }, ...seconds: number[]) =>
      ingest(sandbox, key.value, path, packed([up(...at(...seconds))]), remoteWrite)
    expect(await send(old, 0, 1, 2)).toBe(200)
    expect(await send(fresh, 3, 4)).toBe(200)
    // Sent again after an answer was lost.
    expect(await send(fresh, 4, 5)).toBe(200)
    const whole = sandbox.samples('up')
    expect(whole).toMatchObject({
      name: 'up',
      overflow: false,
      total: { count: 7, first: t0, last: t0 + 5000, largestGapMs: 1000, duplicates: 1 },
      keys: {
        [old.keyId]: { count: 3, last: t0 + 2000, duplicates: 0 },
        [fresh.keyId]: { count: 4, first: t0 + 3000, duplicates: 1 },
      },
      series: [{ id: 'up{job="node"}', timestamps: at(0, 1, 2, 3, 4, 5) }],
    })
    expect(await send(fresh, 8)).toBe(200)
    expect((await ask(sandbox, 'GET', '/sandbox/v1/samples?series=up')).json.total).toMatchObject({
      count: 8,
      largestGapMs: 3000,
    })
    expect(sandbox.samples('down')).toMatchObject({ total: { count: 0, first: null }, series: [] })
    expect(sandbox.counts().taken[fresh.keyId]).toEqual({ [path]: 3 })
    await ask(sandbox, 'DELETE', '/sandbox/v1/counts')
    expect(sandbox.samples('up').total.count).toBe(0)
  })

  test('keeps series apart, and takes no end marker for a sample', async () => {
    const sandbox = await start()
    const { value } = await aKey(sandbox)
    const other = { labels: { job: 'other', __name__: 'up' }, at: at(0, 10), staleAt: t0 + 5000 }
    expect(await ingest(sandbox, value, path, packed([up(...at(0, 1)), other]), remoteWrite)).toBe(200)
    const { total, series } = sandbox.samples('up')
    expect(total).toMatchObject({ count: 4, largestGapMs: 10_000, duplicates: 0 })
    expect(series.map(({ id, stale }) => [id, stale])).toEqual([
      ['up{job="node"}', 0],
      ['up{job="other"}', 1],
    ])
  })

  test('refuses what it cannot read to the last byte', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    const good = writeRequest([up(...at(0, 1))])
    const wrong: readonly (readonly [Uint8Array, Record<string, string>])[] = [
      [good, remoteWrite],
      [snappy.compress(good), { ...remoteWrite, 'content-encoding': 'identity' }],
      [snappy.compress(good), { ...remoteWrite, 'content-type': 'application/json' }],
      [snappy.compress(good.subarray(0, good.length - 1)), remoteWrite],
      [snappy.compress(good).subarray(0, -3), remoteWrite],
      [new Uint8Array([1, 2, 3]), remoteWrite],
      [packed([{ labels: { job: 'nameless' }, at: [] }]), remoteWrite],
    ]
    for (const [body, headers] of wrong) expect(await ingest(sandbox, value, path, body, headers)).toBe(400)
    expect(sandbox.counts().taken).toEqual({})
    expect(sandbox.samples('up').total.count).toBe(0)
    expect(sandbox.refusals()).toEqual({ 400: { [keyId]: wrong.length } })
  })

  test('reads nothing into bytes that were changed at random, and never throws', () => {
    const good = packed([up(...at(0, 1, 2)), { labels: { __name__: 'x', l: 'ü' }, at: at(7) }])
    expect(readRemoteWrite(good)).toHaveLength(2)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (where, byte, length) => {
        const bytes = good.slice(0, length)
        bytes[where] = byte
        const read = readRemoteWrite(bytes)
        expect(read === null || read.every(({ timestamps }) => timestamps.every(Number.isSafeInteger))).toBe(
          true,
        )
      }),
      { seed: 4, numRuns: 2000 },
    )
  })

  test('remembers so many and says when there were more', () => {
    const samples = new Samples(60)
    const some = (...times: number[]) => [{ name: 'up', id: 'up{}', timestamps: times, stale: 0 }]
    samples.add('k', some(1, 2, 3))
    samples.add('k', some(...Array.from({ length: 20 }, (_, n) => n)))
    expect(samples.report('up')).toMatchObject({ overflow: true, total: { count: 3 } })
    samples.forget()
    expect(samples.report('up')).toMatchObject({ overflow: false, total: { count: 0 } })
  })
})

describe('who was refused', () => {
  test('is counted by status and key: disabled, unknown and none', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    await ask(sandbox, 'PUT', `${keys}/${keyId}`, { isActive: false })
    await ingest(sandbox, value)
    await ingest(sandbox, value)
    await ingest(sandbox, 'cxtp_nobody')
    await ingest(sandbox, '')
    expect(sandbox.refusals()).toEqual({ 401: { [keyId]: 2, unknown: 1, none: 1 } })
    expect((await ask(sandbox, 'GET', '/sandbox/v1/refusals')).json).toEqual(sandbox.refusals())
  })

  test('one key alone can be made to fail', async () => {
    const sandbox = await start()
    const [old, fresh] = [await aKey(sandbox), await aKey(sandbox)]
    await ask(sandbox, 'POST', '/sandbox/v1/faults', {
      kind: 'status',
      status: 403,
      server: 'ingress',
      keyId: fresh.keyId,
    })
    expect([await ingest(sandbox, old.value), await ingest(sandbox, fresh.value)]).toEqual([200, 403])
    expect(sandbox.refusals()).toEqual({ 403: { [fresh.keyId]: 1 } })
    sandbox.clearFaults()
    sandbox.setFault({ kind: 'lost', when: 'before', server: 'ingress', keyId: fresh.keyId })
    await expect(ingest(sandbox, fresh.value)).rejects.toThrow()
    expect(sandbox.refusals().cut).toEqual({ [fresh.keyId]: 1 })
  })

  test('an admin key can be made to look only', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    sandbox.setFault({ kind: 'read-only' })
    expect((await ask(sandbox, 'GET', `${keys}/list/all`)).status).toBe(200)
    expect((await ask(sandbox, 'PUT', `${keys}/${keyId}`, { isActive: false })).status).toBe(403)
    expect((await ask(sandbox, 'DELETE', `${keys}/${keyId}`)).status).toBe(403)
    expect(await ingest(sandbox, value)).toBe(200)
    sandbox.clearFaults()
    expect((await ask(sandbox, 'DELETE', `${keys}/${keyId}`)).status).toBe(200)
  })
})
