import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { PolicyCalls, ProviderKey, ProviderSession } from '../../../../main/providers/provider.ts'
import type { AccessPolicy } from '../../../../shared/providers.ts'
import { always, serve } from '../local-server.ts'
import { type CoralogixBench, connectionTo, openBench } from './bench.ts'

async function bench(): Promise<CoralogixBench> {
  const opened = await openBench()
  onTestFinished(opened.close)
  return opened
}

async function keyNamed(session: ProviderSession, name: string): Promise<ProviderKey> {
  const listing = await session.listKeys([])
  const key = listing.ok ? listing.value.keys.find((one) => one.name === name) : undefined
  if (key === undefined) throw new Error(`no key ${name}`)
  return key
}

function policiesOf({ policies }: ProviderSession): PolicyCalls {
  if (policies === null) throw new Error('no policies')
  return policies
}

const onlyOnCall: AccessPolicy = {
  general: { access: 'none', policy: 'none' },
  rules: [{ groupId: '8103', access: 'manage', policy: 'read' }],
}

describe('the access policy of a key', () => {
  test.each(['edge-eu2-otel', 'grafana-readonly'])(
    'is set on %s, read again and taken away',
    async (name) => {
      const { session } = await bench()
      const policies = policiesOf(session)
      const key = await keyNamed(session, name)
      expect(await policies.read(key)).toEqual({ ok: true, value: null })
      expect(await policies.write(key, onlyOnCall)).toEqual({ ok: true, value: undefined })
      expect(await policies.read(key)).toEqual({ ok: true, value: { policy: onlyOnCall, kept: [] } })
      expect((await keyNamed(session, name)).hasPolicy).toBe(true)
      expect(await policies.write(key, null)).toEqual({ ok: true, value: undefined })
      expect(await policies.read(key)).toEqual({ ok: true, value: null })
      // Nothing else of the key was changed.
      expect({ ...(await keyNamed(session, name)), hasPolicy: null }).toEqual({ ...key, hasPolicy: null })
    },
  )

  test('keeps what somebody else wrote into it', async () => {
    const { session } = await bench()
    const policies = policiesOf(session)
    const key = await keyNamed(session, 'terraform-ci')
    const read = await policies.read(key)
    if (!read.ok || read.value === null) throw new Error('no policy')
    expect(read.value.kept).toEqual([expect.stringContaining('additionalInfo')])
    const { policy } = read.value
    expect(policy).toEqual({
      general: { access: 'read', policy: 'read' },
      rules: [{ groupId: '8102', access: 'manage', policy: 'manage' }],
    })
    const next = { ...policy, rules: [...policy.rules, ...onlyOnCall.rules] }
    expect((await policies.write(key, next)).ok).toBe(true)
    expect(await policies.read(key)).toEqual({ ok: true, value: { policy: next, kept: read.value.kept } })
  })

  test('is not overwritten when somebody else changed it since it was read', async () => {
    const { session, as, sandbox } = await bench()
    const key = await keyNamed(session, 'terraform-ci')
    // The window opens a session for each call.
    await policiesOf(as(sandbox.adminKey)).read(key)
    const http = createHttp()
    onTestFinished(() => http.close())
    const { apiUrl, ingressUrl } = sandbox
    const elsewhere = coralogixProvider(http).connect(connectionTo(apiUrl, ingressUrl, sandbox.adminKey))
    const other = policiesOf(elsewhere)
    expect((await other.write(key, onlyOnCall)).ok).toBe(true)
    expect(await policiesOf(session).write(key, { ...onlyOnCall, rules: [] })).toMatchObject({
      ok: false,
      failure: { code: 'refused', message: expect.stringContaining('changed elsewhere') },
    })
    expect(await other.read(key)).toMatchObject({ ok: true, value: { policy: onlyOnCall } })
  })

  test('is for Team and Send-Your-Data keys only', async () => {
    const { session, provider } = await bench()
    for (const name of ['platform-adhoc', 'org-audit-export']) {
      const key = await keyNamed(session, name)
      expect(provider.cannot(key).policy).toContain('Team and Send-Your-Data keys only')
      for (const call of [policiesOf(session).read(key), policiesOf(session).write(key, onlyOnCall)]) {
        expect(await call).toMatchObject({ ok: false, failure: { code: 'refused' } })
      }
    }
    for (const type of ['personal', 'organisation', 'user'] as const) {
      expect(policiesOf(session).permissions(type)).toBeNull()
    }
    expect(policiesOf(session).permissions('send-your-data')).toEqual({
      read: 'data-ingest-api-keys:ReadConfig',
      manage: 'data-ingest-api-keys:Manage',
      readPolicy: 'data-ingest-api-keys:ReadAccessPolicy',
      managePolicy: 'data-ingest-api-keys:UpdateAccessPolicy',
    })
  })

  test('with the preset APIKeys alone: refused, and said why', async () => {
    const { as, sandbox } = await bench()
    const session = as(sandbox.adminKeys.noPolicies ?? '')
    const key = await keyNamed(session, 'grafana-readonly')
    expect(await policiesOf(session).write(key, onlyOnCall)).toMatchObject({
      ok: false,
      failure: {
        code: 'permission-missing',
        message: expect.stringContaining('lacks team-custom-api-keys:UpdateAccessPolicy'),
        hint: expect.stringMatching(/preset APIKeys does not hold .*team-custom-api-keys:UpdateAccessPolicy/),
      },
    })
    // Whether there is one is not told to it, so the app does not say that there is none.
    expect((await keyNamed(session, 'terraform-ci')).hasPolicy).toBeNull()
  })

  test('a 403 to the reading names both permissions', async () => {
    const { session, sandbox } = await bench()
    const key = await keyNamed(session, 'terraform-ci')
    sandbox.setFault({ kind: 'status', status: 403, method: 'GET', path: key.id })
    expect(await policiesOf(session).read(key)).toMatchObject({
      ok: false,
      failure: {
        message: expect.stringContaining(
          'team-custom-api-keys:ReadConfig or team-custom-api-keys:ReadAccessPolicy',
        ),
        hint: expect.stringContaining('ReadAccessPolicy by name'),
        permissions: ['team-custom-api-keys:ReadAccessPolicy'],
      },
    })
  })

  test('a lost answer to a save may have been one', async () => {
    const { session, sandbox } = await bench()
    const key = await keyNamed(session, 'grafana-readonly')
    sandbox.setFault({ kind: 'lost', when: 'after', method: 'PUT' })
    expect(await policiesOf(session).write(key, onlyOnCall)).toMatchObject({
      ok: false,
      failure: { code: 'outcome-unknown' },
    })
    expect(await policiesOf(session).read(key)).toMatchObject({ value: { policy: onlyOnCall } })
  })

  test('is read whole, however long it is', async () => {
    const { session } = await bench()
    const key = await keyNamed(session, 'grafana-readonly')
    const rules = Array.from({ length: 400 }, (_, n) => ({
      groupId: String(9000 + n),
      access: 'read' as const,
      policy: 'none' as const,
    }))
    const policy: AccessPolicy = { general: { access: 'default', policy: 'default' }, rules }
    expect((await policiesOf(session).write(key, policy)).ok).toBe(true)
    expect(await policiesOf(session).read(key)).toEqual({ ok: true, value: { policy, kept: [] } })
  })
})

