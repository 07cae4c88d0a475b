import { describe, expect, test, vi } from 'vitest'
import type { Iam } from '../../../../main/providers/ibm-cloud/iam.ts'
import { readPages } from '../../../../main/providers/ibm-cloud/pages.ts'
import { parseKey } from '../../../../main/providers/ibm-cloud/schemas.ts'
import type { Listing, ProviderKey } from '../../../../main/providers/provider.ts'
import { fail } from '../../../../shared/errors.ts'
import { always, serve } from '../local-server.ts'
import {
  accountId,
  adminIamId,
  adminValue,
  type Came,
  failureOf,
  identityError,
  keyJson,
  type Reply,
  type Routes,
  serviceIamId,
  startIam,
} from './iam-server.ts'

const page = (list: string, entries: readonly unknown[], next?: string): Reply => ({
  json: { offset: 0, limit: 100, first: 'x', ...(next === undefined ? {} : { next }), [list]: entries },
})
const keys = (entries: readonly unknown[], next?: string): Reply => page('apikeys', entries, next)
const serviceIdJson = (id: string, name: string) => ({
  ...{ id, iam_id: `iam-${id}`, entity_tag: '1-x', crn: 'x', locked: false, name, account_id: accountId },
})

const userKey = keyJson('ApiKey-user', { iam_id: adminIamId })
const agentKey = keyJson('ApiKey-agent')
const refusal = identityError(403, 'BXNIM0513E', 'You are not authorized')

/** By what was asked for: `user`, `serviceid` or the identity's id. */
const byQuery =
  (lists: Record<string, (came: Came, times: number) => Reply>): NonNullable<Routes[string]> =>
  (came, times) =>
    (lists[came.query.get('type') ?? came.query.get('iam_id') ?? ''] ?? (() => keys([])))(came, times)

const usual: Routes = {
  'GET /v1/apikeys': byQuery({ user: () => keys([userKey]), serviceid: () => keys([agentKey]) }),
  'GET /v1/serviceids': () =>
    page('serviceids', [serviceIdJson('ServiceId-11111111-2222-4333-8444-555555555555', 'log agent')]),
}

async function listed(routes: Routes, known: readonly ProviderKey[] = []) {
  const iam = await startIam({ ...usual, ...routes })
  const listing = await iam.session.listKeys(known)
  if (!listing.ok) throw new Error(listing.failure.message)
  return { iam, listing: listing.value }
}

const ids = (listing: Listing): readonly string[] => listing.keys.map(({ id }) => id).sort()

describe('an administrator', () => {
  test('sees the keys of all users and service IDs, with their owners', async () => {
    const { iam, listing } = await listed({})
    expect(listing.keys).toMatchObject([
      {
        id: 'ApiKey-user',
        type: 'user',
        owner: { kind: 'user', id: adminIamId, name: 'ada@example.com' },
      },
      {
        id: 'ApiKey-agent',
        type: 'service-id',
        owner: { kind: 'service-id', id: serviceIamId, name: 'log agent' },
        createdAt: '2026-01-02T03:04:00.000Z',
        active: true,
        hashed: true,
        locked: false,
      },
    ])
    expect(listing.notes).toEqual([])
    expect(listing.covers).toEqual(['user', 'service-id'])
    expect(listing.rights.filter(({ state }) => state === 'granted')).toHaveLength(5)
    const asked = iam.came.filter(({ path }) => path === '/v1/apikeys')
    expect(asked).toHaveLength(2)
    for (const { query } of asked) {
      expect([query.get('account_id'), query.get('scope')]).toEqual([accountId, 'account'])
    }
  })

  test('what is disabled, locked, described and ends is told', async () => {
    const more = { disabled: true, locked: true, description: 'x', expires_at: '2027-01-02T03:04+0000' }
    const { listing } = await listed({
      'GET /v1/apikeys': byQuery({ serviceid: () => keys([keyJson('ApiKey-1', more)]) }),
    })
    expect(listing.keys).toMatchObject([
      { active: false, locked: true, description: 'x', expiresAt: '2027-01-02T03:04:00.000Z' },
    ])
  })

  test('a value in a list stands nowhere, whatever else repeats it', async () => {
    const value = 'Aa0-Bb1_Cc2-Dd3_Ee4-Ff5_Gg6-Hh7_Ii8-Jj9_Kk0L'
    const entry = keyJson('ApiKey-1', { apikey: value, name: `name ${value}`, description: value })
    const own = keyJson('ApiKey-2', { name: adminValue })
    const { listing } = await listed({
      'GET /v1/apikeys': byQuery({ serviceid: () => keys([entry, own]) }),
    })
    expect(JSON.stringify(listing)).not.toContain(value)
    expect(JSON.stringify(listing)).not.toContain(adminValue)
    expect(listing.keys.map(({ name }) => name)).toEqual(['name [hidden]', '[hidden]'])
  })

  test('an entry that cannot be read does not lose the others, and nothing counts as gone then', async () => {
    const { listing } = await listed({
      'GET /v1/apikeys': byQuery({
        serviceid: () => keys([agentKey, { id: 7 }, 'x', keyJson('../../x'), keyJson('y', { locked: 'no' })]),
      }),
    })
    expect(ids(listing)).toEqual(['ApiKey-agent'])
    expect(listing.notes).toEqual(["4 entries in the list of all service IDs' keys could not be read."])
    expect(listing.covers).toEqual(['user'])
  })
})

