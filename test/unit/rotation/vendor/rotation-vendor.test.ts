import { beforeEach, describe, expect, it } from 'vitest'
import type { Provider, ProviderKey } from '../../../../main/providers/provider.ts'
import { fail, ok } from '../../../../shared/errors.ts'
import type { KeyRef } from '../../../../shared/model.ts'
import { must } from '../../../fakes/world.ts'
import { VendorBench } from './bench.ts'

let bench: VendorBench
beforeEach(async () => {
  bench = await new VendorBench().withAccount()
})

/** Creates, and gives the intent with the answer. */
async function create() {
  let intentId = ''
  const end = await bench.vendor.create(bench.request(), (id) => {
    intentId = id
  })
  return { intentId, end }
}

const someRef = expect.objectContaining({ accountId: expect.any(String), keyId: expect.any(String) })

describe('making the new key', () => {
  it('names the intent before the vendor is asked', async () => {
    const seen: string[] = []
    bench.provider.onCreate = () => seen.push('asked')
    const end = await bench.vendor.create(bench.request(), (id) => {
      expect(bench.parts.intents.find(id)?.state).toBe('intent')
      seen.push('intent')
    })
    expect(end).toEqual({ ok: true, value: { kind: 'created', ref: someRef } })
    expect(seen).toEqual(['intent', 'asked'])
  })

  it('keeps the code of a failure, and the intent ends without a key', async () => {
    bench.provider.createFault = 'refused'
    const { intentId, end } = await create()
    expect(end).toMatchObject({ ok: false, failure: { code: 'permission-missing' } })
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'none' })
    expect(await bench.vendor.missingRights({ accountId: bench.accountId, keyId: 'x' })).toEqual({})
  })

  it('tells what is stuck in memory, and stores it when asked again', async () => {
    bench.vault.onSet = (reference) => {
      if (/:1$/.test(reference)) bench.vault.state = 'locked'
      return undefined
    }
    const { intentId, end } = await create()
    expect(must(end)).toMatchObject({ kind: 'stuck', message: expect.stringContaining('memory') })
    expect(must(await bench.vendor.settle(intentId))).toMatchObject({ kind: 'stuck' })
    bench.vault.onSet = null
    bench.vault.state = 'ready'
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'created', ref: someRef })
    expect(bench.parts.capture.hasStuck()).toBe(false)
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'created', ref: someRef })
  })
})

describe('finding out how a creation ended', () => {
  it('waits for a key that the vendor may list late, and says until when', async () => {
    bench.provider.createFault = 'lost-before-commit'
    const { intentId, end } = await create()
    expect(end).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    const open = must(await bench.vendor.settle(intentId))
    expect(open).toMatchObject({ kind: 'open', message: expect.stringContaining('until 12:15 UTC') })
    bench.clock.passMinutes(16)
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'none' })
  })

  it('does not wait for ever in silence where the list is not open to it', async () => {
    bench.provider.createFault = 'lost-before-commit'
    const { intentId } = await create()
    bench.provider.covers = ['personal']
    bench.clock.passMinutes(16)
    expect(must(await bench.vendor.settle(intentId))).toMatchObject({
      kind: 'open',
      message: expect.stringMatching(/may not see the list.*edge · kx-[a-z2-7]{10}/),
    })
  })

  it('finds the orphan of a lost answer, and deletes it once', async () => {
    bench.provider.createFault = 'lost-after-commit'
    const { intentId } = await create()
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'orphan' })
    must(await bench.vendor.removeOrphan(intentId))
    expect(bench.provider.keys.size).toBe(0)
    must(await bench.vendor.removeOrphan(intentId))
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'none' })
    expect(bench.provider.calls.filter((call) => call === 'delete')).toHaveLength(1)
  })

  it('finds the value in the keychain that a crash left without a record', async () => {
    bench.vault.onKept = (reference) =>
      /:1$/.test(reference) ? new Promise<never>(() => undefined) : undefined
    let intentId = ''
    void bench.vendor.create(bench.request(), (id) => {
      intentId = id
    })
    await expect.poll(() => bench.vault.references().some((name) => /:1$/.test(name))).toBe(true)
    bench.vault.onKept = null
    bench.restart()
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'created', ref: someRef })
    expect(bench.provider.calls.filter((call) => call === 'create')).toHaveLength(1)
  })

  it('fails with the vendor’s reason while it cannot be asked', async () => {
    bench.provider.createFault = 'lost-after-commit'
    const { intentId } = await create()
    bench.provider.listFault = fail('vendor-unreachable', 'No network.')
    expect(await bench.vendor.settle(intentId)).toMatchObject({ failure: { code: 'vendor-unreachable' } })
    bench.provider.listFault = null
    expect(must(await bench.vendor.settle(intentId))).toEqual({ kind: 'orphan' })
  })

  it('deletes nothing but an orphan', async () => {
    const { intentId } = await create()
    expect(await bench.vendor.removeOrphan(intentId)).toMatchObject({ failure: { code: 'refused' } })
    expect(bench.provider.keys.size).toBe(1)
  })
})

