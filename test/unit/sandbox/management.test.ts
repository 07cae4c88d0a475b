import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { aKey, ask, keys, start, wish } from './asking.ts'

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

  test('bulk calls take the documented body: a deletion all or none, a change as far as it comes', async () => {
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
    const half = [one.keyId, strange, two.keyId].map((keyId) => ({ keyId, active: true }))
    expect(await ask(sandbox, 'POST', `${keys}/all/status`, { updates: half })).toMatchObject({ status: 404 })
    expect((await ask(sandbox, 'GET', `${keys}/${one.keyId}`)).json.keyInfo.active).toBe(true)
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

  const policy = (more: object = {}) => ({
    version: 'v2025-01-01',
    default: { permissions: { 'data-ingest-api-keys:ReadConfig': 'grant' } },
    rules: [{ targets: [{ group: '8100' }], permissions: { 'data-ingest-api-keys:Manage': 'deny' } }],
    ...more,
  })

  test('keeps an access policy, shows it to who may see it, and takes it away', async () => {
    const sandbox = await start()
    const { keyId } = await aKey(sandbox)
    const path = `${keys}/${keyId}`
    const put = (accessPolicy: unknown) => ask(sandbox, 'PUT', path, { accessPolicy })
    const shown = async (): Promise<unknown> => {
      const text = (await ask(sandbox, 'GET', path)).json.keyInfo.accessPolicy
      return text === undefined ? undefined : JSON.parse(text)
    }
    for (const version of ['v2025-01-01', '2025-01-01']) {
      expect(await put(JSON.stringify(policy({ version })))).toMatchObject({ status: 200 })
      expect(await shown()).toMatchObject(policy({ version }))
    }
    // What is left out stays.
    await ask(sandbox, 'PUT', path, { newName: 'edge 3' })
    expect(await shown()).toMatchObject(policy({ version: '2025-01-01' }))
    const other = { authorization: `Bearer ${sandbox.adminKeys.noPolicies}` }
    expect((await ask(sandbox, 'GET', path, undefined, other)).json.keyInfo).not.toHaveProperty(
      'accessPolicy',
    )
    expect(await ask(sandbox, 'PUT', path, { accessPolicy: '' }, other)).toMatchObject({ status: 403 })
    expect(await put('')).toMatchObject({ status: 200 })
    expect(await shown()).toBeUndefined()
    const made = { accessPolicy: JSON.stringify(policy()) }
    expect(await ask(sandbox, 'POST', keys, wish(sandbox, made), other)).toMatchObject({ status: 403 })
    expect(await ask(sandbox, 'POST', keys, wish(sandbox, made))).toMatchObject({ status: 200 })
  })

  test.each<[string, unknown]>([
    ['no text', policy()],
    ['no JSON', 'grant'],
    ['another version', JSON.stringify(policy({ version: '2024-01-01' }))],
    ['no rules', JSON.stringify({ ...policy(), rules: undefined })],
    [
      "another family's permissions",
      JSON.stringify(policy({ default: { permissions: { 'team-custom-api-keys:Manage': 'grant' } } })),
    ],
    [
      'a group as a number',
      JSON.stringify(policy({ rules: [{ targets: [{ group: 8100 }], permissions: {} }] })),
    ],
    ['a rule for nobody', JSON.stringify(policy({ rules: [{ targets: [], permissions: {} }] }))],
    ['an unknown field', JSON.stringify(policy({ owner: 'x' }))],
  ])('400 for a policy with %s', async (_, accessPolicy) => {
    const sandbox = await start()
    const { keyId } = await aKey(sandbox)
    expect(await ask(sandbox, 'PUT', `${keys}/${keyId}`, { accessPolicy })).toMatchObject({ status: 400 })
    expect((await ask(sandbox, 'GET', `${keys}/${keyId}`)).json.keyInfo).not.toHaveProperty('accessPolicy')
  })

  test('members have keys without policies', async () => {
    const sandbox = await start()
    const [first] = (await ask(sandbox, 'GET', keys)).json.keys
    const path = `${keys}/${first.apiKey.id}`
    for (const accessPolicy of [JSON.stringify(policy()), '']) {
      expect(await ask(sandbox, 'PUT', path, { accessPolicy })).toMatchObject({ status: 400 })
    }
  })

  test('groups come in small pages, and a strange token is refused', async () => {
    const sandbox = await start()
    const path = '/mgmt/openapi/5/aaa/team-groups/v2'
    const first = (await ask(sandbox, 'GET', `${path}?page_size=100`)).json
    expect(first.groups).toHaveLength(3)
    const next = (await ask(sandbox, 'GET', `${path}?page_token=${first.nextPageToken}`)).json
    expect(next.groups[0].name).not.toBe(first.groups[0].name)
    for (const query of ['page_token=x', 'page_size=0', 'pageSize=3']) {
      expect(await ask(sandbox, 'GET', `${path}?${query}`)).toMatchObject({ status: 400 })
    }
    const viewer = { authorization: `Bearer ${sandbox.adminKeys.readOnly}` }
    expect(await ask(sandbox, 'GET', path, undefined, viewer)).toMatchObject({ status: 403 })
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
