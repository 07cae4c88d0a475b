import { describe, expect, test } from 'vitest'
import { start } from './asking.ts'
import { apiKeyGrant, caller, exchange, send } from './ibm-asking.ts'

describe('a key is exchanged for a token', () => {
  test('that says who it is and how long it lives', async () => {
    const sandbox = await start()
    const { status, json } = await exchange(sandbox, sandbox.ibmCloud.credentials.admin)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      refresh_token: 'not_supported',
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'ibm openid',
    })
    const { claims } = await caller(sandbox)
    expect(claims).toMatchObject({
      iam_id: expect.stringMatching(/^IBMid-/),
      account: { bss: sandbox.ibmCloud.accountId },
      email: 'sre-oncall@example.com',
      iss: 'https://iam.cloud.ibm.com/identity',
    })
    expect(claims).not.toHaveProperty('sub_type')
    expect(claims.exp - claims.iat).toBe(3600)
    expect(json.expiration).toBe(claims.exp)
  })

  test('of a service ID as well', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('billing-logs')
    const made = await admin.ask('POST', '/v1/apikeys', { name: 'new', iam_id })
    const { claims } = await caller(sandbox, made.json.apikey)
    expect(claims).toMatchObject({
      iam_id,
      sub_type: 'ServiceId',
      sub: iam_id.slice(4),
      name: 'billing-logs',
    })
  })

  test('by a form with this grant and nothing else; errors are in camelCase', async () => {
    const sandbox = await start()
    const { admin } = sandbox.ibmCloud.credentials
    const url = `${sandbox.vendors['ibm-cloud'].apiUrl}/identity/token`
    const asJson = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: apiKeyGrant, apikey: admin }),
    })
    expect(asJson.status).toBe(400)
    const refused = await asJson.json()
    expect(refused).toMatchObject({ errorCode: 'BXNIM0106E', context: { requestId: expect.any(String) } })
    expect(refused).not.toHaveProperty('errors')
    expect(await exchange(sandbox, admin, { grant_type: 'client_credentials' })).toMatchObject({
      status: 400,
    })
    expect(await exchange(sandbox, admin, { response_type: 'uaa' })).toMatchObject({ status: 400 })
    expect(await exchange(sandbox, admin, { response_type: 'cloud_iam' })).toMatchObject({ status: 200 })
    expect(await exchange(sandbox, admin, { store: 'yes' })).toMatchObject({ status: 400 })
  })

  test('an unknown one is a bad request, whose details repeat what was sent', async () => {
    const sandbox = await start()
    const { status, json } = await exchange(sandbox, 'kt-nobody-has-this+&=')
    expect(status).toBe(400)
    expect(json.errorCode).toBe('BXNIM0415E')
    expect(json.errorMessage).toBe('Provided API key could not be found.')
    expect(json.errorDetails).toContain('kt-nobody-has-this+&=')
  })

  test('a disabled or expired one is refused, a locked one only by a fault', async () => {
    let now = new Date('2026-05-04T12:00:00Z')
    const sandbox = await start({ now: () => now })
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('billing-logs')
    const wish = { name: 'new', iam_id, expires_at: '2026-05-05T12:00+0000' }
    const { id, apikey } = (await admin.ask('POST', '/v1/apikeys', wish)).json
    expect((await exchange(sandbox, apikey)).status).toBe(200)
    await admin.ask('POST', `/v1/apikeys/${id}/disable`)
    expect((await exchange(sandbox, apikey)).json.errorMessage).toMatch(/disabled/)
    await admin.ask('DELETE', `/v1/apikeys/${id}/disable`)
    expect((await exchange(sandbox, apikey)).status).toBe(200)
    await admin.ask('POST', `/v1/apikeys/${id}/lock`)
    expect((await exchange(sandbox, apikey)).status).toBe(200)
    sandbox.setFault({ kind: 'locked-refused', keyId: id })
    expect((await exchange(sandbox, apikey)).json.errorMessage).toMatch(/locked/)
    sandbox.clearFaults()
    now = new Date('2026-05-05T12:00:00Z')
    expect((await exchange(sandbox, apikey)).json.errorMessage).toMatch(/expired/)
    expect(sandbox.ibmCloud.exchanges()).toMatchObject({
      given: { [id]: 3 },
      refused: { 400: { [id]: 3 } },
    })
  })

  test('lives on after its key was deleted, and no longer than it says', async () => {
    const sandbox = await start()
    const admin = await caller(sandbox)
    const { iam_id } = await admin.service('billing-logs')
    const { id, apikey } = (await admin.ask('POST', '/v1/apikeys', { name: 'new', iam_id })).json
    const { access_token } = (await exchange(sandbox, apikey)).json
    expect((await admin.ask('DELETE', `/v1/apikeys/${id}`)).status).toBe(204)
    expect((await exchange(sandbox, apikey)).json.errorCode).toBe('BXNIM0415E')
    expect((await send(sandbox, access_token)).status).toBe(200)

    sandbox.setFault({ kind: 'short-token', seconds: 0, times: 1 })
    const over = await caller(sandbox)
    const list = await over.ask('GET', '/v1/apikeys')
    expect(list).toMatchObject({ status: 401, json: { errors: [{ message_code: 'BXNIM0407E' }] } })
    expect((await send(sandbox, over.token)).status).toBe(401)
  })
})

