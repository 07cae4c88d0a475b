import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { ProviderKey, ProviderSession } from '../../../../main/providers/provider.ts'
import type { AccountRight } from '../../../../shared/providers.ts'
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

describe("a key's presets and permissions", () => {
  const held = ({ presets, permissions }: ProviderKey) => ({
    presets: presets.map((preset) => preset.name),
    permissions,
  })

  test('are replaced where they are given, and stay where they are not', async () => {
    const { session } = await bench()
    const { id } = await keyNamed(session, 'terraform-ci')
    expect(await session.updateKey(id, { permissions: ['slo:ReadConfig'] })).toEqual({
      ok: true,
      value: undefined,
    })
    expect(held(await keyNamed(session, 'terraform-ci'))).toEqual({
      presets: ['Alerts', 'Dashboards', 'ParsingRules', 'TCOPolicies'],
      permissions: ['slo:ReadConfig'],
    })
    expect((await session.updateKey(id, { presets: [] })).ok).toBe(true)
    expect(held(await keyNamed(session, 'terraform-ci'))).toEqual({
      presets: [],
      permissions: ['slo:ReadConfig'],
    })
    // A rename is none of both.
    expect((await session.updateKey(id, { name: 'terraform' })).ok).toBe(true)
    expect(held(await keyNamed(session, 'terraform'))).toEqual({
      presets: [],
      permissions: ['slo:ReadConfig'],
    })
  })

  test('of a legacy key cannot be changed, and it is said why before the vendor is asked', async () => {
    const { session, provider } = await bench()
    const key = await keyNamed(session, 'okta-scim')
    expect(provider.cannot(key).permissions).toContain('Recreate it as a custom key')
    expect(await session.updateKey(key.id, { presets: ['Alerts'] })).toMatchObject({
      ok: false,
      failure: { code: 'refused', message: expect.stringContaining('legacy key') },
    })
    expect(held(await keyNamed(session, 'okta-scim'))).toEqual(held(key))
  })

  test.each([
    ['RUM with another preset', 'loki-bridge', { presets: ['RUM', 'SendData'] }],
    ['RUM beside permissions that stay', 'events-only', { presets: ['RUM'] }],
    ['a permission beside RUM that stays', 'shop-web-rum', { permissions: ['logs.data-ingress:SendData'] }],
    ['nothing at all', 'grafana-readonly', { presets: [] }],
  ])('%s is refused', async (_, name, change) => {
    const { session } = await bench()
    const key = await keyNamed(session, name)
    expect(await session.updateKey(key.id, change)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(held(await keyNamed(session, name))).toEqual(held(key))
  })

  test('RUM alone is taken', async () => {
    const { session } = await bench()
    const { id } = await keyNamed(session, 'events-only')
    expect((await session.updateKey(id, { presets: ['RUM'], permissions: [] })).ok).toBe(true)
    expect((await keyNamed(session, 'events-only')).rum).toBe(true)
  })

  test('without the right to, the permission is named', async () => {
    const { readOnly } = await bench()
    const { id } = await keyNamed(readOnly, 'grafana-readonly')
    expect(await readOnly.updateKey(id, { presets: ['Alerts'] })).toMatchObject({
      ok: false,
      failure: {
        code: 'permission-missing',
        message: expect.stringContaining("change the key's rights"),
        hint: expect.stringContaining('team-custom-api-keys:Manage'),
      },
    })
  })

  test('that it is the one permission is known even when nothing was listed before', async () => {
    const { session, sandbox } = await bench()
    const { id } = await keyNamed(session, 'grafana-readonly')
    const http = createHttp()
    onTestFinished(() => http.close())
    const { apiUrl, ingressUrl, adminKeys } = sandbox
    const fresh = coralogixProvider(http).connect(connectionTo(apiUrl, ingressUrl, adminKeys.readOnly))
    const result = await fresh.updateKey(id, { active: false })
    expect(result).toMatchObject({
      ok: false,
      failure: {
        message: expect.stringContaining('lacks team-custom-api-keys:Manage.'),
        hint: expect.not.stringContaining('personal'),
        permissions: ['team-custom-api-keys:Manage'],
      },
    })
  })

  test('what Coralogix does not keep of a key is not said to be changed', async () => {
    const { session } = await bench()
    const { id } = await keyNamed(session, 'grafana-readonly')
    for (const change of [{ description: 'x' }, { locked: true }, {}]) {
      expect(await session.updateKey(id, change)).toMatchObject({
        ok: false,
        failure: { code: 'unsupported' },
      })
    }
  })
})

test.each([
  ['okta-scim', 'the old role SCIM'],
  ['jenkins-webhook', 'exactly the one permission that Coralogix made of the old role Webhook'],
  ['cx-cli-2022', 'the old role Coralogix CLI'],
  ['grafana-readonly', null],
  ['slo-exporter', null],
])('on what it rests that %s looks legacy', async (name, evidence) => {
  const { session, provider } = await bench()
  const said = provider.legacyEvidence(await keyNamed(session, name))
  if (evidence === null) expect(said).toBeNull()
  else expect(said).toContain(evidence)
})

test('merged old roles are all named', async () => {
  const { session, provider } = await bench()
  const [one, two] = [await keyNamed(session, 'okta-scim'), await keyNamed(session, 'ingest-2021')]
  const permissions = [...one.permissions, ...two.permissions]
  expect(provider.legacyEvidence({ ...one, permissions })).toContain('the old roles SCIM and Send Your Data')
})

describe('what the admin key may do', () => {
  const rightsOf = async (session: ProviderSession): Promise<Record<string, AccountRight['state']>> => {
    const listing = await session.listKeys([])
    if (!listing.ok) throw new Error(listing.failure.message)
    for (const right of listing.value.rights) expect(right.evidence).toMatch(/\.$/)
    return Object.fromEntries(listing.value.rights.map((right) => [right.permission, right.state]))
  }

  test('is known of what was tried, and of nothing else', async () => {
    const { session } = await bench()
    expect(await rightsOf(session)).toEqual({
      'data-ingest-api-keys:ReadConfig': 'granted',
      'team-custom-api-keys:ReadConfig': 'granted',
      'personal-custom-api-keys:ReadConfig': 'granted',
      'data-ingest-api-keys:Manage': 'unknown',
      'team-custom-api-keys:Manage': 'unknown',
      'personal-custom-api-keys:Manage': 'unknown',
      'data-ingest-api-keys:ReadAccessPolicy': 'unknown',
      // One of the keys came with its policy.
      'team-custom-api-keys:ReadAccessPolicy': 'granted',
      'data-ingest-api-keys:UpdateAccessPolicy': 'unknown',
      'team-custom-api-keys:UpdateAccessPolicy': 'unknown',
      'team-groups:ReadConfig': 'unknown',
    })
  })

  test('says which keys it lets be changed', async () => {
    const { session } = await bench()
    const listing = await session.listKeys([])
    const rights = listing.ok ? listing.value.rights : []
    expect(
      rights.flatMap(({ permission, changes = [] }) => changes.map((type) => [permission, type])),
    ).toEqual([
      ['data-ingest-api-keys:Manage', 'send-your-data'],
      ['team-custom-api-keys:Manage', 'team'],
      ['personal-custom-api-keys:Manage', 'personal'],
    ])
  })

  test('a refused list, change or question is a missing right', async () => {
    const { as, sandbox, readOnly } = await bench()
    expect(await rightsOf(as(sandbox.adminKeys.noMembers))).toMatchObject({
      'personal-custom-api-keys:ReadConfig': 'missing',
    })
    const { id } = await keyNamed(readOnly, 'grafana-readonly')
    await readOnly.updateKey(id, { active: false })
    await readOnly.policies?.groups()
    expect(await rightsOf(readOnly)).toMatchObject({
      'team-custom-api-keys:Manage': 'missing',
      'data-ingest-api-keys:Manage': 'unknown',
      'team-groups:ReadConfig': 'missing',
    })
  })

  test('a change that was made is a right that is there', async () => {
    const { session } = await bench()
    const { id } = await keyNamed(session, 'grafana-readonly')
    await session.updateKey(id, { active: true })
    await session.policies?.groups()
    expect(await rightsOf(session)).toMatchObject({
      'team-custom-api-keys:Manage': 'granted',
      'team-groups:ReadConfig': 'granted',
    })
  })
})