describe('pages', () => {
  const paged = (next: (times: number) => string | undefined) =>
    listed({
      'GET /v1/apikeys': byQuery({
        serviceid: ({ query }) => {
          const at = Number(query.get('pagetoken') ?? 0)
          return keys([keyJson(`ApiKey-${at}`)], next(at))
        },
      }),
    })

  test('are followed to the end, by a whole link or a relative one', async () => {
    const { listing } = await paged((at) =>
      at === 3
        ? undefined
        : at % 2
          ? `/v1/apikeys?pagetoken=${at + 1}`
          : `https://iam.cloud.ibm.com/v1/apikeys?pagetoken=${at + 1}`,
    )
    expect(ids(listing)).toEqual(['ApiKey-0', 'ApiKey-1', 'ApiKey-2', 'ApiKey-3'])
    expect(listing.covers).toContain('service-id')
  })

  test('a link to another host gets neither a call nor the token', async () => {
    const other = vi.fn(always(200, '{"apikeys":[]}'))
    const elsewhere = await serve(other)
    const { iam, listing } = await paged((at) =>
      at === 0 ? `${elsewhere}/v1/apikeys?pagetoken=1&iam_id=x` : undefined,
    )
    expect(other).not.toHaveBeenCalled()
    expect(ids(listing)).toEqual(['ApiKey-0', 'ApiKey-1'])
    const second = iam.came.find(({ query }) => query.get('pagetoken') === '1')
    expect(second?.query.get('iam_id')).toBeNull()
  })

  test('a token that comes twice ends the list, and it does not count as whole', async () => {
    const { iam, listing } = await paged((at) => `/v1/apikeys?pagetoken=${at === 0 ? 1 : 1}`)
    expect(ids(listing)).toEqual(['ApiKey-0', 'ApiKey-1'])
    expect(listing.notes.join()).toContain('does not say where it goes on')
    expect(listing.covers).toEqual(['user'])
    expect(iam.came.length).toBeLessThan(10)
  })

  test.each([
    ['no token', '/v1/apikeys'],
    ['no link', 'http://['],
    ['a number', 7 as never],
  ])('a next with %s ends the list as not whole', async (_, next) => {
    const { listing } = await paged(() => next)
    expect(ids(listing)).toEqual(['ApiKey-0'])
    expect(listing.covers).toEqual(['user'])
  })

  test('one that fails leaves what came before, with the reason', async () => {
    const { listing } = await listed({
      'GET /v1/apikeys': byQuery({
        user: ({ query }) =>
          query.has('pagetoken')
            ? identityError(400, 'BXNIM0106E', 'bad token')
            : keys([userKey], '?pagetoken=x'),
      }),
    })
    expect(ids(listing)).toEqual(['ApiKey-user'])
    expect(listing.notes.join()).toMatch(/broke off after 1 entries.*bad token/)
    expect(listing.covers).toEqual(['service-id'])
  })

  test('a list without end is stopped', async () => {
    let page = 0
    const iam: Iam = {
      send: async () => ({
        result: { ok: true, value: { apikeys: [keyJson(`ApiKey-${page}`)], next: `?pagetoken=${++page}` } },
        refusal: null,
        unusable: () => fail('unexpected', 'x'),
      }),
    }
    const wanted = {
      path: '/v1/apikeys',
      query: {},
      list: 'apikeys',
      what: 'keys',
      parse: parseKey,
      needs: [],
    }
    expect(await readPages(iam, wanted)).toMatchObject({
      ok: true,
      value: { whole: false, notes: ['The list of keys has more than 500 pages; the rest was not read.'] },
    })
    expect(page).toBe(500)
  })
})

