import { describe, expect, test } from 'vitest'
import { ibmCloudFacts as facts } from '../../../../main/providers/ibm-cloud/facts.ts'
import type { AccountPlace, ProviderKey } from '../../../../main/providers/provider.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { Account, CreateRequest, KeyOwner } from '../../../../shared/model.ts'
import { accountId, adminIamId, instance, serviceIamId } from './iam-server.ts'

const nowhere: AccountPlace = {
  ...{ region: null, apiUrl: null, ingressUrl: null, grpcUrl: null, transport: null, instance: null },
}
const place = (more: Partial<AccountPlace>) => facts.endpointsOf({ ...nowhere, ...more })

const account: Account = {
  ...{ id: '00000000-0000-4000-8000-000000000001', name: 'ibm', provider: 'ibm-cloud', region: 'eu-de' },
  ...{ apiUrl: 'https://iam.cloud.ibm.com', ingressUrl: '', transport: null, grpcUrl: null, instance: null },
  ...{ teamName: null, teamId: accountId, userName: 'ada@example.com', userId: adminIamId },
  ...{ credentialKeyId: null, consoleUrl: null, addedAt: '2026-01-01T00:00:00.000Z' },
  sync: { lastSyncedAt: null, running: false, lastChange: null, failure: null, notes: [], rights: [] },
}

const key = (more: Partial<ProviderKey> = {}): ProviderKey => ({
  ...{ id: 'ApiKey-1', name: 'edge', type: 'service-id', legacyKind: null, isDefault: false, active: true },
  ...{ hashed: true, presets: [], permissions: [], createdAt: null, lastActivatedAt: null, rum: false },
  ...{ description: null, locked: false, expiresAt: null, hasPolicy: null },
  owner: { kind: 'service-id', id: serviceIamId, name: 'agent' },
  ...more,
})
const owned = (id: string, name: string | null): ProviderKey =>
  key({ owner: { kind: 'service-id', id: `iam-ServiceId-${id}`, name } satisfies KeyOwner })

describe('where an account is', () => {
  test('a region and an instance give the ingress', () => {
    expect(place({ region: 'EU-DE', instance })).toEqual({
      ok: true,
      value: {
        region: 'eu-de',
        apiUrl: 'https://iam.cloud.ibm.com',
        ingressUrl: `https://${instance}.ingress.eu-de.logs.cloud.ibm.com`,
        grpcUrl: null,
        transport: null,
        instance,
      },
    })
    expect(facts.info.regions).toHaveLength(13)
    for (const { code, place: where } of facts.info.regions) {
      expect(where).not.toBe('')
      expect(place({ region: code, instance }).ok).toBe(true)
    }
  })

  test('the CRN of an instance says both', () => {
    const crn = `crn:v1:bluemix:public:logs:us-south:a/${accountId}:${instance}::`
    const found = place({ instance: crn })
    expect(found).toMatchObject({ ok: true, value: { region: 'us-south', instance } })
    expect(place({ instance: crn, region: 'eu-de' })).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })

  test('a token that outlives its key is told of', () => {
    expect(facts.info.lingers).toContain('stays valid up to an hour')
  })

  test('neither: keys are managed, and nothing is sent', () => {
    expect(place({})).toMatchObject({ ok: true, value: { region: 'global', ingressUrl: '', instance: null } })
  })

  test.each([
    ['a region alone', { region: 'eu-de' }, /together/],
    ['an instance alone', { instance }, /together/],
    ['a region that is none', { region: 'mars', instance }, /no region mars/],
    ['an instance that is no GUID', { region: 'eu-de', instance: 'prod' }, /GUID/],
    ['a plain address', { apiUrl: 'http://iam.example.com' }, /not encrypted/],
    ['the metadata service', { apiUrl: 'https://169.254.169.254' }, /metadata/],
    ['a password in it', { ingressUrl: 'https://a:b@x.example.com' }, /password/],
  ])('%s is refused', (_, more, message) => {
    expect(place(more)).toMatchObject({
      ok: false,
      failure: { code: 'usage', message: expect.stringMatching(message) },
    })
  })

  test('addresses of one’s own, as they are typed', () => {
    const ingressUrl = `${instance}.ingress.private.eu-de.logs.cloud.ibm.com:3443`
    expect(place({ apiUrl: 'private.iam.cloud.ibm.com', ingressUrl, instance })).toMatchObject({
      ok: true,
      value: {
        region: 'custom',
        apiUrl: 'https://private.iam.cloud.ibm.com',
        ingressUrl: `https://${ingressUrl}`,
        instance,
      },
    })
    expect(place({ apiUrl: 'https://iam.example.com/' })).toMatchObject({
      ok: true,
      value: { region: 'custom', apiUrl: 'https://iam.example.com', ingressUrl: '' },
    })
    expect(place({ apiUrl: 'https://private.iam.cloud.ibm.com', region: 'eu-de', instance })).toMatchObject({
      ok: true,
      value: {
        ...{ region: 'eu-de', apiUrl: 'https://private.iam.cloud.ibm.com', instance },
        ingressUrl: `https://${instance}.ingress.eu-de.logs.cloud.ibm.com`,
      },
    })
    const all = { apiUrl: 'https://iam.example.com', region: 'eu-de', instance, ingressUrl }
    expect(place(all)).toMatchObject({
      ok: true,
      value: {
        ...{ region: 'eu-de', apiUrl: 'https://iam.example.com', instance },
        ingressUrl: `https://${ingressUrl}`,
      },
    })
  })

  test('the console is opened for the vendor’s own IAM alone', () => {
    expect(facts.consolePages(account).map(({ url }) => url)).toEqual([
      'https://cloud.ibm.com/iam/apikeys',
      'https://cloud.ibm.com/iam/serviceids',
    ])
    for (const apiUrl of ['http://127.0.0.1:1', 'https://iam.cloud.ibm.com.example.com', 'x']) {
      expect(facts.consolePages({ ...account, apiUrl })).toEqual([])
    }
  })
})

