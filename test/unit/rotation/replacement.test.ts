import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Key } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail } from '../../../shared/rotation.ts'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

/** A key that exists takes the old one's place, and none is made. */

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

const hour = 3600_000

function toNext(how: { active?: boolean; held?: boolean } = {}): RotateRequest {
  return { ...world.request(), replacement: world.withKey('next', how) }
}

const rowsOf = ({ steps }: RotationDetail, step: string) =>
  steps.find((one) => one.step === step)?.evidence.map(({ outcome, text }) => `${outcome}: ${text}`)

describe('a rotation to a key that is there', () => {
  it('makes no key, cuts and deletes the old one, and names the other as the new one', async () => {
    const id = await world.started(toNext())
    const soaking = await world.run(id)
    expect(soaking).toMatchObject({ state: 'waiting', step: 'soak', newKeyId: 'next' })
    expect(rowsOf(soaking, 'create')).toEqual(['ok: next takes its place; its value is in the keychain'])
    expect(soaking.steps[0]?.title).toBe('Take the other key')
    expect(soaking.undoText).toBe(
      'Undo reactivates the old key with the same value, puts it back into 2 files and has the agents load it again. next stays as it is.',
    )
    world.time += 3 * hour
    expect(await world.run(id)).toMatchObject({ state: 'done' })
    expect(world.vendor.intents.size).toBe(0)
    expect([...world.vendor.keys]).toEqual([['next', { active: true, held: true }]])
    expect([...world.files.configs.values()].map(({ key }) => key)).toEqual(['next', 'next'])
  })

  it('leaves it alone when it is undone: it was there before', async () => {
    const id = await world.started(toNext())
    await world.run(id)
    must(world.rotations.undo(id))
    const undone = await world.run(id)
    expect(undone).toMatchObject({ state: 'undone', safe: expect.stringContaining('next stays as it is.') })
    expect(rowsOf(undone, 'retire')).toEqual([
      'skipped: next stays as it is: it was there before this rotation',
    ])
    expect(world.vendor.keys.get('next')).toEqual({ active: true, held: true })
    expect(world.vendor.keys.get('old')).toEqual({ active: true, held: true })
    expect(world.inUse()).toEqual(['old'])
  })

  it('changes nothing where that key was deactivated meanwhile', async () => {
    const id = await world.started(toNext())
    world.withKey('next', { active: false })
    const failed = await world.run(id)
    expect(failed).toMatchObject({ state: 'failed', step: 'create' })
    expect(failed.sentence).toContain('next is deactivated at the vendor')
    expect(failed.safe).toBe('The old key still works: nothing is interrupted.')
    expect(world.inUse()).toEqual(['old'])
    world.withKey('next')
    expect(await world.drive(id)).toMatchObject({ state: 'done' })
  })

  it.each(Array.from({ length: 24 }, (_, index) => index + 1))(
    'killed at commit %i, then resume or undo: never without a key that works',
    async (number) => {
      for (const end of ['done', 'undone']) {
        world.end()
        world = new RotationWorld()
        const id = await world.started(toNext())
        Object.assign(world.table, { killAt: number, killAfter: number % 2 === 0 })
        await world.run(id)
        world.table.killAt = null
        if (end === 'undone') must(world.rotations.undo(id))
        expect(await world.drive(id)).toMatchObject({ state: end })
        expect(world.vendor.keys.get('next')).toEqual({ active: true, held: true })
        expect(world.vendor.keys.has('old')).toBe(end === 'undone')
        expect(world.inUse()).toEqual([end === 'done' ? 'new' : 'old'])
      }
    },
  )

  it('goes to a key of another account as well, which is not removed meanwhile', async () => {
    const accountId = randomUUID()
    const replacement = { ...world.withKey('next'), accountId }
    world.about.next = { accountId, account: 'second' }
    const { warnings } = must(await world.rotations.plan({ ...world.request(), replacement }))
    expect(warnings[0]).toBe(
      'next belongs to second, and shop to work: what the agents send goes there from then on.',
    )
    const id = await world.started({ ...world.request(), replacement })
    await world.run(id)
    world.replaceProcess()
    expect(world.table.find(id)).toMatchObject({ newRef: replacement, replacement })
    expect(world.rotations.underWay(accountId)).toEqual({ name: 'shop' })
    const receipt = JSON.parse(must(await world.rotations.receipt(id, 'json')))
    expect(receipt.audit[0].text).toContain('Began to replace shop by next (planned)')
    expect(await world.drive(id)).toMatchObject({ state: 'done' })
    expect(world.rotations.underWay(accountId)).toBeNull()
  })

  it('is the only one of both keys', async () => {
    const id = await world.started(toNext())
    await world.run(id)
    const ref = world.withKey('next')
    expect(await world.rotations.start({ ...world.request(), ref })).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('shop has a rotation that has not ended') },
    })
    const other = world.withKey('other')
    const goingAway = must(
      await world.rotations.plan({ ...world.request(), ref: other, replacement: world.ref }),
    )
    expect(goingAway.refusal?.message).toContain('shop')
    const sameAgain = must(await world.rotations.plan({ ...world.request(), ref: other, replacement: ref }))
    expect(sameAgain.refusal).toBeNull()
  })
})

