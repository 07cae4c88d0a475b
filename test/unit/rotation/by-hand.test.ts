import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../shared/errors.ts'
import type { RotationDetail } from '../../../shared/rotation.ts'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

/** What people do by hand at the vendor, or to the clock, while a key is being replaced. */

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

const hour = 3600_000

const text = ({ steps }: RotationDetail): string =>
  steps.flatMap(({ evidence }) => evidence.map((row) => row.text)).join('\n')

function newKey(id: string): string {
  const made = world.table.find(id)?.newRef?.keyId
  if (made === undefined) throw new Error('no key was made')
  return made
}

it('finishes where the old key was deleted by hand before the cut', async () => {
  const id = await world.started()
  world.onPause = ({ vendor }) => vendor.keys.delete('old')
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  const done = await world.drive(id)
  expect(done).toMatchObject({ state: 'done' })
  expect(text(done)).not.toContain('Deactivated the old key')
  expect(text(done)).toContain('deleted at the vendor')
})

it('finishes where the old key was deleted by hand and undoing was asked for', async () => {
  const id = await world.started()
  world.onPause = ({ vendor }) => vendor.keys.delete('old')
  await world.run(id)
  must(world.rotations.undo(id))
  const refused = await world.run(id)
  expect(refused).toMatchObject({ state: 'failed', direction: 'forward' })
  expect(refused.sentence).toContain('it cannot come back')
  expect(refused.safe).not.toContain('can come back')
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
  expect(world.inUse()).toEqual(['new'])
})

it('does not say of a default key that was activated by hand that it is left deactivated', async () => {
  world.vendor.protectedFromDelete = 'It is the default key.'
  const id = await world.started()
  await world.run(id)
  world.time += 3 * hour
  await world.run(id)
  expect(world.table.find(id)?.state).toBe('done')
  const other = new RotationWorld()
  try {
    other.vendor.protectedFromDelete = 'It is the default key.'
    const second = await other.started()
    await other.run(second)
    Object.assign(other.vendor.keys.get('old') ?? {}, { active: true })
    other.time += 3 * hour
    const failed = await other.run(second)
    expect(failed).toMatchObject({ state: 'failed' })
    expect(text(failed)).not.toContain('left deactivated')
    expect(failed.sentence).toContain('active again')
  } finally {
    other.end()
  }
})

it('asks the user where an agent fails in the soak and the old key is deleted: nothing can come back', async () => {
  const id = await world.started()
  await world.run(id)
  world.vendor.keys.delete('old')
  world.agents.broken = true
  world.time += 120_000
  await world.run(id)
  const asked = must(world.rotations.get(id))
  expect(asked).toMatchObject({ state: 'needs-you', step: 'soak' })
  expect(asked.safe).not.toContain('can come back')
  world.agents.broken = false
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
})

it('does not end a soak whose new key was deleted by hand, and brings the old one back on demand', async () => {
  world.agents.running.clear()
  for (const agent of world.files.configs.values()) Object.assign(agent, { controlUrl: null })
  const id = await world.started()
  await settled(id)
  world.vendor.keys.delete(newKey(id))
  world.time += 2 * hour
  const failed = await world.run(id)
  expect(failed).toMatchObject({ state: 'failed', step: 'soak' })
  expect(failed.sentence).toContain('gone')
  expect(failed.safe).toContain('The new key does not work')
  must(world.rotations.undo(id))
  await settled(id)
  const undone = await world.drive(id)
  expect(undone).toMatchObject({ state: 'undone' })
  expect(world.inUse()).toEqual(['old'])
  expect(text(undone)).not.toContain('left deactivated')
  expect(world.wrongs(id)).toEqual([])
})

it('does not take an old word for a new one after the clock was set back', async () => {
  world.agents.silent = true
  const id = await world.started()
  await world.run(id)
  must(world.rotations.override(id, 'shop'))
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  world.agents.silent = false
  world.agents.broken = true
  world.time -= 24 * hour
  expect(await world.run(id)).toMatchObject({ state: 'failed', step: 'bring-back' })
  world.agents.silent = true
  must(world.rotations.resume(id))
  expect(await world.run(id)).not.toMatchObject({ state: 'waiting' })
  expect(world.vendor.keys.get('old')?.active).toBe(true)
})

it('watches no longer and no shorter where the clock is set while it watches', async () => {
  const id = await world.started()
  const looks: number[] = []
  const { reading } = world.agents
  world.agents.reading = (agent) => {
    looks.push(world.time)
    return reading.call(world.agents, agent)
  }
  world.onPause = () => {
    world.time -= hour
  }
  await world.run(id)
  const back = looks.length
  expect(back).toBeLessThan(100)
  expect(back).toBeGreaterThan(20)
})

