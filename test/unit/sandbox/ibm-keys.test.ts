import { describe, expect, test } from 'vitest'
import { start } from './asking.ts'
import { caller, exchange } from './ibm-asking.ts'

describe('keys of IBM Cloud are listed', () => {
  test('the account with 4 user keys and 12 of service IDs, never with a value', async () => {
    const sandbox = await start()
    const { ask, accountId } = await caller(sandbox)
    const all = `/v1/apikeys?account_id=${accountId}&scope=account&pagesize=100`
    const users = (await ask('GET', `${all}&type=user`)).json
    const services = (await ask('GET', `${all}&type=serviceid`)).json
    expect(users.apikeys).toHaveLength(4)
    expect(services.apikeys).toHaveLength(12)
    expect(services).not.toHaveProperty('next')
    expect(services).toMatchObject({ offset: 0, limit: 100, context: {}, first: expect.any(String) })
    // Empty or not there at all.
    const shown = services.apikeys.map((key: object) => ('apikey' in key ? key.apikey : 'left out'))
    expect(new Set(shown)).toEqual(new Set(['', 'left out']))
    for (const key of services.apikeys) {
      expect(key).toMatchObject({
        iam_id: expect.stringMatching(/^iam-ServiceId-/),
        account_id: accountId,
        crn: `crn:v1:bluemix:public:iam-identity::a/${accountId}::apikey:${key.id}`,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d\+0000$/),
        entity_tag: expect.stringMatching(/^1-[0-9a-f]{32}$/),
      })
      expect(key).not.toHaveProperty('history')
    }
    const named = services.apikeys.map(({ name }: { name: string }) => name)
    expect(named.filter((name: string) => name === 'edge-collector')).toHaveLength(2)
    expect(services.apikeys.filter(({ locked }: { locked: boolean }) => locked)).toHaveLength(2)
    expect(services.apikeys.filter(({ disabled }: { disabled: boolean }) => disabled)).toHaveLength(2)
    expect(services.apikeys.filter((key: object) => 'expires_at' in key)).toHaveLength(3)
  })

  test('page by page, by links that are now a path and now an address', async () => {
    const sandbox = await start()
    const { ask, accountId } = await caller(sandbox)
    const first = `/v1/apikeys?account_id=${accountId}&scope=account&type=serviceid&pagesize=5`
    const seen: string[] = []
    const links: string[] = []
    let path = first
    for (;;) {
      const { json } = await ask('GET', path)
      seen.push(...json.apikeys.map(({ id }: { id: string }) => id))
      if (json.next === undefined) break
      links.push(json.next)
      const token = new URL(json.next, 'http://dummy').searchParams.get('pagetoken') ?? ''
      path = `${first}&pagetoken=${encodeURIComponent(token)}`
    }
    expect(new Set(seen).size).toBe(12)
    expect(links[0]).toMatch(/^\/v1\/apikeys\?/)
    expect(links[1]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/apikeys\?/)
    // The token stands for the parameters, alone or with the same ones.
    const alone = await ask('GET', `/v1/apikeys?${path.slice(path.indexOf('pagetoken='))}`)
    expect(alone.json.apikeys).toHaveLength(2)
    expect(await ask('GET', `${path.replace('type=serviceid', 'type=user')}`)).toMatchObject({ status: 400 })
    expect(await ask('GET', `${first}&pagetoken=made-up`)).toMatchObject({ status: 400 })
  })

  test('with links to another host, or round in a circle, by faults', async () => {
    const sandbox = await start()
    const { ask } = await caller(sandbox)
    sandbox.setFault({ kind: 'foreign-next', to: 'https://iam.attacker.test', times: 1 })
    expect((await ask('GET', '/v1/apikeys')).json.next).toMatch(
      /^https:\/\/iam\.attacker\.test\/v1\/apikeys\?/,
    )
    sandbox.setFault({ kind: 'repeat-next' })
    const [one, two] = [await ask('GET', '/v1/apikeys'), await ask('GET', '/v1/apikeys')]
    expect(one.json.next).toBe(two.json.next)
    sandbox.clearFaults()
    sandbox.setFault({ kind: 'value-in-list', value: 'kt-planted' })
    expect((await ask('GET', '/v1/apikeys')).json.apikeys[0].apikey).toBe('kt-planted')
  })

  test('and what is no parameter, or none of its values, is refused', async () => {
    const sandbox = await start()
    const { ask } = await caller(sandbox)
    for (const wrong of [
      'pagesize=0',
      'pagesize=101',
      'scope=everything',
      'type=service-id',
      'sort=modified_at',
      'order=up',
      'include_history=1',
      'limit=10',
      'scope=account&scope=entity',
    ]) {
      const { status, json } = await ask('GET', `/v1/apikeys?${wrong}`)
      expect([wrong, status]).toEqual([wrong, 400])
      expect(json.errors[0]).toMatchObject({ code: 'bad_request', message_code: 'BXNIM0106E' })
    }
    const sorted = await ask('GET', '/v1/apikeys?scope=account&sort=name&order=desc&pagesize=2')
    expect(sorted.json.apikeys.map(({ name }: { name: string }) => name)).toEqual([
      'syslog-relay-dr',
      'syslog-relay',
    ])
  })
})

