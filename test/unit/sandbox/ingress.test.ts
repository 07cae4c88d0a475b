import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { aKey, ask, ingest, keys, start, wish } from './asking.ts'
import { remoteWrite, up, packed as writing } from './writing.ts'

describe('the ingress takes active Send-Your-Data keys only', () => {
  test('counts by key and path, and remembers the lines', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    const packed = gzipSync(
      JSON.stringify([{ applicationName: 'a', subsystemName: 's', text: 'kx-marker-1' }]),
    )
    expect(await ingest(sandbox, value, '/logs/v1/singles', packed, { 'content-encoding': 'gzip' })).toBe(200)
    expect(await ingest(sandbox, value)).toBe(200)
    const bulk = { applicationName: 'a', subsystemName: 's', logEntries: [{ text: 'kx-marker-2' }] }
    expect(await ingest(sandbox, value, '/logs/v1/bulk', JSON.stringify(bulk))).toBe(200)
    const record = { body: { stringValue: 'kx-marker-3' } }
    const otlp = { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }
    expect(await ingest(sandbox, value, '/v1/logs', JSON.stringify(otlp))).toBe(200)
    const protobuf = { 'content-type': 'application/x-protobuf' }
    for (const path of ['/v1/metrics', '/v1/traces']) {
      expect(await ingest(sandbox, value, path, new Uint8Array([1, 2, 3]), protobuf)).toBe(200)
    }
    expect(await ingest(sandbox, value, '/prometheus/v1', writing([up(1)]), remoteWrite)).toBe(200)
    expect(sandbox.counts().taken[keyId]).toEqual({
      '/logs/v1/singles': 2,
      '/logs/v1/bulk': 1,
      '/v1/logs': 1,
      '/v1/metrics': 1,
      '/v1/traces': 1,
      '/prometheus/v1': 1,
    })
    expect(sandbox.lines('kx-marker').map((line) => [line.keyId, line.text])).toEqual([
      [keyId, 'kx-marker-1'],
      [keyId, 'kx-marker-2'],
      [keyId, 'kx-marker-3'],
    ])
  })

  test('refuses everything else', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    const team = await ask(
      sandbox,
      'POST',
      keys,
      wish(sandbox, { keyPermissions: { presets: ['Alerts'], permissions: [] } }),
    )
    for (const wrong of [sandbox.adminKey, team.json.value, 'cxtp_nobody', '']) {
      expect(await ingest(sandbox, wrong)).toBe(401)
    }
    expect(sandbox.counts().refused).toEqual({ '/logs/v1/singles': 4 })
    for (const body of ['{}', '[{"text":"x"}]', 'not json']) {
      expect(await ingest(sandbox, value, '/logs/v1/singles', body)).toBe(400)
    }
    expect(await ingest(sandbox, value, '/logs/v1/singles', 'x', { 'content-type': 'text/plain' })).toBe(400)
    expect(await ingest(sandbox, value, '/logs/rest/singles')).toBe(404)
    await ask(sandbox, 'PUT', `${keys}/${keyId}`, { isActive: false })
    expect(await ingest(sandbox, value)).toBe(401)
    await ask(sandbox, 'PUT', `${keys}/${keyId}`, { isActive: true })
    expect(await ingest(sandbox, value)).toBe(200)
  })
})

describe('faults from another process', () => {
  test('are switched by the admin routes, in order, so many times, where they match', async () => {
    const sandbox = await start()
    const whoami = () => ask(sandbox, 'GET', '/identity/whoami').then(({ status }) => status)
    const add = (fault: object) => ask(sandbox, 'POST', '/sandbox/v1/faults', fault)
    expect(await add({ kind: 'status', status: 429, retryAfter: '3', times: 1 })).toMatchObject({
      status: 200,
    })
    await add({ kind: 'status', status: 503, path: 'whoami$', method: 'GET' })
    expect([await whoami(), await whoami(), await whoami()]).toEqual([429, 503, 503])
    expect((await ask(sandbox, 'GET', `${keys}/list/all`)).status).toBe(200)
    await ask(sandbox, 'DELETE', '/sandbox/v1/faults')
    expect(await whoami()).toBe(200)
    for (const wrong of [
      { kind: 'meteor' },
      { kind: 'status', status: 200 },
      { kind: 'malformed', path: '(' },
    ]) {
      expect(await add(wrong)).toMatchObject({ status: 400 })
    }
  })

  test('counts and lines can be asked for, with the admin key only', async () => {
    const sandbox = await start()
    const { keyId, value } = await aKey(sandbox)
    await ingest(sandbox, value)
    expect((await ask(sandbox, 'GET', '/sandbox/v1/counts')).json.taken[keyId]).toBeDefined()
    expect((await ask(sandbox, 'GET', '/sandbox/v1/lines?contains=hello')).json.lines).toHaveLength(1)
    const viewer = { authorization: `Bearer ${sandbox.adminKeys.readOnly}` }
    expect(await ask(sandbox, 'GET', '/sandbox/v1/counts', undefined, viewer)).toMatchObject({ status: 401 })
    await ask(sandbox, 'DELETE', '/sandbox/v1/counts')
    expect(sandbox.counts()).toEqual({ taken: {}, refused: {} })
  })

  test('on the ingress alone', async () => {
    const sandbox = await start()
    const { value } = await aKey(sandbox)
    sandbox.setFault({ kind: 'status', status: 503, server: 'ingress' })
    expect(await ingest(sandbox, value)).toBe(503)
    sandbox.clearFaults()
    expect(await ingest(sandbox, value)).toBe(200)
  })
})