describe('a policy that is none', () => {
  const answering = async (accessPolicy: unknown): Promise<PolicyCalls> => {
    const body = { keyInfo: { id: 'x', name: 'n', access_policy: accessPolicy } }
    const url = await serve(always(200, JSON.stringify(body)))
    const http = createHttp()
    onTestFinished(() => http.close())
    return policiesOf(coralogixProvider(http).connect(connectionTo(url, url, 'x')))
  }
  const key = { id: '00000000-0000-4000-8000-000000000001', type: 'team' } as const

  test.each(['not JSON', '[]', '{"rules":7}', 'x'.repeat(300_000)])(
    '%.20s: nothing is written',
    async (text) => {
      const policies = await answering(text)
      for (const call of [policies.read(key), policies.write(key, onlyOnCall)]) {
        expect(await call).toMatchObject({ ok: false, failure: { code: 'vendor-malformed' } })
      }
    },
  )

  test.each([{}, 7, true, ['{}']])('a text of another type: %j', async (text) => {
    expect(await (await answering(text)).read(key)).toMatchObject({
      ok: false,
      failure: { code: 'vendor-malformed' },
    })
  })

  test('an empty text is no policy', async () => {
    expect(await (await answering('')).read(key)).toEqual({ ok: true, value: null })
  })
})

describe('the groups that a policy can name', () => {
  test('come page by page', async () => {
    const { session } = await bench()
    const groups = await policiesOf(session).groups()
    expect(groups.ok && groups.value.map(({ name }) => name)).toEqual([
      'Administrators',
      'Billing',
      'Data platform',
      'On-call',
      'Payments',
      'Security',
      'Support',
    ])
    expect(groups.ok && groups.value.every(({ id }) => /^81\d\d$/.test(id))).toBe(true)
  })

  test('without the right to list them their ids can be typed', async () => {
    const { as, sandbox } = await bench()
    expect(await policiesOf(as(sandbox.adminKeys.noPolicies ?? '')).groups()).toMatchObject({
      ok: false,
      failure: {
        code: 'permission-missing',
        message: expect.stringContaining('team-groups:ReadConfig'),
        hint: expect.stringContaining('can be typed'),
      },
    })
  })

  test('a list that goes in circles, or never ends, ends', async () => {
    let asked = 0
    const url = await serve((request, response) => {
      asked += 1
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('page_token')
      const circle = token === null ? 'a' : token === 'a' ? 'b' : 'a'
      const next = request.headers.authorization === 'Bearer endless' ? `t${asked}` : circle
      response.end(JSON.stringify({ groups: [{ groupId: 7, name: 'On-call' }], nextPageToken: next }))
    })
    const http = createHttp()
    onTestFinished(() => http.close())
    for (const [credential, calls] of [
      ['circle', 3],
      ['endless', 50],
    ] as const) {
      asked = 0
      const session = coralogixProvider(http).connect(connectionTo(url, url, credential))
      expect(await policiesOf(session).groups()).toEqual({ ok: true, value: [{ id: '7', name: 'On-call' }] })
      expect(asked).toBe(calls)
    }
  })
})