describe('cutting, bringing back and deleting', () => {
  let ref: KeyRef
  beforeEach(async () => {
    ref = await bench.key()
  })

  it('is found out by asking after the answer was lost', async () => {
    bench.provider.updateFault = fail('outcome-unknown', 'No answer.')
    expect(await bench.vendor.setActive(ref, false)).toMatchObject({ failure: { code: 'outcome-unknown' } })
    // It was carried out all the same.
    bench.provider.updateFault = null
    must(await bench.provider.connect().updateKey(ref.keyId, { active: false }))
    expect(must(await bench.vendor.standing(ref))).toBe('disabled')
    expect(bench.parts.keys.read(ref)?.state).toBe('disabled')
    must(await bench.vendor.setActive(ref, false))
    must(await bench.vendor.setActive(ref, true))
    must(await bench.vendor.setActive(ref, true))
    expect(must(await bench.vendor.standing(ref))).toBe('active')
  })

  it('may be repeated when the key is gone already', async () => {
    must(await bench.vendor.remove(ref))
    must(await bench.vendor.remove(ref))
    must(await bench.vendor.setActive(ref, false))
    expect(must(await bench.vendor.standing(ref))).toBe('gone')
    expect(await bench.vendor.setActive(ref, true)).toMatchObject({ failure: { code: 'not-found' } })
  })

  it('counts a key that somebody else deleted as cut', async () => {
    bench.provider.keys.delete(ref.keyId)
    must(await bench.vendor.setActive(ref, false))
    expect(bench.parts.keys.read(ref)?.state).toBe('gone')
  })

  it('calls no key gone that a refused list would show', async () => {
    bench.provider.keys.delete(ref.keyId)
    bench.provider.covers = ['personal']
    expect(await bench.vendor.standing(ref)).toMatchObject({ failure: { code: 'permission-missing' } })
    expect(bench.parts.keys.read(ref)?.state).toBe('active')
  })

  it('remembers what the vendor refused', async () => {
    expect(await bench.vendor.missingRights(ref)).toEqual({})
    bench.provider.updateFault = fail('permission-missing', 'This admin key lacks Manage.')
    await bench.vendor.setActive(ref, false)
    expect(await bench.vendor.missingRights(ref)).toEqual({ cut: expect.stringContaining('lacks Manage') })
    bench.provider.updateFault = null
    await bench.vendor.setActive(ref, false)
    expect(await bench.vendor.missingRights(ref)).toEqual({})
  })
})

describe('rights that are known to be missing', () => {
  it('are those that the last sync was told of, for keys of the type', async () => {
    const ref = await bench.key()
    const evidence = 'The vendor answered 403.'
    const right = { what: 'Change Team keys', permission: 'team-api-keys:Manage', evidence }
    const { connect } = bench.provider
    bench.provider.connect = () => {
      const session = connect.call(bench.provider)
      return {
        ...session,
        listKeys: async (known) => {
          const listing = must(await session.listKeys(known))
          return ok({ ...listing, rights: [{ ...right, state: 'missing', changes: ['team'] }] })
        },
      }
    }
    const team = await bench.key({ name: 'ci', type: 'team' })
    expect(await bench.vendor.missingRights(ref)).toEqual({})
    const reason = expect.stringContaining('lacks team-api-keys:Manage')
    expect(await bench.vendor.missingRights(team)).toEqual({ create: reason, cut: reason, delete: reason })
  })
})