describe('the plan', () => {
  const planned = async (about: Partial<Key> = {}, request = toNext()) => {
    world.about.next = about
    return must(await world.rotations.plan(request))
  }

  it('says whose place is taken by what, and shows that key as it is', async () => {
    const plan = await planned({ secret: 'readable', owner: { kind: 'user', id: 'u1', name: null } })
    expect(plan.refusal).toBeNull()
    expect(plan.replacement).toEqual({ accountId: world.accountId, keyId: 'next' })
    expect(plan.newKey).toMatchObject({ name: 'next', presets: ['SendData'], hashed: false, ownerId: 'u1' })
    expect(plan.steps[0]?.text).toBe(
      'next takes its place: its value is in the keychain, and no key is made.',
    )
  })

  it.each<[string, Partial<Key>, string]>([
    ['of another vendor', { provider: 'ibm-cloud', account: 'cloud' }, 'at another vendor than work'],
    ['that is deactivated', { state: 'disabled' }, 'next is deactivated'],
    ['whose value is not held', { hasValue: false }, 'does not hold the value of next'],
    ['that has expired', { expiresAt: '2026-05-01T00:00:00.000Z' }, 'next expired on 1 May'],
    ['of a type that the agents do not take', { type: 'personal' }, 'do not take it'],
  ])('refuses a key %s', async (_name, about, words) => {
    const { refusal } = await planned(about)
    expect(refusal).toMatchObject({ code: 'refused', message: expect.stringContaining(words) })
    expect(refusal?.hint).not.toBe('')
  })

  it('refuses the key itself, and one that is not there', async () => {
    const own = must(await world.rotations.plan({ ...world.request(), replacement: world.ref }))
    expect(own.refusal?.message).toContain('cannot take its own place')
    const none = { accountId: world.accountId, keyId: 'none' }
    const gone = must(await world.rotations.plan({ ...world.request(), replacement: none }))
    expect(gone.refusal?.code).toBe('not-found')
  })

  it('warns of what the other key may not do, where it belongs and when it ends', async () => {
    world.vendor.lacks = ['metrics.data-ingress:SendData']
    world.files.add('/etc/three.yml', 'next', { files: ['/etc/one.yml'] })
    const expiresAt = '2026-06-01T09:00:00.000Z'
    const { warnings, refusal } = await planned({ expiresAt, accountId: world.accountId })
    expect(refusal).toBeNull()
    expect(warnings.slice(0, 3)).toEqual([
      'next may do less than shop: it lacks metrics.data-ingress:SendData. What needs that is refused with it.',
      'next expires on 1 Jun, before this rotation is over.',
      '/etc/one.yml carries next already beside shop: where the file is changed meanwhile, undoing puts the old key into both places.',
    ])
  })
})