describe('a key is made', () => {
  test('with its value this once, and by the rules', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('logs-prod-agents')
    const wish = {
      name: 'new agent',
      iam_id,
      account_id: admin.accountId,
      description: 'for a test',
      store_value: false,
      expires_at: '2099-01-01T00:00+0000',
    }
    const { status, json } = await admin.ask('POST', '/v1/apikeys', wish)
    expect(status).toBe(201)
    expect(json.apikey).toMatch(/^[A-Za-z0-9_-]{44}$/)
    expect(json).toMatchObject({
      name: 'new agent',
      disabled: false,
      locked: false,
      created_by: admin.claims.iam_id,
    })
    const again = await admin.ask('GET', `/v1/apikeys/${json.id}`)
    expect(again.json).toMatchObject({ apikey: '', description: 'for a test', expires_at: wish.expires_at })
    expect((await exchange(sandbox, json.apikey)).status).toBe(200)
    for (const wrong of [
      { name: '' },
      { iam_id: 'iam-ServiceId-nobody' },
      { account_id: 'another' },
      { expires_at: '2099-01-01T00:00:00.000Z' },
      { expires_at: '2001-01-01T00:00+0000' },
      { apikey: 'too-short' },
      { entity_lock: true },
      { support_sessions: true },
      { action_when_leaked: 'shout' },
    ]) {
      const refused = await admin.ask('POST', '/v1/apikeys', { ...wish, ...wrong })
      expect([wrong, refused.status >= 400 && refused.status < 500]).toEqual([wrong, true])
    }
  })

  test('readable only for service IDs, locked and disabled by headers', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('logs-prod-agents')
    const own = { name: 'mine', iam_id: admin.claims.iam_id }
    expect((await admin.ask('POST', '/v1/apikeys', { ...own, store_value: true })).status).toBe(400)
    expect((await admin.ask('POST', '/v1/apikeys', { ...own, store_value: false })).status).toBe(201)
    const kept = await admin.ask('POST', '/v1/apikeys', { name: 'kept', iam_id, store_value: true })
    const { id, apikey } = kept.json
    expect((await admin.ask('GET', `/v1/apikeys/${id}`)).json.apikey).toBe(apikey)
    const headers = { 'Entity-Lock': 'true', 'Entity-Disable': 'true' }
    const made = await admin.ask('POST', '/v1/apikeys', { name: 'x', iam_id }, headers)
    expect(made.json).toMatchObject({ locked: true, disabled: true })
  })

  test('twenty for one identity and no more', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('ci-pipeline')
    for (let n = 1; n < 20; n++) await admin.ask('POST', '/v1/apikeys', { name: `ci-${n}`, iam_id })
    const refused = await admin.ask('POST', '/v1/apikeys', { name: 'one more', iam_id })
    expect(refused.status).toBe(422)
    expect(refused.json.errors[0].message_code).toBe('BXNIM0151E')
  })
})