describe('keys that are protected', () => {
  it('cuts the default key, and never deletes it', async () => {
    const ref = await bench.key({ name: 'Default key', isDefault: true })
    expect(await bench.vendor.protection(ref)).toEqual({
      cut: null,
      delete: expect.stringContaining('default key'),
    })
    must(await bench.vendor.setActive(ref, false))
    expect(await bench.vendor.remove(ref)).toMatchObject({ failure: { code: 'refused' } })
  })

  it('neither cuts nor deletes the account’s own admin key', async () => {
    const ref = await bench.key({
      name: 'admin',
      type: 'team',
      presets: [{ name: 'APIKeys', permissions: [] }],
    })
    const words = { cut: expect.any(String), delete: expect.any(String) }
    // Nobody knows yet whose value it is.
    expect(await bench.vendor.protection(ref)).toEqual(words)
    await bench.hold(ref, 'cxtp_adminadminadminadminadminadm')
    expect((await bench.vendor.protection(ref)).cut).toContain('reaches acme')
    expect(await bench.vendor.setActive(ref, false)).toMatchObject({ failure: { code: 'refused' } })
    expect(await bench.vendor.remove(ref)).toMatchObject({ failure: { code: 'refused' } })
    expect(bench.provider.keys.get(ref.keyId)?.active).toBe(true)
  })

  it('protects another admin key only while it cannot tell', async () => {
    const ref = await bench.key({ name: 'ci', type: 'team', presets: [{ name: 'APIKeys', permissions: [] }] })
    await bench.hold(ref, 'cxtp_anotheranotheranotheranother1')
    expect(await bench.vendor.protection(ref)).toEqual({ cut: null, delete: null })
    bench.vault.state = 'locked'
    expect((await bench.vendor.protection(ref)).cut).toContain('could not be checked')
  })

  it('knows the account credential by its id where the vendor says it, with a locked keychain too', async () => {
    const said = new VendorBench()
    said.provider.identity = { ...said.provider.identity, credentialKeyId: 'ApiKey-1' }
    await said.withAccount()
    const used = await said.key({ id: 'ApiKey-1', name: 'mine', type: 'user' })
    const other = await said.key({ id: 'ApiKey-2', name: 'other', type: 'user' })
    said.vault.state = 'locked'
    expect((await said.vendor.protection(used)).cut).toContain('reaches acme')
    expect(await said.vendor.protection(other)).toEqual({ cut: null, delete: null })
  })

  it('neither cuts nor deletes what is locked at the vendor, and says what to do', async () => {
    const ref = await bench.key({ locked: true })
    expect(await bench.vendor.protection(ref)).toEqual({
      cut: expect.stringContaining('Unlock it first'),
      delete: expect.stringContaining('Unlock it first'),
    })
    expect(await bench.vendor.setActive(ref, false)).toMatchObject({ failure: { code: 'refused' } })
  })

  it('has nothing to cut of a key that is gone', async () => {
    const ref = await bench.key()
    must(await bench.vendor.remove(ref))
    expect((await bench.vendor.protection(ref)).cut).toContain('no longer has')
  })
})

describe('what a copy is made with', () => {
  it('is what the old key was, hashed, with a clean name', async () => {
    const owner = { kind: 'user', id: 'u1', name: 'ana@example.com' } as const
    const ref = await bench.key({
      name: 'ana · kx-abcdefghij',
      type: 'personal',
      hashed: false,
      owner,
      presets: [{ name: 'Alerts', permissions: [] }],
      permissions: ['slo:ReadConfig'],
    })
    expect(must(bench.vendor.copyRequest(ref))).toEqual({
      accountId: bench.accountId,
      name: 'ana',
      type: 'personal',
      presets: ['Alerts'],
      permissions: ['slo:ReadConfig'],
      hashed: true,
      ownerId: 'u1',
    })
  })

  it('is refused where nobody says what the key may do', async () => {
    const ref = await bench.key({ type: 'team', presets: [], legacyKind: 'cli' })
    expect(bench.vendor.copyRequest(ref)).toMatchObject({ failure: { code: 'refused' } })
  })
})

describe('a copy at another vendor', () => {
  /** As a vendor whose keys have no presets, belong to service IDs and end. */
  function ownRules(checkCreate: Provider['checkCreate']): void {
    Object.assign(bench.provider, { checkCreate })
  }
  const owner = { kind: 'service-id', id: 'iam-ServiceId-1', name: 'logs' } as const

  it('has the owner, the description and as long a life as the old one was to have', async () => {
    ownRules((request) => ok({ request, owner }))
    const ref = await bench.key({
      ...{ type: 'service-id', owner, presets: [], permissions: [], description: 'of the edge' },
      ...{ createdAt: '2026-05-01T00:00:00.000Z', expiresAt: '2026-07-30T00:00:00.000Z' },
    })
    const life = 90 * 86_400_000
    expect(must(bench.vendor.copyRequest(ref))).toMatchObject({
      type: 'service-id',
      ownerId: 'iam-ServiceId-1',
      description: 'of the edge',
      expiresAt: new Date(bench.clock.now().getTime() + life).toISOString(),
    })
  })

  it('is refused by the vendor’s own rules, with the way out', async () => {
    ownRules(() => fail('refused', 'A user key belongs to its user.', 'Sign in as that user.'))
    const ref = await bench.key({ name: 'anas', type: 'user' })
    expect(bench.vendor.copyRequest(ref)).toEqual({
      ok: false,
      failure: {
        code: 'refused',
        message: 'anas cannot be copied: A user key belongs to its user. Nothing was changed.',
        hint: 'Sign in as that user. Or create a key that may do what its users need, and rotate anas to it.',
      },
    })
  })
})

