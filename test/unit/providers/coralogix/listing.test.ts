import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { Listing, ProviderKey } from '../../../../main/providers/provider.ts'
import type { Result } from '../../../../shared/errors.ts'
import { serve } from '../local-server.ts'
import { connectionTo, openBench } from './bench.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const all = '/mgmt/openapi/5/aaa/api-keys/v3/list/all'
const sendData = '/mgmt/openapi/5/aaa/send-data-keys/v3'
const members = '/mgmt/openapi/5/aaa/api-keys/v3'

/** Lists from a vendor that answers each path with the given body, or status and body. */
async function listFrom(answers: Record<string, unknown>): Promise<Result<Listing>> {
  const url = await serve((request, response) => {
    const answer = answers[request.url ?? ''] ?? {}
    const [status, body] = Array.isArray(answer) ? answer : [200, answer]
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const http = createHttp({ retryBaseMs: 1 })
  onTestFinished(() => http.close())
  return coralogixProvider(http)
    .connect(connectionTo(url, url, 'cxtp_admin'))
    .listKeys([])
}

async function keysFrom(answers: Record<string, unknown>): Promise<readonly ProviderKey[]> {
  const listing = await listFrom(answers)
  if (!listing.ok) throw new Error(listing.failure.message)
  return listing.value.keys
}

const team = (n: number, more: object = {}) => ({
  id: id(n),
  name: `key ${n}`,
  owner: { teamId: 7 },
  ...more,
})

describe('the three lists become one', () => {
  test('both list shapes, ids as numbers or digits, absent defaults', async () => {
    const keys = await keysFrom({
      [all]: { keys: [team(1, { active: true }), team(2)] },
      [sendData]: { keys: [{ keyInfo: { ...team(1), owner: { teamId: '7' } } }, { key_info: team(3) }] },
    })
    const said = keys.map(({ id, type, active, hashed, owner }) => ({
      id,
      type,
      active,
      hashed,
      owner: owner?.id,
    }))
    expect(said).toEqual([
      { id: id(1), type: 'send-your-data', active: true, hashed: false, owner: '7' },
      { id: id(2), type: 'team', active: false, hashed: false, owner: '7' },
      { id: id(3), type: 'send-your-data', active: false, hashed: false, owner: '7' },
    ])
  })

  test('snake_case is the same', async () => {
    const entry = {
      id: id(1),
      name: 'one',
      owner: { team_id: 7 },
      key_permissions: { presets: [{ name: 'Alerts', permissions: ['alerts:ReadConfig'] }] },
    }
    const [key] = await keysFrom({ [all]: { keys: [entry] } })
    expect(key).toMatchObject({
      owner: { kind: 'team', id: '7' },
      presets: [{ name: 'Alerts', permissions: ['alerts:ReadConfig'] }],
    })
  })

  test("the members' list adds dates and e-mails to what the others say", async () => {
    const apiKey = {
      id: id(1),
      keyName: 'mine',
      isActive: true,
      createdAt: '2024-03-01T10:00:00.123456Z',
      lastActivated: '0001-01-01T00:00:00Z',
      owner: { user: { userId: 'u1', userEmail: 'sre-oncall@example.com' } },
    }
    const summary = { apiKey, permissions: ['livetail:Read'], presets: [{ id: 4, name: 'LiveTail' }] }
    const [both, only] = await keysFrom({
      [all]: { keys: [{ id: id(1), name: 'mine', owner: { userId: 'u1' }, active: true, hashed: false }] },
      [members]: { keys: [summary, { ...summary, apiKey: { ...apiKey, id: id(2) } }] },
    })
    expect(both).toMatchObject({
      type: 'personal',
      owner: { kind: 'user', id: 'u1', name: 'sre-oncall@example.com' },
      createdAt: '2024-03-01T10:00:00.123Z',
      lastActivatedAt: null,
      hashed: false,
      presets: [{ name: 'LiveTail', permissions: [] }],
    })
    // Nobody said whether this one can be read again: nothing is promised.
    expect(only).toMatchObject({ id: id(2), hashed: true })
  })

  test("a member's key in the Send-Your-Data list stays personal", async () => {
    const [key] = await keysFrom({ [sendData]: { keys: [{ id: id(1), owner: { userId: 'u1' } }] } })
    expect(key?.type).toBe('personal')
  })

  test('a value in a list ends there, even in the name', async () => {
    const keys = await keysFrom({
      [all]: {
        keys: [
          team(1, { value: 'cxtp_Listed000000000000000000000000' }),
          team(2, { value: 'a-bare-old-value', name: 'key a-bare-old-value' }),
          team(3, { name: 'key cxtp_Listed000000000000000000000000' }),
        ],
      },
    })
    expect(JSON.stringify(keys)).not.toMatch(/Listed0|bare-old/)
    expect(keys.map((key) => key.name)).toEqual(['key 1', '[hidden]', 'key [hidden]'])
  })

  test('no keys at all is a complete list', async () => {
    expect(await listFrom({})).toEqual({
      ok: true,
      value: {
        ...{ keys: [], notes: [], rights: expect.any(Array) },
        covers: ['send-your-data', 'team', 'organisation', 'personal'],
      },
    })
  })
})

describe('what is missing is said, and nothing counts as gone', () => {
  test.each([
    [members, "members' keys", ['send-your-data', 'team', 'organisation']],
    [all, "the team's keys", ['send-your-data', 'personal']],
    [sendData, 'Send-Your-Data keys', ['send-your-data', 'team', 'organisation', 'personal']],
  ])('a refused %s is a note, and its types are not covered', async (path, label, covers) => {
    const listing = await listFrom({
      [all]: { keys: [team(1)] },
      [sendData]: { keys: [team(1)] },
      [path]: [403, 'Permissions are not granted'],
    })
    expect(listing).toMatchObject({
      ok: true,
      value: { covers, notes: [expect.stringContaining(label)] },
    })
  })

  test('a list that answers with something else is a note, too', async () => {
    for (const answer of [{ message: 'hello' }, [], { keys: 'none' }, 'null', '', '<html>']) {
      const listing = await listFrom({ [all]: { keys: [team(1)] }, [members]: [200, answer] })
      expect(listing).toMatchObject({
        ok: true,
        value: { covers: ['send-your-data', 'team', 'organisation'] },
      })
    }
  })

  test('one entry that cannot be read does not lose the others', async () => {
    const bad = [null, 7, {}, { id: '' }, team(9, { active: 'yes' }), { id: id(8), keyPermissions: 'all' }]
    const listing = await listFrom({ [all]: { keys: [team(1), ...bad, team(2)] } })
    expect(listing).toMatchObject({
      ok: true,
      value: { covers: ['send-your-data', 'personal'], notes: [expect.stringContaining('6 entries')] },
    })
    expect(listing.ok && listing.value.keys.map((key) => key.id)).toEqual([id(1), id(2)])
  })

  test('all refused is a failure, with the reason that explains most', async () => {
    const refused = { [all]: [403, ''], [sendData]: [403, ''], [members]: [403, ''] }
    expect(await listFrom(refused)).toMatchObject({ ok: false, failure: { code: 'permission-missing' } })
    expect(await listFrom({ ...refused, [members]: [503, ''] })).toMatchObject({
      ok: false,
      failure: { code: 'vendor-failed' },
    })
    expect(await listFrom({ ...refused, [all]: [401, ''] })).toMatchObject({
      ok: false,
      failure: { code: 'credential-rejected' },
    })
  })
})

describe('against the sandbox', () => {
  test('every seeded key is found, of the type and kind that it is', async () => {
    const { sandbox, session, close } = await openBench()
    onTestFinished(close)
    const listing = await session.listKeys([])
    if (!listing.ok) throw new Error(listing.failure.message)
    const { keys, notes, covers } = listing.value
    expect({ notes, covers, count: keys.length }).toEqual({
      notes: [],
      covers: ['send-your-data', 'team', 'organisation', 'personal'],
      count: sandbox.keyCount(),
    })
    const of = (name: string) => keys.find((key) => key.name === name)
    expect(of('edge-eu2-otel')).toMatchObject({
      type: 'send-your-data',
      active: true,
      hashed: true,
      rum: false,
      description: null,
      locked: false,
      expiresAt: null,
      hasPolicy: null,
    })
    expect(of('Default key')).toMatchObject({ isDefault: true, type: 'send-your-data' })
    expect(of('shop-web-rum')).toMatchObject({ rum: true, type: 'send-your-data', legacyKind: null })
    expect(of('org-audit-export')).toMatchObject({ type: 'organisation' })
    expect(of('oncall-livetail')).toMatchObject({
      type: 'personal',
      createdAt: expect.any(String),
      owner: { name: 'sre-oncall@example.com' },
    })
    const legacy = keys.filter((key) => key.legacyKind !== null).map((key) => [key.name, key.legacyKind])
    expect(Object.fromEntries(legacy)).toEqual({
      'ingest-2021': 'send-your-data',
      'shop-web-rum-2021': 'rum',
      'jenkins-webhook': 'webhook',
      'okta-scim': 'scim',
      'cx-cli-2022': 'cli',
      'kibana-export': 'logs-query',
      'alerts-rules-tags-2021': 'alerts-rules-tags',
    })
    expect(keys.filter((key) => key.isDefault)).toHaveLength(1)
  })

  test("an admin key without the members' list still lists the rest", async () => {
    const bench = await openBench()
    onTestFinished(bench.close)
    const listing = await bench.as(bench.sandbox.adminKeys.noMembers).listKeys([])
    expect(listing).toMatchObject({
      ok: true,
      value: {
        covers: ['send-your-data', 'team', 'organisation'],
        notes: [expect.stringContaining('personal-custom-api-keys:ReadConfig')],
      },
    })
  })

  test('ten thousand keys come in one go', async () => {
    const { session, sandbox, close } = await openBench({ extraKeys: 10_000 })
    onTestFinished(close)
    const listing = await session.listKeys([])
    expect(listing.ok && listing.value.keys.length).toBe(sandbox.keyCount())
  })
})