test('a key is no token, and nothing goes without one', async () => {
  const sandbox = await start()
  const { admin } = sandbox.ibmCloud.credentials
  const { apiUrl } = sandbox.vendors['ibm-cloud']
  for (const headers of [{}, { authorization: `Bearer ${admin}` }]) {
    const keys = await fetch(`${apiUrl}/v1/apikeys`, { headers })
    expect(keys.status).toBe(401)
    expect(await keys.json()).toMatchObject({
      status_code: 401,
      context: { transaction_id: expect.any(String) },
    })
    const policies = await fetch(`${apiUrl}/v1/policies?account_id=x`, { headers })
    expect(policies.status).toBe(401)
    expect(await policies.json()).toMatchObject({ errors: [{ code: 'invalid_token' }], status_code: 401 })
  }
  expect((await send(sandbox, admin)).status).toBe(401)
})

test('faults speak in the shape of the path', async () => {
  const sandbox = await start()
  const admin = await caller(sandbox)
  sandbox.setFault({ kind: 'status', status: 429, server: 'iam', retryAfter: '2' })
  expect((await exchange(sandbox, 'any')).json.errorMessage).toBe('simulated')
  expect((await admin.ask('GET', '/v1/apikeys')).json).toMatchObject({ status_code: 429, context: {} })
  expect((await admin.ask('GET', '/v1/policies')).json).toMatchObject({ errors: [{ message: 'simulated' }] })
  sandbox.clearFaults()
  sandbox.setFault({ kind: 'read-only', server: 'iam' })
  expect((await exchange(sandbox, sandbox.ibmCloud.credentials.admin)).status).toBe(200)
  expect((await admin.ask('GET', '/v1/apikeys')).status).toBe(200)
  expect((await admin.ask('POST', '/v1/apikeys', {})).status).toBe(403)
})

test('an answer stops half-way and the connection stays', async () => {
  const sandbox = await start()
  const admin = await caller(sandbox)
  sandbox.setFault({ kind: 'stalled', server: 'iam' })
  const response = await fetch(`${sandbox.vendors['ibm-cloud'].apiUrl}/v1/apikeys`, {
    headers: { authorization: `Bearer ${admin.token}` },
  })
  expect(response.status).toBe(200)
  const reader = response.body?.getReader()
  const first = await reader?.read()
  expect(first?.value?.length).toBeLessThan(Number(response.headers.get('content-length')))
  const next = await Promise.race([
    reader?.read(),
    new Promise((resolve) => setTimeout(resolve, 50, 'silence')),
  ])
  expect(next).toBe('silence')
  await reader?.cancel()
})
