import { afterEach, beforeEach, expect, it } from 'vitest'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

it('does not rest where an undo came in just before it wrote down that it waits', async () => {
  const id = await world.started()
  const commit = world.table.commit.bind(world.table)
  let turned = false
  world.table.commit = (...args) => {
    if (args[2].state === 'waiting' && !turned) {
      turned = true
      must(world.rotations.undo(id))
    }
    return commit(...args)
  }
  await world.drive(id)
  expect(turned).toBe(true)
  expect(must(world.rotations.get(id))).toMatchObject({ direction: 'back', state: 'undone' })
  expect(world.inUse()).toEqual(['old'])
})
