import { describe, expect, test } from 'vitest'
import type { ServiceIdCalls } from '../../../../main/providers/provider.ts'
import {
  accountId,
  failureOf,
  type Iam,
  identityError,
  instance,
  policyError,
  type Reply,
  type Routes,
  service,
  serviceIamId,
  startIam,
} from './iam-server.ts'

const sender = 'crn:v1:bluemix:public:logs::::serviceRole:Sender'

async function bench(routes: Routes, more = {}): Promise<{ iam: Iam; calls: ServiceIdCalls }> {
  const iam = await startIam(routes, more)
  if (iam.session.serviceIds === null) throw new Error('no service IDs')
  return { iam, calls: iam.session.serviceIds }
}

const bodyOf = (iam: Iam, path: string): unknown =>
  JSON.parse(iam.came.find((one) => one.path === path && one.method === 'POST')?.body ?? 'null')

describe('making one', () => {
  const json = { id: service.id, iam_id: serviceIamId, name: 'agent', locked: false, account_id: accountId }

  test('is one call in the account, with the slash at the end', async () => {
    const { iam, calls } = await bench({ 'POST /v1/serviceids/': () => ({ status: 201, json }) })
    expect(await calls.create('agent', 'for the edge')).toEqual({ ok: true, value: service })
    expect(bodyOf(iam, '/v1/serviceids/')).toEqual({
      account_id: accountId,
      name: 'agent',
      description: 'for the edge',
    })
  })

  test('that is restricted names the role', async () => {
    const { calls } = await bench({ 'POST /v1/serviceids/': () => identityError(403, 'BXNIM0513E', 'no') })
    const failure = await failureOf(calls.create('agent', null))
    expect(failure.message).toMatch(/Service ID creator on.*No service ID was made/)
  })

  test('is listed afterwards, and removed with what it has', async () => {
    const { iam, calls } = await bench({
      'GET /v1/serviceids': () => ({ json: { serviceids: [json] } }),
      [`DELETE /v1/serviceids/${service.id}`]: (_, times): Reply =>
        times === 1 ? { status: 204 } : identityError(404, 'BXNIM0102E', 'Unable to find object'),
    })
    expect(await calls.list()).toEqual({ ok: true, value: { serviceIds: [service], notes: [] } })
    expect((await calls.remove(service.id)).ok).toBe(true)
    expect((await calls.remove(service.id)).ok).toBe(true)
    expect(iam.came[1]?.query.get('account_id')).toBe(accountId)
  })

  test('keeps the end of a long description, where a mark may stand', async () => {
    const description = `${'long '.repeat(200)} · kx-abcdefghij`
    const { calls } = await bench({
      'GET /v1/serviceids': () => ({ json: { serviceids: [{ ...json, description }] } }),
    })
    expect(await calls.list()).toMatchObject({ ok: true, value: { serviceIds: [{ description }] } })
  })

  test('one whose key could not be deleted stays, and why', async () => {
    const { calls } = await bench({ 'DELETE /v1/serviceids/*': () => identityError(409, 'BXNIM0999E', 'no') })
    const failure = await failureOf(calls.remove(service.id))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('its keys') })
  })
})

describe('the role Sender', () => {
  const granting = (roles: Reply, more = {}) =>
    bench(
      { 'GET /v2/roles': () => roles, 'POST /v1/policies': () => ({ status: 201, json: { id: 'p-1' } }) },
      more,
    )

  test('is looked up, and given on the instance', async () => {
    const crn = 'crn:v1:bluemix:public:iam::::serviceRole:Sender'
    const { iam, calls } = await granting({
      json: {
        service_roles: [
          { crn: 'x', display_name: 'Reader' },
          { crn, display_name: 'Sender' },
        ],
      },
    })
    expect(await calls.grantSending(service)).toEqual({ ok: true, value: { policyId: 'p-1' } })
    expect(iam.came.find(({ path }) => path === '/v2/roles')?.query.get('service_name')).toBe('logs')
    expect(bodyOf(iam, '/v1/policies')).toMatchObject({
      type: 'access',
      subjects: [{ attributes: [{ name: 'iam_id', value: serviceIamId }] }],
      roles: [{ role_id: crn }],
      resources: [
        {
          attributes: [
            { name: 'accountId', value: accountId },
            { name: 'serviceName', value: 'logs' },
            { name: 'serviceInstance', value: instance, operator: 'stringEquals' },
          ],
        },
      ],
    })
  })

  test.each([
    ['refused', policyError(403, 'insufficent_permissions', 'no')],
    ['not there', policyError(404, 'not_found', 'no')],
    ['without Sender', { json: { service_roles: [] } }],
    [
      'with another role under its name',
      {
        json: {
          service_roles: [{ crn: 'crn:v1:bluemix:public:iam::::role:Administrator', display_name: 'Sender' }],
        },
      },
    ],
    ['without sense', { json: 'x' }],
  ])('is the documented one where the list of roles is %s', async (_, roles) => {
    const { iam, calls } = await granting(roles, { instance: null })
    expect((await calls.grantSending(service)).ok).toBe(true)
    expect(bodyOf(iam, '/v1/policies')).toMatchObject({ roles: [{ role_id: sender }] })
    expect(JSON.stringify(bodyOf(iam, '/v1/policies'))).not.toContain('serviceInstance')
  })

  test('that it has already is found, whoever gave it', async () => {
    const policies = [
      {
        ...{ id: 'p-0', roles: [{ role_id: sender }] },
        resources: [{ attributes: [{ name: 'serviceName', value: 'logs' }] }],
      },
    ]
    const { iam, calls } = await bench({
      'POST /v1/policies': () => policyError(409, 'policy_conflict_error', 'no'),
      'GET /v1/policies': () => ({ json: { policies } }),
    })
    expect(await calls.grantSending(service)).toEqual({ ok: true, value: { policyId: 'p-0' } })
    expect(iam.times('POST /v1/policies')).toBe(1)
  })

  test('is given to no locked service ID', async () => {
    const { iam, calls } = await granting({ json: {} })
    const failure = await failureOf(calls.grantSending({ ...service, locked: true }))
    expect(failure.message).toContain('locked')
    expect(iam.came).toEqual([])
  })

  test('is taken away; one that is gone is away', async () => {
    const { calls } = await bench({
      'DELETE /v1/policies/p-1': (_, times): Reply =>
        times === 1 ? { status: 204 } : policyError(404, 'policy_not_found', 'no'),
    })
    expect((await calls.revokeSending('p-1')).ok).toBe(true)
    expect((await calls.revokeSending('p-1')).ok).toBe(true)
    expect((await failureOf(calls.revokeSending('../x'))).code).toBe('usage')
  })
})