describe('what the vendor advises', () => {
  it('is what speaks against the key in each agent, once, and what outlasts its cut', async () => {
    const lingers = 'A token that was had with it works for up to an hour.'
    Object.assign(bench.provider, {
      info: { ...bench.provider.info, lingers },
      adviceOnUse: ({ type }: ProviderKey, agent: string | null) =>
        type === 'user' && agent !== null ? 'A user key should not be in an agent.' : null,
    })
    const ref = await bench.key({ type: 'user' })
    expect(bench.vendor.advice(ref, ['ibm-cloud-logs', 'fluent-bit', null])).toEqual([
      'A user key should not be in an agent.',
      lingers,
    ])
    expect(bench.vendor.advice(await bench.key({ name: 'b', type: 'service-id' }), ['fluent-bit'])).toEqual([
      lingers,
    ])
  })
})

describe('what one key may do and another may not', () => {
  it('is told by permissions, presets taken for what they stand for', async () => {
    const old = await bench.key({
      presets: [{ name: 'SendData', permissions: ['logs:SendData', 'metrics:SendData'] }],
      permissions: ['alerts:Read'],
    })
    const other = await bench.key({
      name: 'other',
      presets: [],
      permissions: ['LOGS:SendData', 'alerts:Read', 'slo:Read'],
    })
    expect(bench.vendor.lacking(old, other)).toEqual(['metrics:SendData'])
    expect(bench.vendor.lacking(other, old)).toEqual(['slo:Read'])
  })
})

describe('a vendor without an API for keys', () => {
  it('is named with its page, and what is recorded here is what counts', async () => {
    const ref = await bench.key({ name: 'org' })
    expect(bench.vendor.byHand(ref)).toBeNull()
    const url = 'https://app.aggregations.io'
    Object.assign(bench.provider, {
      info: { ...bench.provider.info, mode: 'record', name: 'Aggregations.io' },
      consolePages: () => [{ id: 'keys', label: 'API Keys', url }],
    })
    expect(bench.vendor.byHand(ref)).toEqual({
      vendor: 'Aggregations.io',
      page: 'keys',
      where: `at Aggregations.io, page “API Keys” (${url})`,
    })
    bench.provider.listFault = fail('unsupported', 'There is nobody to ask.')
    expect(must(await bench.vendor.standing(ref))).toBe('active')
    must(await bench.vendor.setActive(ref, false))
    expect(must(await bench.vendor.standing(ref))).toBe('disabled')
    must(await bench.vendor.remove(ref))
    expect(must(await bench.vendor.standing(ref))).toBe('gone')
  })
})

describe('a vendor that gives no list', () => {
  it('calls a key gone that it was asked for and does not have', async () => {
    const ref = await bench.key()
    const asked: string[][] = []
    bench.provider.covers = []
    const { connect } = bench.provider
    bench.provider.connect = () => ({
      ...connect.call(bench.provider),
      listKeys: async (known) => {
        asked.push(known.map(({ id }) => id))
        return ok({ keys: [], notes: [], covers: [], gone: [ref.keyId], rights: [] })
      },
    })
    await bench.key({ name: 'another' })
    asked.length = 0
    expect(must(await bench.vendor.standing(ref))).toBe('gone')
    expect(asked).toEqual([[ref.keyId]])
  })
})

describe('the canary', () => {
  it('is sent with the key’s value, and audited', async () => {
    const ref = await bench.key()
    await bench.hold(ref, 'cxtp_valuevaluevaluevaluevaluevalue')
    expect(must(await bench.vendor.canary(ref, 'kt-marker-1'))).toEqual({ kind: 'accepted' })
    expect(bench.provider.lines).toEqual([{ keyId: ref.keyId, marker: 'kt-marker-1' }])
    expect(bench.audit.list(ref, 1)[0]).toMatchObject({ action: 'value.canary' })
    must(await bench.vendor.setActive(ref, false))
    expect(must(await bench.vendor.canary(ref, 'kt-marker-2'))).toMatchObject({
      kind: 'refused',
      status: 401,
    })
    bench.provider.lineFault = fail('vendor-failed', '500')
    expect(await bench.vendor.canary(ref, 'kt-marker-3')).toMatchObject({
      failure: { code: 'vendor-failed' },
    })
    expect(bench.provider.lines).toHaveLength(3)
  })

  it('is not sent without the value', async () => {
    const ref = await bench.key()
    expect(await bench.vendor.canary(ref, 'kt')).toMatchObject({ failure: { code: 'not-found' } })
    expect(bench.provider.lines).toEqual([])
  })

  it('is learnt from another key, where one that was just made does not say what its preset stands for', async () => {
    const old = await bench.key({
      presets: [{ name: 'SendData', permissions: ['logs:SendData'] }],
      permissions: [],
    })
    const made = await bench.key({
      name: 'made',
      presets: [{ name: 'SendData', permissions: [] }],
      permissions: [],
    })
    expect(bench.vendor.lacking(old, made)).toEqual([])
  })
})
