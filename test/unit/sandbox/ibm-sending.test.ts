import { describe, expect, test } from 'vitest'
import { start } from './asking.ts'
import { caller, exchange, send, tokenOf } from './ibm-asking.ts'

const senderCrn = 'crn:v1:bluemix:public:logs::::serviceRole:Sender'

const policy = (accountId: string, iamId: string, more: readonly object[] = [], role = senderCrn) => ({
  type: 'access',
  subjects: [{ attributes: [{ name: 'iam_id', value: iamId }] }],
  roles: [{ role_id: role }],
  resources: [
    {
      attributes: [{ name: 'accountId', value: accountId }, { name: 'serviceName', value: 'logs' }, ...more],
    },
  ],
})

describe('the way from a service ID to a key that may send', () => {
  test('goes by the vendor’s steps, and back', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { accountId } = admin
    const body = { account_id: accountId, name: 'logs-svc-id', description: 'for a test' }
    const service = (await admin.ask('POST', '/v1/serviceids/', body)).json
    expect(service).toMatchObject({ iam_id: `iam-${service.id}`, locked: false, name: 'logs-svc-id' })
    const { service_roles: roles } = (await admin.ask('GET', '/v2/roles?service_name=logs')).json
    const sender = roles.find((role: { display_name: string }) => role.display_name === 'Sender')
    expect(sender).toMatchObject({ crn: senderCrn, actions: ['logs.data-ingress.send'] })
    const { apikey } = (await admin.ask('POST', '/v1/apikeys', { name: 'k', iam_id: service.iam_id })).json
    expect((await send(sandbox, await tokenOf(sandbox, apikey))).status).toBe(403)

    const instance = { name: 'serviceInstance', value: sandbox.ibmCloud.instance, operator: 'stringEquals' }
    const wish = policy(accountId, service.iam_id, [instance], sender.crn)
    const granted = await admin.ask('POST', '/v1/policies', wish)
    expect(granted.status).toBe(201)
    const listed = await admin.ask('GET', `/v1/policies?account_id=${accountId}&iam_id=${service.iam_id}`)
    expect(listed.json.policies).toMatchObject([
      { id: granted.json.id, roles: [{ role_id: senderCrn, display_name: 'Sender' }], state: 'active' },
    ])
    expect((await send(sandbox, await tokenOf(sandbox, apikey))).status).toBe(200)
    expect(await admin.ask('POST', '/v1/policies', wish)).toMatchObject({
      status: 409,
      json: {
        errors: [
          {
            code: 'policy_conflict_error',
            details: { conflicts_with: { etag: expect.any(String), policy: granted.json.id } },
          },
        ],
      },
    })

    expect((await admin.ask('DELETE', `/v1/policies/${granted.json.id}`)).status).toBe(204)
    expect((await send(sandbox, await tokenOf(sandbox, apikey))).status).toBe(403)
    expect((await admin.ask('DELETE', `/v1/serviceids/${service.id}`)).status).toBe(204)
    expect((await exchange(sandbox, apikey)).json.errorCode).toBe('BXNIM0415E')
  })

  test('a role on another instance gives nothing here', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('ci-pipeline')
    const { apikey } = (await admin.ask('POST', '/v1/apikeys', { name: 'k', iam_id })).json
    const elsewhere = { name: 'serviceInstance', value: 'another-instance' }
    await admin.ask('POST', '/v1/policies', policy(admin.accountId, iam_id, [elsewhere]))
    expect((await send(sandbox, await tokenOf(sandbox, apikey))).status).toBe(403)
  })

  test('who may not send grants it without effect; who is no administrator grants nothing', async () => {
    const sandbox = await start()
    const { credentials } = sandbox.ibmCloud
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('ci-pipeline')
    const { apikey } = (await admin.ask('POST', '/v1/apikeys', { name: 'k', iam_id })).json
    const keeper = await caller(sandbox, credentials.keeper)
    const granted = await keeper.ask('POST', '/v1/policies', policy(admin.accountId, iam_id))
    expect(granted).toMatchObject({ status: 201, json: { roles: [{ display_name: 'Sender' }] } })
    expect((await send(sandbox, await tokenOf(sandbox, apikey))).status).toBe(403)
    const plain = await caller(sandbox, credentials.user)
    expect(await plain.ask('POST', '/v1/policies', policy(admin.accountId, iam_id))).toMatchObject({
      status: 403,
      json: { errors: [{ code: 'insufficent_permissions' }] },
    })
  })

  test('a locked service ID, an unknown role, a missing account: each has its own word', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('legacy-syslog')
    const { iam_id: open } = await admin.service('ci-pipeline')
    const post = async (body: object): Promise<string> =>
      (await admin.ask('POST', '/v1/policies', body)).json.errors[0].code
    expect(await post(policy(admin.accountId, iam_id))).toBe('request_not_processed')
    expect(await post(policy(admin.accountId, open, [], `${senderCrn}s`))).toBe('role_not_found')
    expect(await post(policy(admin.accountId, 'iam-ServiceId-nobody'))).toBe('unable_to_process')
    expect(await post({ ...policy(admin.accountId, open), type: 'authorization' })).toBe('invalid_body')
    const without = { ...policy(admin.accountId, open), resources: [{ attributes: [] }] }
    expect(await post(without)).toBe('invalid_body')
    expect((await admin.ask('GET', '/v1/policies')).json.errors[0].code).toBe(
      'missing_required_query_parameter',
    )
    expect((await admin.ask('DELETE', '/v1/policies/none')).json.errors[0].code).toBe('policy_not_found')
  })
})

