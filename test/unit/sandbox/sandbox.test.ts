import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { canaryValue } from '../../../main/sandbox/model.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../main/sandbox/sandbox.ts'

const keys = '/mgmt/openapi/5/aaa/api-keys/v3'

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

interface Said {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON, looked into by tests
  readonly json: any
}

async function ask(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Said> {
  const response = await fetch(`${sandbox.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.adminKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, text, json }
}

const wish = (sandbox: Sandbox, more: object = {}): object => ({
  name: 'edge',
  owner: { teamId: sandbox.teamId },
  keyPermissions: { presets: ['SendData'], permissions: [] },
  hashed: true,
  ...more,
})

const ingest = (
  sandbox: Sandbox,
  value: string,
  path = '/logs/v1/singles',
  body: string | Uint8Array = JSON.stringify([{ applicationName: 'a', subsystemName: 's', text: 'hello' }]),
  headers: Record<string, string> = {},
): Promise<number> =>
  fetch(`${sandbox.ingressUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json', ...headers },
    body: body as string,
  }).then((response) => response.status)

const aKey = async (sandbox: Sandbox): Promise<{ keyId: string; value: string }> =>
  (await ask(sandbox, 'POST', keys, wish(sandbox))).json

describe('the management side is as strict as a vendor may be', () => {
  test('creates, shows once, disables, deletes', async () => {
    const sandbox = await start()
    const made = await ask(sandbox, 'POST', keys, wish(sandbox))
    expect(made.json).toEqual({ keyId: expect.any(String), name: 'edge', value: expect.any(String) })
    expect(made.json.value).toMatch(/^cxtp_[A-Za-z0-9]{30}$/)
    const path = `${keys}/${made.json.keyId}`
    const shown = await ask(sandbox, 'GET', path)
    expect(shown.json.keyInfo).toMatchObject({ active: true, hashed: true })
    expect(shown.text).not.toContain(made.json.value)
    expect(await ask(sandbox, 'PUT', path, { isActive: false, newName: 'edge 2' })).toMatchObject({
      status: 200,
      text: '{}',
    })
    // A default is left out.
    expect((await ask(sandbox, 'GET', path)).json.keyInfo).not.toHaveProperty('active')
    expect(await ask(sandbox, 'DELETE', path)).toMatchObject({ status: 200, text: '' })
    expect(await ask(sandbox, 'DELETE', path)).toMatchObject({
      status: 404,
      text: expect.stringMatching(/^Not Found: api key/),
    })
    expect((await ask(sandbox, 'GET', path)).json).toMatchObject({ code: 404 })
  })

  test.each<[string, object | string, Record<string, string>?]>([
    ['an unknown field', { key_name: 'x' }],
    ['no rights', { keyPermissions: {} }],
    ['an unknown preset', { keyPermissions: { presets: ['Senddata'] } }],
    ['a permission that is none', { keyPermissions: { permissions: ['everything'] } }],
    ['RUM with another preset', { keyPermissions: { presets: ['RUM', 'SendData'] } }],
    ["another team's owner", { owner: { teamId: 1 } }],
    ['the team id as text', { owner: { teamId: '5034117' } }],
    ['two owners', { owner: { teamId: 5034117, userId: 'x' } }],
    ['an empty name', { name: '  ' }],
    ['another content type', {}, { 'content-type': 'text/plain' }],
  ])('400 for %s', async (_, more, headers) => {
    const sandbox = await start()
    const before = sandbox.keyCount()
    expect(await ask(sandbox, 'POST', keys, wish(sandbox, more as object), headers)).toMatchObject({
      status: 400,
    })
    expect(sandbox.keyCount()).toBe(before)
  })

  test('the bare list path is an id, and not a valid one; unknown routes say so in their own way', async () => {
    const sandbox = await start()
    expect(await ask(sandbox, 'GET', `${keys}/list`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('key_id invalid character'),
    })
    for (const path of ['/mgmt/openapi/4/aaa/api-keys/v3', `/${keys}`, `${keys}/list/`, '/']) {
      expect((await ask(sandbox, 'GET', path)).json).toEqual({ code: 5, message: 'Not Found' })
    }
    expect(await ask(sandbox, 'GET', `${keys}/list/all?page=2`)).toMatchObject({ status: 400 })
  })

  test('the three lists have three shapes, and none shows a hashed value', async () => {
    const sandbox = await start()
    const all = (await ask(sandbox, 'GET', `${keys}/list/all`)).json.keys
    const sending = (await ask(sandbox, 'GET', '/mgmt/openapi/5/aaa/send-data-keys/v3')).json.keys
    const members = (await ask(sandbox, 'GET', keys)).json.keys
    expect(all[0]).toMatchObject({ owner: { teamId: sandbox.teamId } })
    expect(sending[0].keyInfo).toMatchObject({ owner: { teamId: String(sandbox.teamId) } })
    expect(members[0].apiKey).toMatchObject({ keyName: expect.any(String), createdAt: expect.any(String) })
    expect(all.length + members.length).toBe(sandbox.keyCount())
    for (const { keyInfo } of sending) if (keyInfo.hashed) expect(keyInfo).not.toHaveProperty('value')
  })

  test('bulk calls take the documented body, all or none', async () => {
    const sandbox = await start()
    const [one, two] = [await aKey(sandbox), await aKey(sandbox)]
    const updates = [{ keyId: one.keyId, active: false }]
    expect(await ask(sandbox, 'POST', `${keys}/all/status`, { updates })).toMatchObject({ status: 200 })
    expect(
      await ask(sandbox, 'POST', `${keys}/all/status`, { keyIds: [one.keyId], isActive: true }),
    ).toMatchObject({ status: 400 })
    const strange = '00000000-0000-4000-8000-000000000000'
    const count = sandbox.keyCount()
    const path = `${keys}/all/delete`
    expect(await ask(sandbox, 'POST', path, { keyIds: [two.keyId, strange] })).toMatchObject({ status: 404 })
    expect(sandbox.keyCount()).toBe(count)
    const keyIds = [one.keyId, two.keyId]
    expect(await ask(sandbox, 'POST', path, { keyIds })).toMatchObject({ status: 200, text: '' })
    expect(sandbox.keyCount()).toBe(count - 2)
  })

  test('a legacy key keeps its permissions, the default key stays', async () => {
    const sandbox = await start()
    const { keys: list } = (await ask(sandbox, 'GET', `${keys}/list/all`)).json
    const of = (name: string): string => list.find((key: { name: string }) => key.name === name).id
    const body = { permissions: { permissions: ['alerts:ReadConfig'] } }
    expect(await ask(sandbox, 'PUT', `${keys}/${of('okta-scim')}`, body)).toMatchObject({ status: 400 })
    expect(await ask(sandbox, 'DELETE', `${keys}/${of('Default key')}`)).toMatchObject({ status: 400 })
  })

  test('who may do what', async () => {
    const sandbox = await start()
    const as = (value: string) => ({ authorization: `Bearer ${value}` })
    const { value } = await aKey(sandbox)
    for (const wrong of [
      { authorization: '' },
      { authorization: sandbox.adminKey },
      as(value),
      as('cxtp_x'),
    ]) {
      expect(await ask(sandbox, 'GET', '/identity/whoami', undefined, wrong)).toMatchObject({ status: 401 })
    }
    const viewer = as(sandbox.adminKeys.readOnly)
    expect((await ask(sandbox, 'GET', '/identity/whoami', undefined, viewer)).json.team_id).toBe(
      sandbox.teamId,
    )
    expect(await ask(sandbox, 'GET', keys, undefined, viewer)).toMatchObject({ status: 200 })
    expect(await ask(sandbox, 'POST', keys, wish(sandbox), viewer)).toMatchObject({ status: 403 })
    const noMembers = as(sandbox.adminKeys.noMembers)
    expect(await ask(sandbox, 'GET', keys, undefined, noMembers)).toMatchObject({ status: 403 })
    expect(await ask(sandbox, 'POST', keys, wish(sandbox), noMembers)).toMatchObject({ status: 200 })
  })

  test('a page on another host name cannot reach it', async () => {
    const sandbox = await start()
    const status = await new Promise((resolve, reject) => {
      request(`${sandbox.apiUrl}/identity/whoami`, { headers: { host: 'evil.example.com' } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})

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
    for (const path of ['/v1/metrics', '/v1/traces', '/prometheus/v1']) {
      expect(await ingest(sandbox, value, path, new Uint8Array([1, 2, 3]), protobuf)).toBe(200)
    }
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

describe('the account outlives a restart', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'keyturn-sandbox-'))
    onTestFinished(() => rmSync(path, { recursive: true }))
    return path
  }

  test('same addresses, same admin key, same keys, same values', async () => {
    const home = folder()
    const stateFile = join(home, 'sandbox.json')
    const first = await startSandbox({ stateFile })
    const { keyId, value } = await aKey(first)
    await first.close()
    const second = await start({ stateFile })
    expect(second).toMatchObject({
      apiUrl: first.apiUrl,
      ingressUrl: first.ingressUrl,
      adminKeys: first.adminKeys,
    })
    expect(second.keyCount()).toBe(first.keyCount())
    expect(await ask(second, 'GET', `${keys}/${keyId}`)).toMatchObject({ status: 200 })
    expect(await ingest(second, value)).toBe(200)
    // Its value was shown once: not even the file has it.
    expect(readFileSync(stateFile, 'utf8')).not.toContain(value)
    expect(readdirSync(home)).toEqual(['sandbox.json'])
    if (process.platform !== 'win32') expect(statSync(stateFile).mode & 0o777).toBe(0o600)
  })

  test('a change that could not be saved is not answered as made', async () => {
    const home = folder()
    const inner = join(home, 'inner')
    const { mkdirSync } = await import('node:fs')
    mkdirSync(inner)
    const sandbox = await start({ stateFile: join(inner, 'sandbox.json') })
    rmSync(inner, { recursive: true })
    expect(await ask(sandbox, 'POST', keys, wish(sandbox))).toMatchObject({ status: 500 })
  })

  test('a state that is none is not overwritten', async () => {
    const stateFile = join(folder(), 'sandbox.json')
    writeFileSync(stateFile, '{"version":9}')
    await expect(startSandbox({ stateFile })).rejects.toThrow(/sandbox's state/)
    expect(readFileSync(stateFile, 'utf8')).toBe('{"version":9}')
    expect(existsSync(`${stateFile}.tmp`)).toBe(false)
  })

  test('a taken port of the last run is replaced, a given one is an error', async () => {
    const stateFile = join(folder(), 'sandbox.json')
    const first = await startSandbox({ stateFile })
    onTestFinished(() => first.close())
    const beside = await start({ stateFile })
    expect(beside.apiUrl).not.toBe(first.apiUrl)
    await expect(startSandbox({ port: Number(new URL(first.apiUrl).port) })).rejects.toThrow(/EADDRINUSE/)
  })
})

test('names and ages are always the same, ids and values never', async () => {
  const now = () => new Date('2026-05-04T12:00:00Z')
  const [one, two] = [await start({ now }), await start({ now })]
  const list = async (sandbox: Sandbox) => (await ask(sandbox, 'GET', keys)).json.keys
  const [left, right] = [await list(one), await list(two)]
  const told = (entry: { apiKey: { keyName: string; createdAt: string } }) => [
    entry.apiKey.keyName,
    entry.apiKey.createdAt,
  ]
  expect(left.map(told)).toEqual(right.map(told))
  expect(left[0].apiKey.id).not.toBe(right[0].apiKey.id)
  expect(one.adminKey).not.toBe(two.adminKey)
})

test('canary values are unique and easy to search for', () => {
  const values = new Set(Array.from({ length: 1000 }, canaryValue))
  expect(values.size).toBe(1000)
  for (const value of values) expect(value).toMatch(/^cxtp_KtCanary[A-Za-z0-9]{22}$/)
})