describe('a key is changed', () => {
  test('only with the version that it has', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('logs-prod-agents')
    const { id } = (await admin.keysOf(iam_id)).json.apikeys[0]
    const path = `/v1/apikeys/${id}`
    const { entity_tag: tag } = (await admin.ask('GET', path)).json
    expect((await admin.ask('PUT', path, { name: 'b' })).status).toBe(400)
    const done = await admin.ask('PUT', path, { name: 'b', description: 'd' }, { 'If-Match': tag })
    expect(done).toMatchObject({ status: 200, json: { name: 'b', description: 'd' } })
    expect(done.json.entity_tag).toMatch(/^2-/)
    expect((await admin.ask('PUT', path, { name: 'c' }, { 'If-Match': tag })).status).toBe(409)
    sandbox.ibmCloud.set({ conflictStatus: 412 })
    expect((await admin.ask('PUT', path, { name: 'c' }, { 'If-Match': tag })).status).toBe(412)
    expect((await admin.ask('PUT', path, { description: '' }, { 'If-Match': '*' })).json).not.toHaveProperty(
      'description',
    )
    const { entity_tag: latest } = (await admin.ask('GET', path)).json
    sandbox.setFault({ kind: 'changed-meanwhile', times: 1 })
    expect((await admin.ask('PUT', path, { name: 'c' }, { 'If-Match': latest })).status).toBe(412)
    for (const fixed of [{ apikey: 'x'.repeat(32) }, { store_value: true }, { iam_id }]) {
      expect((await admin.ask('PUT', path, fixed, { 'If-Match': '*' })).status).toBe(400)
    }
  })

  test('enabling is the deletion of disabling; every step moves the version and is remembered', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('logs-prod-agents')
    const { id } = (await admin.keysOf(iam_id)).json.apikeys[0]
    const path = `/v1/apikeys/${id}`
    expect((await admin.ask('POST', `${path}/enable`)).status).toBe(404)
    const disabled = await admin.ask('POST', `${path}/disable`)
    expect(disabled).toMatchObject({ status: 204, text: '' })
    expect((await admin.ask('GET', path)).json).toMatchObject({ disabled: true })
    expect((await admin.ask('DELETE', `${path}/disable`)).status).toBe(204)
    expect((await admin.ask('POST', `${path}/lock`)).status).toBe(204)
    const told = (await admin.ask('GET', `${path}?include_history=true`)).json
    expect(told.entity_tag).toMatch(/^4-/)
    expect(told.history.map(({ action }: { action: string }) => action)).toEqual([
      'create',
      'disable',
      'enable',
      'lock',
    ])
    expect(told.history[1]).toMatchObject({ iam_id: admin.claims.iam_id, iam_id_account: admin.accountId })
  })

  test('not while it is locked: not renamed, not disabled, not deleted', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('billing-logs')
    const { id } = (await admin.keysOf(iam_id)).json.apikeys[0]
    const path = `/v1/apikeys/${id}`
    for (const refused of [
      await admin.ask('PUT', path, { name: 'x' }, { 'If-Match': '*' }),
      await admin.ask('POST', `${path}/disable`),
      await admin.ask('DELETE', path),
    ]) {
      expect(refused).toMatchObject({ status: 409, json: { errors: [{ message: 'The object is locked' }] } })
    }
    expect((await admin.ask('DELETE', `${path}/lock`)).status).toBe(204)
    expect((await admin.ask('DELETE', path)).status).toBe(204)
    expect(await admin.ask('DELETE', path)).toMatchObject({
      status: 404,
      json: { status_code: 404, errors: [{ code: 'not_found', message_code: 'BXNIM0102E' }] },
    })
  })
})

test('a key is found by its value in a header', async () => {
  const sandbox = await start()
  const { credentials } = sandbox.ibmCloud
  const admin = await caller(sandbox)
  const details = '/v1/apikeys/details'
  const found = await admin.ask('GET', details, undefined, { 'IAM-ApiKey': credentials.admin })
  expect(found.json).toMatchObject({ name: 'keyturn-admin', iam_id: admin.claims.iam_id, apikey: '' })
  expect((await admin.ask('GET', details)).status).toBe(400)
  expect((await admin.ask('GET', details, undefined, { 'IAM-ApiKey': 'nobody' })).status).toBe(404)
  const plain = await caller(sandbox, credentials.user)
  expect((await plain.ask('GET', details, undefined, { 'IAM-ApiKey': credentials.admin })).status).toBe(403)
})

test('long expired and long untouched, a key is erased, even a locked one', async () => {
  let now = new Date('2026-05-04T12:00:00Z')
  const sandbox = await start({ now: () => now })
  const before = sandbox.ibmCloud.keyCount()
  // One of the seed expired 12 days ago, two more expire within the next months.
  now = new Date('2026-08-04T12:00:00Z')
  expect(sandbox.ibmCloud.keyCount()).toBe(before - 1)
})