test('policies come page by page, by a token of their own', async () => {
  const sandbox = await start()
  const { ask, accountId } = await caller(sandbox)
  const first = `/v1/policies?account_id=${accountId}&limit=5`
  const all = (await ask('GET', `/v1/policies?account_id=${accountId}`)).json
  expect(all).not.toHaveProperty('next')
  const seen: string[] = []
  let path = first
  for (;;) {
    const { json } = await ask('GET', path)
    seen.push(...json.policies.map(({ id }: { id: string }) => id))
    if (json.next === undefined) break
    expect(new URL(json.next.href).searchParams.get('start')).toBe(json.next.start)
    path = `${first}&start=${encodeURIComponent(json.next.start)}`
  }
  expect(seen).toEqual(all.policies.map(({ id }: { id: string }) => id))
  expect(seen.length).toBeGreaterThan(10)
  expect((await ask('GET', `${first}&start=made-up`)).status).toBe(400)
  expect((await ask('GET', `${first}&pagetoken=x`)).status).toBe(400)
})

describe('service IDs', () => {
  test('are made with a key in one call, which is in that answer only', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const body = { account_id: admin.accountId, name: 'both', apikey: { name: 'first' } }
    const made = (await admin.ask('POST', '/v1/serviceids/', body)).json
    expect(made.apikey).toMatchObject({ iam_id: made.iam_id, apikey: expect.stringMatching(/^[\w-]{44}$/) })
    const read = (await admin.ask('GET', `/v1/serviceids/${made.id}`)).json
    expect(read).not.toHaveProperty('apikey')
    // Without the slash there is no such route.
    expect((await admin.ask('POST', '/v1/serviceids', body)).status).toBe(404)
  })

  test('need their account, their version to be changed, and no lock', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    expect((await admin.ask('GET', '/v1/serviceids')).status).toBe(400)
    const all = (await admin.ask('GET', `/v1/serviceids?account_id=${admin.accountId}`)).json
    expect(all.serviceids).toHaveLength(6)
    const { id } = await admin.service('logs-prod-agents')
    const path = `/v1/serviceids/${id}`
    expect((await admin.ask('PUT', path, { name: 'x' })).status).toBe(400)
    const { entity_tag: tag } = (await admin.ask('GET', path)).json
    expect((await admin.ask('PUT', path, { name: 'x' }, { 'If-Match': tag })).status).toBe(200)
    expect((await admin.ask('POST', `${path}/disable`)).status).toBe(404)
    expect((await admin.ask('POST', `${path}/lock`)).status).toBe(204)
    expect((await admin.ask('DELETE', path)).status).toBe(409)
    expect((await admin.ask('DELETE', `${path}/lock`)).status).toBe(204)
    sandbox.setFault({ kind: 'keys-remain', times: 1 })
    expect((await admin.ask('DELETE', path)).status).toBe(409)
    expect((await admin.ask('DELETE', path)).status).toBe(204)
    expect((await admin.ask('GET', path)).status).toBe(404)
    // With a locked key it stays.
    const { id: billing } = await admin.service('billing-logs')
    expect((await admin.ask('DELETE', `/v1/serviceids/${billing}`)).status).toBe(409)
  })
})

