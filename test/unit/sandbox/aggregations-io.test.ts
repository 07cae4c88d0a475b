import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../../main/sandbox/sandbox.ts'
import { ask, type Said, start } from './asking.ts'

const page = '/sandbox/v1/aggregations-io'

/** A request with a key in the vendor's header. */
async function call(url: string, key: string | null, method = 'GET', body?: unknown): Promise<Said> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-api-token': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, json: text.startsWith('<') ? undefined : JSON.parse(text) }
}

function at(sandbox: Sandbox) {
  const { apiUrl, ingressUrl } = sandbox.vendors['aggregations-io']
  const { ingestId, trying } = sandbox.aggregationsIo
  const api = (path: string, key: string | null) => call(`${apiUrl}/api/v1/${path}`, key)
  const post = (key: string | null, body: unknown, id = ingestId) =>
    call(`${ingressUrl}/${id}`, key, 'POST', body)
  const pingWrite = (key: string, id = ingestId, schema = 'ARRAY_OF_EVENTS') =>
    api(`organization/ping-w?ingest_id=${id}&schema=${schema}`, key)
  return { api, post, pingWrite, trying, apiUrl, ingestId }
}

describe('keys of Aggregations.io', () => {
  test('exist only on the vendor’s page, their value once', async () => {
    const sandbox = await start()
    const wish = { name: 'edge', orgWide: true, permissions: { read: false, write: true } }
    const made = await ask(sandbox, 'POST', `${page}/keys`, wish)
    expect(made.status).toBe(201)
    expect(made.json.value).toMatch(/^[A-Za-z0-9]{8}-[A-Za-z0-9]{62}$/)
    const listed = await ask(sandbox, 'GET', `${page}/keys`)
    expect(listed.json.keys).toHaveLength(4)
    expect(listed.text).not.toContain(made.json.value)
    expect((await ask(sandbox, 'GET', `${page}/keys?disabled=true`)).json.keys).toHaveLength(5)
    const { api, apiUrl, trying } = at(sandbox)
    for (const path of ['api-keys', 'keys', 'organization/api-keys']) {
      expect((await api(path, trying.read)).status).toBe(404)
    }
    // Nothing of the page is on the vendor's own server.
    expect((await call(`${apiUrl}${page}/keys`, trying.read)).status).toBe(404)
    const nothing = { ...wish, permissions: { read: false, write: false } }
    expect((await ask(sandbox, 'POST', `${page}/keys`, nothing)).status).toBe(400)
    const unsigned = { authorization: 'Bearer nobody' }
    expect((await ask(sandbox, 'GET', `${page}/keys`, undefined, unsigned)).status).toBe(401)
  })

  test('read with Read, write with Write, and nothing when disabled', async () => {
    const sandbox = await start()
    const { api, post, pingWrite, trying } = at(sandbox)
    expect((await api('filter-definitions', trying.read)).json[0]).toMatchObject({
      id: expect.any(Number),
      name: expect.any(String),
      groupings: expect.any(Array),
      aggregations: expect.any(Array),
    })
    expect((await api('organization/ping', trying.read)).status).toBe(200)
    expect((await pingWrite(trying.write)).status).toBe(200)
    const event = [{ event: 'request' }]
    expect((await post(trying.write, event)).status).toBe(200)
    for (const refused of [
      await api('filter-definitions', trying.write),
      await api('organization/ping', trying.write),
      await pingWrite(trying.read),
      await post(trying.read, event),
      await api('filter-definitions', null),
      await post(null, event),
      await post('nobody', event),
    ]) {
      expect(refused).toMatchObject({ status: 401, json: { message: expect.any(String) } })
    }
    const made = await ask(sandbox, 'POST', `${page}/keys`, {
      name: 'both',
      orgWide: false,
      permissions: { read: true, write: true },
    })
    const { id, value } = made.json
    expect((await post(value, event)).status).toBe(200)
    expect((await ask(sandbox, 'POST', `${page}/keys/${id}/disable`)).status).toBe(200)
    expect(await post(value, event)).toMatchObject({ status: 401 })
    expect((await api('organization/ping', value)).status).toBe(401)
    await ask(sandbox, 'POST', `${page}/keys/${id}/enable`)
    expect((await api('organization/ping', value)).status).toBe(200)
    expect((await ask(sandbox, 'POST', `${page}/keys/none/disable`)).status).toBe(404)
  })
})

describe('the ingest', () => {
  test('takes arrays of objects up to 1 MB; anything else is a bad request', async () => {
    const sandbox = await start()
    const { post, trying, ingestId, pingWrite } = at(sandbox)
    for (const wrong of [{ event: 1 }, [], [1], [[]], 'no json', [{ text: 'x'.repeat(1_000_000) }]]) {
      expect((await post(trying.write, wrong)).status).toBe(400)
    }
    expect((await post(trying.write, [{}], 'another')).status).toBe(404)
    expect((await pingWrite(trying.write, 'another')).json.message).toBe('Ingest not found')
    expect((await pingWrite(trying.write, ingestId, 'SINGLE')).status).toBe(400)
    // The check without an event leaves none.
    expect(sandbox.aggregationsIo.counts().taken).toEqual({})
    expect((await post(trying.write, [{ marker: 'kx-marker-1' }])).status).toBe(200)
    expect(sandbox.aggregationsIo.lines('kx-marker-1')).toMatchObject([{ path: `/${ingestId}` }])
  })

  test('says who was refused, faults included, and forgets when told', async () => {
    const sandbox = await start()
    const { post, api, trying } = at(sandbox)
    sandbox.setFault({ kind: 'status', status: 429, server: 'aggregations-ingest', times: 1 })
    expect((await post(trying.write, [{}])).json).toEqual({ message: 'simulated' })
    expect((await api('organization/ping', trying.read)).status).toBe(200)
    await post('nobody', [{}])
    await post(trying.read, [{}])
    const [edge, grafana] = sandbox.aggregationsIo.keys()
    const refusals = { 429: { [edge?.id ?? '']: 1 }, 401: { unknown: 1, [grafana?.id ?? '']: 1 } }
    expect((await ask(sandbox, 'GET', `${page}/refusals`)).json).toEqual(refusals)
    await ask(sandbox, 'DELETE', `${page}/counts`)
    expect(sandbox.aggregationsIo.refusals()).toEqual({})
  })
})

test('metrics are read one by one or several at once', async () => {
  const sandbox = await start()
  const { apiUrl, trying } = at(sandbox)
  const results = (query: string, body: unknown, key = trying.read) =>
    call(`${apiUrl}/api/v1/metrics/results${query}`, key, 'POST', body)
  expect((await results('', { filterId: 1401 })).json).toEqual({ filterId: 1401, metrics: [] })
  expect((await results('?multi=true', [{ filterId: 1401 }])).json).toHaveLength(1)
  expect((await results('', [{ filterId: 1401 }])).status).toBe(400)
  expect((await results('', { filterId: 1401 }, trying.write)).status).toBe(401)
})