describe('a new key', () => {
  const request: CreateRequest = {
    ...{ accountId: account.id, name: 'edge', type: 'service-id', presets: [], permissions: [] },
    ...{ hashed: true, ownerId: null },
  }
  const check = (more: Partial<CreateRequest>, known: readonly ProviderKey[] = [key()], about = account) =>
    facts.checkCreate(
      { ...request, ...more },
      { account: about, options: facts.createOptions(known, about), known },
    )

  test('is offered for the user and each service ID that is known', () => {
    const options = facts.createOptions([owned('2', null), owned('1', 'b'), owned('2', 'a')], account)
    expect(options).toMatchObject({
      types: ['service-id', 'user'],
      presets: [],
      permissions: [],
      readable: false,
    })
    expect(options.members).toEqual([
      { id: adminIamId, name: 'ada@example.com', types: ['user'] },
      { id: 'iam-ServiceId-2', name: 'a', types: ['service-id'] },
      { id: 'iam-ServiceId-1', name: 'b', types: ['service-id'] },
    ])
  })

  test.each([
    ['the only service ID', {}, [key()], serviceIamId],
    ['one by its id', { ownerId: 'iam-ServiceId-1' }, [owned('1', 'a'), owned('2', 'b')], 'iam-ServiceId-1'],
    ['one by its name', { ownerId: 'b' }, [owned('1', 'a'), owned('2', 'b')], 'iam-ServiceId-2'],
    ['one that has no keys yet', { ownerId: 'ServiceId-9' }, [], 'iam-ServiceId-9'],
    ['the same by its other id', { ownerId: 'iam-ServiceId-9' }, [owned('1', 'a')], 'iam-ServiceId-9'],
    ['the user of the account', { type: 'user' }, [], adminIamId],
    ['the user by name', { type: 'user', ownerId: 'ada@example.com' }, [], adminIamId],
  ] as const)('for %s', (_, more, known, id) => {
    expect(check(more, known)).toMatchObject({ ok: true, value: { owner: { id } } })
  })

  test.each([
    ['no service ID is known', {}, [], /none is known/],
    ['several are', {}, [owned('1', 'a'), owned('2', 'b')], /several/],
    ['the name is not one alone', { ownerId: 'a' }, [owned('1', 'a'), owned('2', 'a')], /Several/],
    ['nobody has that name', { ownerId: 'x' }, [key()], /No service ID x/],
    ['it is for another user', { type: 'user', ownerId: 'IBMid-1' }, [], /never for another/],
    ['it should be readable', { hashed: false }, [key()], /once/],
    ['it has a preset', { presets: ['Sender'] }, [key()], /no presets/],
    ['its name is two lines', { name: 'a\nb' }, [key()], /one line/],
    ['it has expired', { expiresAt: '2020-01-01T00:00:00.000Z' }, [key()], /expire at once/],
    ['it is of another vendor', { type: 'team' }, [key()], /no keys of the type/],
  ] as const)('is refused where %s', (_, more, known, message) => {
    const checked = check({ ...more, presets: [...('presets' in more ? more.presets : [])] }, [...known])
    expect(checked).toMatchObject({ ok: false, failure: { message: expect.stringMatching(message) } })
    expect(checked.ok || checked.failure.message).toContain('No key was made.')
  })

  test('the way out where no service ID is known is to make one', () => {
    const checked = check({}, [])
    expect(checked.ok || checked.failure.hint).toContain('Make a service ID with the role Sender first')
  })

  test('a service ID makes no user keys', () => {
    const checked = check({ type: 'user' }, [], { ...account, userId: serviceIamId })
    expect(checked).toMatchObject({ ok: false, failure: { message: expect.stringContaining('only a user') } })
  })
})

describe('what is known of a key', () => {
  test('a locked one can only be unlocked, verified and looked at', () => {
    const locked = Object.keys(facts.cannot(key({ locked: true })))
    expect(locked).toEqual(
      expect.arrayContaining(['rename', 'describe', 'enable', 'disable', 'delete', 'lock']),
    )
    for (const able of ['unlock', 'verify', 'history']) expect(locked).not.toContain(able)
    expect(Object.keys(facts.cannot(key())).sort()).toEqual(['permissions', 'policy', 'unlock'])
  })

  test('a user key does not belong with an agent, and why', () => {
    expect(facts.adviceOnUse({ type: 'user', rum: false }, 'ibm-cloud-logs')).toMatch(
      /everything its user can, in every account/,
    )
    expect(facts.adviceOnUse({ type: 'service-id', rum: false }, 'ibm-cloud-logs')).toBeNull()
  })

  test('a value tells nothing of itself', () => {
    expect(facts.describeValue(Secret.of('Aa0-Bb1_Cc2-Dd3_Ee4-Ff5_Gg6-Hh7_Ii8-Jj9_Kk0L'))).toBeNull()
  })
})