describe('without the role Administrator', () => {
  const known = (id: string, ownerId: string): ProviderKey => ({
    ...{ id, name: id, type: 'user', legacyKind: null, isDefault: false, active: true, hashed: true },
    ...{
      presets: [],
      permissions: [],
      createdAt: null,
      lastActivatedAt: null,
      rum: false,
      description: null,
    },
    ...{ locked: false, expiresAt: null, hasPolicy: null, owner: { kind: 'user', id: ownerId, name: null } },
  })
  const narrow: Routes = {
    'GET /v1/apikeys': byQuery({
      user: () => refusal,
      serviceid: () => refusal,
      [adminIamId]: () => keys([userKey]),
      [serviceIamId]: () => keys([agentKey]),
    }),
  }

  test('the own keys and those of each service ID are asked for one by one', async () => {
    const { listing } = await listed(narrow)
    expect(ids(listing)).toEqual(['ApiKey-agent', 'ApiKey-user'])
    expect(listing.covers).toEqual(['service-id'])
    expect(listing.notes).toHaveLength(2)
    expect(listing.notes[0]).toMatch(/users' keys is missing.*Administrator on the IAM Identity service/)
    const missing = listing.rights.filter(({ state }) => state === 'missing')
    expect(missing.map(({ what }) => what)).toEqual([
      "List every user's keys",
      "List every service ID's keys",
    ])
    // Each refusal names its request, so a right would look like another one with every sync.
    for (const { evidence } of missing) expect(evidence).toBe('IBM Cloud refused the list.')
    for (const note of listing.notes) expect(note).not.toContain('Nothing was changed')
    const types = listing.rights.map(({ what, changes, state }) => changes && [what, state])
    expect(types.filter(Boolean)).toEqual([
      ["Change and delete users' keys", 'unknown'],
      ['Create, change and delete keys of service IDs', 'unknown'],
      ['Create user keys', 'unknown'],
    ])
  })

  test('an own key that is not there any more is gone; what nobody could see is not', async () => {
    const { listing } = await listed(narrow, [
      known('ApiKey-old', adminIamId),
      known('ApiKey-x', 'IBMid-other'),
    ])
    expect(listing.gone).toEqual(['ApiKey-old'])
  })

  test('the own keys alone, where service IDs are not shown either', async () => {
    const { listing } = await listed({ ...narrow, 'GET /v1/serviceids': () => refusal })
    expect(ids(listing)).toEqual(['ApiKey-user'])
    expect(listing.covers).toEqual([])
    expect(listing.notes).toHaveLength(3)
  })

  test('where nothing may be listed the failure names the role', async () => {
    const iam = await startIam({ 'GET /v1/*': () => refusal })
    const failure = await failureOf(iam.session.listKeys([]))
    expect(failure.code).toBe('permission-missing')
  })
})

test('every answer goes to the configured host alone, with the token and never the key', async () => {
  const { iam } = await listed({})
  for (const { path, headers, body, query } of iam.came) {
    if (path === '/identity/token') continue
    expect(headers.authorization).toMatch(/^Bearer /)
    expect(JSON.stringify([headers, body, query.toString()])).not.toContain(adminValue)
  }
})

test('a stopped sync is stopped, not half a list', async () => {
  const stop = new AbortController()
  const iam = await startIam({ 'GET /v1/*': () => 'never' })
  const running = iam.session.listKeys([], stop.signal)
  setTimeout(() => stop.abort(), 50)
  expect((await failureOf(running)).code).toBe('interrupted')
})