describe('who may do what', () => {
  test('a plain user sees and keeps their own keys and service IDs', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id: foreign } = await admin.service('logs-prod-agents')
    const plain = await caller(sandbox, sandbox.ibmCloud.credentials.user)
    const { accountId } = plain
    expect((await plain.ask('GET', '/v1/apikeys')).json.apikeys).toMatchObject([{ name: 'cli-laptop' }])
    expect((await plain.ask('GET', '/v1/apikeys?scope=account&type=serviceid')).status).toBe(403)
    expect((await plain.keysOf(foreign)).status).toBe(403)
    expect((await plain.keysOf(admin.claims.iam_id)).status).toBe(403)
    // Nothing says that there is more.
    const listed = await plain.ask('GET', `/v1/serviceids?account_id=${accountId}`)
    expect(listed).toMatchObject({ status: 200, json: { serviceids: [] } })
    const own = (await plain.ask('POST', '/v1/serviceids/', { account_id: accountId, name: 'mine' })).json
    expect((await plain.ask('POST', '/v1/apikeys', { name: 'k', iam_id: own.iam_id })).status).toBe(201)
    expect((await plain.ask('POST', '/v1/apikeys', { name: 'k', iam_id: foreign })).status).toBe(403)
    const policies = await plain.ask('GET', `/v1/policies?account_id=${accountId}&iam_id=${foreign}`)
    expect(policies).toMatchObject({ status: 200, json: { policies: [] } })

    sandbox.ibmCloud.set({ restrictCreateApiKey: true, restrictCreateServiceId: true })
    const { iam_id } = plain.claims
    expect((await plain.ask('POST', '/v1/apikeys', { name: 'k', iam_id })).status).toBe(403)
    const another = { account_id: accountId, name: 'another' }
    expect((await plain.ask('POST', '/v1/serviceids/', another)).status).toBe(403)
    expect((await admin.ask('POST', '/v1/serviceids/', another)).status).toBe(201)
  })

  test('a reader looks one by one and changes nothing; an administrator makes no keys for others', async () => {
    const sandbox = await start()
    const reader = await caller(sandbox, sandbox.ibmCloud.credentials.reader)
    const { accountId } = reader
    expect((await reader.ask('GET', '/v1/apikeys?scope=account')).status).toBe(403)
    const { id, iam_id } = await reader.service('logs-prod-agents')
    const [key] = (await reader.keysOf(iam_id)).json.apikeys
    expect((await reader.ask('GET', `/v1/apikeys/${key.id}`)).status).toBe(200)
    for (const [method, path, body] of [
      ['POST', '/v1/apikeys', { name: 'k', iam_id }],
      ['PUT', `/v1/apikeys/${key.id}`, { name: 'k' }],
      ['POST', `/v1/apikeys/${key.id}/disable`, undefined],
      ['DELETE', `/v1/apikeys/${key.id}`, undefined],
      ['DELETE', `/v1/serviceids/${id}`, undefined],
      ['POST', '/v1/policies', policy(accountId, iam_id)],
    ] as const) {
      const said = await reader.ask(method, path, body, { 'If-Match': '*' })
      expect([method, path, said.status]).toEqual([method, path, 403])
    }
    const admin = await caller(sandbox)
    expect((await admin.ask('POST', '/v1/apikeys', { name: 'k', iam_id: reader.claims.iam_id })).status).toBe(
      403,
    )
  })
})

describe('the ingress of Cloud Logs', () => {
  test('counts by the key behind the token', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('logs-prod-agents')
    const { iam_id: mute } = await admin.service('ci-pipeline')
    const make = async (owner: string) =>
      (await admin.ask('POST', '/v1/apikeys', { name: 'k', iam_id: owner })).json
    const [good, bad] = [await make(iam_id), await make(mute)]
    const token = await tokenOf(sandbox, good.apikey)
    expect((await send(sandbox, token, 'kx-marker-1')).status).toBe(200)
    expect((await send(sandbox, await tokenOf(sandbox, bad.apikey))).status).toBe(403)
    expect((await send(sandbox, good.apikey)).status).toBe(401)
    expect((await send(sandbox, 'nonsense')).status).toBe(401)
    sandbox.setFault({ kind: 'status', status: 503, server: 'ibm-ingress', keyId: good.id, times: 1 })
    expect((await send(sandbox, token)).status).toBe(503)
    const path = '/logs/v1/singles'
    expect(sandbox.ibmCloud.counts()).toEqual({ taken: { [good.id]: { [path]: 1 } }, refused: { [path]: 3 } })
    expect(sandbox.ibmCloud.refusals()).toEqual({
      401: { [good.id]: 1, unknown: 1 },
      403: { [bad.id]: 1 },
      503: { [good.id]: 1 },
    })
    expect(sandbox.ibmCloud.lines('kx-marker')).toMatchObject([{ keyId: good.id, text: 'kx-marker-1' }])
    // The other vendors' ingress heard nothing of it.
    expect(sandbox.counts()).toEqual({ taken: {}, refused: {} })
  })

  test('reads only arrays of entries, and says 200 to what it drops', async () => {
    const sandbox = await start()
    const token = await tokenOf(sandbox, sandbox.ibmCloud.credentials.user)
    const line = { applicationName: 'a', subsystemName: 's', text: 'kx-old' }
    for (const wrong of [
      line,
      [],
      [{ ...line, text: 7 }],
      [{ ...line, severity: 7 }],
      [{ text: 'x' }],
      '[',
    ]) {
      expect([wrong, (await send(sandbox, token, '', wrong)).status]).toEqual([wrong, 400])
    }
    const big = [{ ...line, text: 'x'.repeat(2 * 1024 * 1024) }]
    expect((await send(sandbox, token, '', big)).status).toBe(413)
    const old = [{ ...line, timestamp: Date.now() - 30 * 86_400_000 }]
    expect(await send(sandbox, token, '', old)).toMatchObject({
      status: 200,
      json: { message: expect.stringContaining('1 of 1') },
    })
    sandbox.setFault({ kind: 'dropped-lines', times: 1 })
    expect((await send(sandbox, token, '', [line])).json.message).toMatch(/dropped/)
    expect(sandbox.ibmCloud.lines('kx-old')).toEqual([])
    expect((await send(sandbox, token, '', [{ ...line, text: { a: 1 } }])).status).toBe(200)
    expect(sandbox.ibmCloud.lines('{"a":1}')).toHaveLength(1)
  })
})
