import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProviderKey } from '../../../main/providers/provider.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { KeyBulkAction, KeyBulkResult } from '../../../shared/providers.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const add = (key: Partial<ProviderKey> & { name: string }) =>
  world.withKey(world.vendor, world.accountId, { type: 'send-your-data', ...key })
const plan = async (refs: readonly KeyRef[], action: KeyBulkAction) =>
  must(await world.core.bulk.plan(refs, action))
const told = (results: readonly KeyBulkResult[]) => results.map(({ name, outcome }) => [name, outcome])

describe('a plan for several keys', () => {
  it('leaves out what cannot be done, each with its reason, and asks the vendor nothing', async () => {
    const active = await add({ name: 'active' })
    const off = await add({ name: 'off', active: false })
    const standard = await add({ name: 'Default', isDefault: true })
    const gone = await add({ name: 'gone' })
    world.vendor.keys.delete(gone.keyId)
    must(await world.core.accounts.sync(world.accountId))
    const disable = await plan([active, off, gone, active], 'disable')
    expect(disable.items.map(({ key, refusal }) => [key.name, refusal])).toEqual([
      ['active', null],
      ['off', 'off is disabled already.'],
      ['gone', 'The vendor no longer has gone.'],
    ])
    const remove = await plan([standard], 'delete')
    expect(remove.items[0]?.refusal).toContain('never lets it be deleted')
    expect(world.vendor.calls).toEqual([])
  })

  it('never cuts the key that reaches an account', async () => {
    const ibm = await world.addAccount('ibm-cloud', 'ibm')
    const ref = await world.withKey(world.ibm, ibm, { id: 'ApiKey-admin', name: 'mine', type: 'user' })
    for (const action of ['disable', 'delete'] as const) {
      const [item] = (await plan([ref], action)).items
      expect(item?.refusal).toContain('is the account credential with which Keyturn reaches ibm')
    }
  })

  it('warns of what carries a key, and of what is due', async () => {
    const ref = await add({ name: 'old', createdAt: '2025-10-01T00:00:00Z' })
    world.seenIn('/etc/agent.yml', ref)
    const [item] = (await plan([ref], 'disable')).items
    expect(item).toMatchObject({
      refusal: null,
      warnings: [
        '/etc/agent.yml (opentelemetry) carries it: what sends with it is refused from then on.',
        expect.stringMatching(/^It was due \d+ days ago: .*the policy is 90 days\.$/),
      ],
    })
  })

  it('fails for a key that is not there', async () => {
    const refs = [{ accountId: world.accountId, keyId: 'none' }]
    expect(await world.core.bulk.plan(refs, 'disable')).toMatchObject({ failure: { code: 'not-found' } })
  })
})