/** Gives the user's word wherever it is asked for. */
async function settled(id: string): Promise<RotationDetail> {
  for (;;) {
    const detail = await world.run(id)
    const asked = detail.questions.filter((question) => question.kind === 'confirm')
    if (asked.length === 0) return detail
    for (const { targetId } of asked) must(world.rotations.confirm(id, targetId))
  }
}

it('can be undone although an agent is gone: the user says so', async () => {
  const id = await world.started()
  world.onPause = ({ rotations, agents, faults }) => {
    must(rotations.undo(id))
    agents.running.clear()
    faults.set('reload', 'vendor 500')
  }
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'reload-back' })
  expect(asked.questions).toMatchObject([{ kind: 'confirm' }, { kind: 'confirm' }])
  expect(await settled(id)).toMatchObject({ state: 'undone' })
  expect(world.inUse()).toEqual(['old'])
  expect(world.vendor.madeAlive()).toEqual([])
})

it('says that nothing was written where every config of the plan was deleted', async () => {
  const id = await world.started()
  world.files.configs.clear()
  const asked = await world.run(id)
  expect(text(asked)).toContain('the files of the plan are gone')
  expect(text(asked)).not.toContain('Wrote the new key')
  must(world.rotations.undo(id))
  const undone = await world.drive(id)
  expect(undone).toMatchObject({ state: 'undone' })
  expect(text(undone)).toContain('Nothing was put back')
})

it('does not say that both keys work where the new one was deleted by hand before the cut', async () => {
  const id = await world.started()
  world.onPause = ({ vendor }) => {
    for (const made of vendor.madeAlive()) vendor.keys.delete(made)
    world.agents.silent = true
  }
  await world.run(id)
  world.agents.silent = false
  for (const { target_id: targetId } of world.db.all(
    'SELECT DISTINCT target_id FROM rotation_evidence WHERE target_id IS NOT NULL',
  )) {
    world.rotations.confirm(id, String(targetId))
  }
  const failed = await world.run(id)
  expect(failed).toMatchObject({ state: 'failed', step: 'cut' })
  expect(failed.safe).not.toContain('Both keys work')
  expect(failed.safe).toContain('the new one does not')
  expect(failed.failure?.hint).not.toContain('Activate')
  must(world.rotations.undo(id))
  expect(await world.drive(id)).toMatchObject({ state: 'undone' })
})

it('knows that the old key still works where the keychain was locked before the vendor was asked', async () => {
  const id = await world.started()
  const { standing } = world.vendor
  world.vendor.standing = async () => fail('keychain-locked', 'The keychain is locked.')
  const failed = await world.run(id)
  expect(failed).toMatchObject({ state: 'failed', step: 'cut', failure: { code: 'keychain-locked' } })
  expect(failed.safe).toBe('Both keys work.')
  must(world.rotations.undo(id))
  const back = await world.run(id)
  expect(back).toMatchObject({ state: 'failed', step: 'bring-back' })
  expect(back.safe).not.toContain('not known')
  world.vendor.standing = standing
  expect(await world.drive(id)).toMatchObject({ state: 'undone' })
})

describe('a vendor that lies', () => {
  it('says that it cut the key and did not: the rotation does not believe it', async () => {
    const id = await world.started()
    const { setActive } = world.vendor
    world.vendor.setActive = async () => ok(undefined)
    const failed = await world.run(id)
    expect(failed).toMatchObject({ state: 'failed', step: 'cut', failure: { code: 'vendor-failed' } })
    expect(failed.sentence).toContain('is still active')
    world.vendor.setActive = setActive
    expect(await world.drive(id)).toMatchObject({ state: 'done' })
  })

  it('leaves the old key out of one list: it is not taken for replaced while it is active', async () => {
    const id = await world.started()
    const { standing } = world.vendor
    world.vendor.standing = async (ref) =>
      ref.keyId === 'old' ? ok('gone') : standing.call(world.vendor, ref)
    await world.run(id)
    world.vendor.standing = standing
    world.time += 3 * hour
    const failed = await world.run(id)
    expect(failed).toMatchObject({ state: 'failed' })
    expect(failed.sentence).toContain('The old key is active again')
    expect(await world.drive(id)).toMatchObject({ state: 'done' })
    expect(world.vendor.keys.has('old')).toBe(false)
  })
})