describe('whether it may send', () => {
  const policy = (
    more: Record<string, unknown> = {},
    attributes: readonly Record<string, string>[] = [],
  ) => ({
    ...{ id: 'p-1', type: 'access', state: 'active', roles: [{ role_id: sender, display_name: 'Sender' }] },
    resources: [
      {
        attributes: [
          { name: 'accountId', value: accountId },
          { name: 'serviceName', value: 'logs' },
          ...attributes,
        ],
      },
    ],
    ...more,
  })
  const role = (name: string) => ({
    roles: [{ role_id: `crn:v1:bluemix:public:iam::::serviceRole:${name}` }],
  })
  const on = (value: string) => [{ name: 'serviceInstance', value, operator: 'stringEquals' }]
  const resources = (name: string, value: string) => ({ resources: [{ attributes: [{ name, value }] }] })

  test.each([
    ['the role Sender', 'granted', [policy()]],
    ['Writer', 'granted', [policy(role('Writer'))]],
    ['Manager', 'granted', [policy(role('Manager'))]],
    ['Sender on this instance', 'granted', [policy({}, on(instance))]],
    [
      'Sender on it by its CRN',
      'granted',
      [policy({}, on(`crn:v1:bluemix:public:logs:eu-de:a/x:${instance}::`))],
    ],
    [
      'a role on every service',
      'granted',
      [policy({ ...role('Writer'), ...resources('serviceType', 'service') })],
    ],
    ['Sender on another instance', 'missing', [policy({}, on('99999999-0000-4000-8000-000000000000'))]],
    ['Reader', 'missing', [policy(role('Reader'))]],
    ['Sender on another service', 'missing', [policy(resources('serviceName', 'databases'))]],
    ['a policy that was deleted', 'missing', [policy({ state: 'deleted' })]],
    ['Sender in one resource group', 'unknown', [policy({}, [{ name: 'resourceGroupId', value: 'x' }])]],
    [
      'Sender on names that fit a pattern',
      'unknown',
      [policy({}, [{ name: 'serviceInstance', value: '*', operator: 'stringMatch' }])],
    ],
    ['nothing, which may only not be shown', 'unknown', []],
    ['a policy that cannot be read', 'unknown', [{ id: 'x' }]],
  ])('%s: %s', async (_, state, policies) => {
    const { iam, calls } = await bench({ 'GET /v1/policies': () => ({ json: { policies } }) })
    expect(await calls.maySend(serviceIamId)).toMatchObject({ ok: true, value: { state } })
    const asked = iam.came.find(({ path }) => path === '/v1/policies')
    expect(asked?.query.get('iam_id')).toBe(serviceIamId)
  })

  test('is looked for on every page, and the pages of policies have a parameter of their own', async () => {
    const { iam, calls } = await bench({
      'GET /v1/policies': ({ query }) =>
        query.get('start') === 'two'
          ? { json: { policies: [policy()] } }
          : { json: { policies: [policy(role('Reader'))], next: { href: '/v1/policies?start=two' } } },
    })
    expect(await calls.maySend(serviceIamId)).toMatchObject({ ok: true, value: { state: 'granted' } })
    expect(iam.times('GET /v1/policies')).toBe(2)
  })

  test('a list that is refused is no answer; one that fails is a failure', async () => {
    const refused = await bench({
      'GET /v1/policies': () => policyError(403, 'insufficent_permissions', 'no'),
    })
    expect(await refused.calls.maySend(serviceIamId)).toMatchObject({ ok: true, value: { state: 'unknown' } })
    const broken = await bench({ 'GET /v1/policies': () => ({ json: 'x' }) })
    expect((await failureOf(broken.calls.maySend(serviceIamId))).code).toBe('vendor-malformed')
  })
})