describe('changing several keys', () => {
  it('works across accounts and vendors, and what fails stops nothing else', async () => {
    const ibm = await world.addAccount('ibm-cloud', 'ibm')
    const records = await world.addAccount('aggregations-io', 'metrics')
    const one = await add({ name: 'one' })
    const two = await world.withKey(world.ibm, ibm, { name: 'two', type: 'service-id' })
    const three = must(
      world.core.care.record({
        ...{ accountId: records, name: 'three', type: 'org-wide', permissions: ['Read'], active: true },
        description: null,
      }),
    )
    world.ibm.updateFault = fail('vendor-failed', 'The vendor answered 500.', 'Try again.')
    const refs = [one, two, { accountId: records, keyId: three.id }]
    const { planId, items } = await plan(refs, 'disable')
    expect(items[2]?.warnings).toEqual(["It is only recorded here: disable it on the vendor's page too."])
    const heard: string[] = []
    const report = must(await world.core.bulk.run(planId, (result) => heard.push(result.name)))
    expect(told(report.results)).toEqual([
      ['one', 'done'],
      ['two', 'failed'],
      ['three', 'done'],
    ])
    expect(report).toMatchObject({
      cancelled: false,
      results: [{ text: 'Disabled one.' }, { text: 'The vendor answered 500.' }, {}],
    })
    expect(heard).toHaveLength(3)
    expect(world.core.keys.list().map(({ name, state }) => [name, state])).toEqual([
      ['one', 'disabled'],
      ['three', 'disabled'],
      ['two', 'active'],
    ])
    expect(world.core.audit.list(one, 1)).toMatchObject([{ action: 'key.disable' }])
  })

  it.each([true, false])('says what is not known, in the record too (in one call: %s)', async (bulk) => {
    world.vendor.has = { ...world.vendor.has, bulk }
    const refs = [await add({ name: 'a' }), await add({ name: 'b' })]
    const { planId } = await plan(refs, 'delete')
    world.vendor.deleteFault = fail('outcome-unknown', 'The vendor did not answer.', 'Sync.')
    const report = must(await world.core.bulk.run(planId))
    expect(told(report.results)).toEqual([
      ['a', 'unknown'],
      ['b', 'unknown'],
    ])
    expect(world.core.audit.list(refs[0] ?? null, 1)).toMatchObject([
      { action: 'key.delete', text: 'Asked the vendor to delete a; whether it did is not known' },
    ])
    expect(world.core.keys.list().every((key) => key.state === 'active')).toBe(true)
  })

  it('uses the vendor’s one call for many, with one result and one entry for each key', async () => {
    world.vendor.has = { ...world.vendor.has, bulk: true }
    const refs = [await add({ name: 'a' }), await add({ name: 'b' }), await add({ name: 'c' })]
    world.vendor.keys.delete(refs[1]?.keyId ?? '')
    const report = must(await world.core.bulk.run((await plan(refs, 'disable')).planId))
    expect(world.vendor.calls).toEqual(['bulk disable 3'])
    expect(told(report.results)).toEqual([
      ['a', 'done'],
      ['b', 'failed'],
      ['c', 'done'],
    ])
    for (const ref of [refs[0], refs[2]])
      expect(world.core.audit.list(ref ?? null, 5).map(({ action }) => action)).toEqual(['key.disable'])
  })

  it('stops between keys when it is cancelled, and says of each of the rest that nothing was done', async () => {
    const refs = [await add({ name: 'a' }), await add({ name: 'b' }), await add({ name: 'c' })]
    const stop = new AbortController()
    const { planId } = await plan(refs, 'delete')
    const report = must(await world.core.bulk.run(planId, () => stop.abort(), stop.signal))
    expect(report.cancelled).toBe(true)
    expect(told(report.results)).toEqual([
      ['a', 'done'],
      ['b', 'left-out'],
      ['c', 'left-out'],
    ])
    expect(world.vendor.keys.size).toBe(2)
  })

  it('uses a plan once, and refuses one whose keys have changed since', async () => {
    const ref = await add({ name: 'a' })
    const used = await plan([ref], 'disable')
    must(await world.core.bulk.run(used.planId))
    expect(await world.core.bulk.run(used.planId)).toMatchObject({ failure: { code: 'not-found' } })
    const stale = await plan([ref], 'enable')
    must(await world.core.keys.rename(ref, 'b'))
    world.vendor.calls.length = 0
    expect(await world.core.bulk.run(stale.planId)).toMatchObject({
      failure: { code: 'refused', message: 'a is not as it was when this was planned. Nothing was changed.' },
    })
    expect(world.vendor.calls).toEqual([])
  })

  it('tells each key once, whatever a vendor’s call says or leaves out', async () => {
    const names = ['a', 'b', 'c', 'd']
    const refs: KeyRef[] = []
    for (const name of names) refs.push(await add({ name }))
    const said = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 5 }), good: fc.boolean(), stop: fc.boolean() }),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(said, async (script) => {
        for (const [id, key] of world.vendor.keys) world.vendor.keys.set(id, { ...key, active: true })
        must(await world.core.accounts.sync(world.accountId))
        const stop = new AbortController()
        const first = new Map<string, boolean>()
        world.vendor.bulkScript = async (_, __, onEach) => {
          for (const { at, good, stop: now } of script) {
            const id = refs[at]?.keyId ?? 'strange'
            if (!first.has(id)) first.set(id, good)
            onEach(id, good ? ok(undefined) : fail('vendor-failed', 'It failed.'))
            if (now) stop.abort()
          }
        }
        const { planId } = await plan(refs, 'disable')
        const { results } = must(await world.core.bulk.run(planId, undefined, stop.signal))
        expect(results.map(({ name }) => name)).toEqual(names)
        const rest = stop.signal.aborted ? 'left-out' : 'unknown'
        expect(results.map(({ outcome }) => outcome)).toEqual(
          refs.map(({ keyId }) => {
            const good = first.get(keyId)
            return good === undefined ? rest : good ? 'done' : 'failed'
          }),
        )
        for (const { ref, outcome } of results) {
          const state = must(world.core.keys.find(ref.keyId)).state
          expect(state).toBe(outcome === 'done' ? 'disabled' : 'active')
        }
      }),
      { seed: 20_260_301, numRuns: 40 },
    )
  })
})
