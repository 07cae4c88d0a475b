import { afterEach, beforeEach, expect, it } from 'vitest'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

it('looks at the agents once more before the old key is deleted, and brings it back where one is refused', async () => {
  const id = await world.started(world.request({ soakSeconds: 0 }))
  const waiting = await world.run(id)
  expect(waiting).toMatchObject({ state: 'waiting', step: 'delete' })
  for (const agent of world.agents.running.values()) agent.key = 'old'
  world.time = Date.parse(waiting.waitsUntil ?? '')
  const failed = await world.run(id)
  expect(failed).toMatchObject({ state: 'failed', step: 'bring-back' })
  expect(world.vendor.keys.get('old')).toMatchObject({ active: true })
  expect(must(world.rotations.get(id)).safe).toContain('old key')
})
