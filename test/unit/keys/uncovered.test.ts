import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nonceIn } from '../../../main/keys/nonce.ts'
import { fail } from '../../../shared/errors.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

/** A creation whose answer was lost, at a vendor whose listing has no such keys. */
async function lost(fault: 'lost-before-commit' | 'lost-after-commit' = 'lost-after-commit') {
  world.vendor.covers = ['personal']
  world.vendor.hides = () => true
  world.vendor.createFault = fault
  expect(await world.core.capture.create(world.request())).toMatchObject({
    failure: { code: 'outcome-unknown' },
  })
  world.vendor.createFault = null
  await world.core.capture.settle()
}
const open = () => world.core.capture.open()

describe('a creation that no list can settle', () => {
  it('stays open at first, and then is left to the user, with the mark to look for', async () => {
    await lost()
    expect(open()).toMatchObject([{ state: 'checking' }])
    world.clock.passMinutes(16)
    await world.core.capture.settle()
    const [intent] = open()
    expect(intent).toMatchObject({ state: 'orphan', keyId: null })
    expect(intent?.message).toMatch(/no list shows such keys.*named "edge-eu2 · kx-[a-z2-7]{10}"/)
    expect(nonceIn(world.vendor.names[0] ?? '')).not.toBeNull()
    must(world.core.capture.dismiss(intent?.intentId ?? ''))
    expect(open()).toEqual([])
  })

  it('is not called deleted while nobody can see whether it is there', async () => {
    await lost()
    world.clock.passMinutes(16)
    await world.core.capture.settle()
    const id = open()[0]?.intentId ?? ''
    expect(await world.core.capture.removeOrphan(id, true)).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('Nothing was deleted') },
    })
    expect(world.vendor.keys.size).toBe(1)
    // A credential that may see it: now it is known what to delete.
    world.vendor.hides = () => false
    expect(await world.core.capture.removeOrphan(id, false)).toMatchObject({ ok: true, value: null })
    expect(world.vendor.keys.size).toBe(0)
    expect(open()).toEqual([])
  })

  it('is found as soon as a list shows it', async () => {
    await lost()
    world.clock.passMinutes(16)
    await world.core.capture.settle()
    world.vendor.hides = () => false
    must(await world.core.accounts.sync(world.accountId))
    expect(open()).toMatchObject([{ state: 'orphan', keyId: [...world.vendor.keys.keys()][0] }])
  })

  it('of which only the id came is asked for by its id', async () => {
    const { vault, vendor } = world
    vendor.covers = []
    let asked: readonly string[] = []
    vendor.hides = (key, known) => {
      asked = known.map(({ id }) => id)
      return !asked.includes(key.id)
    }
    let reached = false
    vault.onKept = (reference) => {
      if (!reference.endsWith(':1')) return undefined
      reached = true
      return new Promise<never>(() => undefined)
    }
    void world.core.capture.create(world.request())
    await expect.poll(() => reached).toBe(true)
    vault.onKept = null
    await world.restart()
    await world.core.capture.settle()
    expect(asked).toEqual([...vendor.keys.keys()])
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge-eu2', hasValue: true, state: 'active' }])
  })
})

describe('an orphan that the listing does not show', () => {
  it('is not taken for deleted', async () => {
    world.vendor.createFault = 'lost-after-commit'
    await world.core.capture.create(world.request())
    await world.core.capture.settle()
    const id = open()[0]?.intentId ?? ''
    world.vendor.covers = ['personal']
    world.vendor.hides = () => true
    expect(await world.core.capture.removeOrphan(id, false)).toMatchObject({ failure: { code: 'refused' } })
    expect(open()).toHaveLength(1)
  })
})

describe('a key whose final name the vendor did not take', () => {
  it('gets it when a list shows the key again, not only while one does', async () => {
    world.vendor.updateFault = fail('vendor-failed', 'Try again.')
    must(await world.core.capture.create(world.request()))
    const names = () => [...world.vendor.keys.values()].map(({ name }) => name)
    expect(names()[0]).toMatch(/^edge-eu2 · kx-/)
    world.vendor.updateFault = null
    world.vendor.covers = ['personal']
    world.vendor.hides = () => true
    must(await world.core.accounts.sync(world.accountId))
    world.vendor.hides = () => false
    must(await world.core.accounts.sync(world.accountId))
    expect(names()).toEqual(['edge-eu2'])
  })
})
