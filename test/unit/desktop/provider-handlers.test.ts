import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allHandlers } from '../../../main/desktop/handlers/all.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { KeyBulkAction } from '../../../shared/providers.ts'
import { fakeDesktop } from '../../fakes/desktop.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let refs: readonly KeyRef[]
beforeEach(async () => {
  world = await new World().withAccount()
  const add = (name: string) => world.withKey(world.vendor, world.accountId, { name })
  refs = [await add('a'), await add('b'), await add('c')]
  must(await world.core.keys.setActive(refs[2] as KeyRef, false))
})
afterEach(() => world.end())

const handlers = () => allHandlers(fakeDesktop(world.core).desktop)

describe('changing several keys from the window', () => {
  const planned = async (calls: ReturnType<typeof handlers>, action: KeyBulkAction) =>
    must(await calls['keys.bulkPlan']({ refs: [...refs], action })).planId

  test('deletes only when their number was typed, and the plan still holds after a wrong one', async () => {
    const calls = handlers()
    const planId = await planned(calls, 'delete')
    for (const typedCount of [null, 2, 4]) {
      expect(await calls['keys.bulkRun']({ planId, typedCount })).toMatchObject({
        ok: false,
        failure: {
          code: 'refused',
          message: 'The typed number is not that of the keys. Nothing was deleted.',
        },
      })
    }
    expect(world.vendor.keys.size).toBe(3)
    expect(must(await calls['keys.bulkRun']({ planId, typedCount: 3 })).results).toHaveLength(3)
    expect(world.vendor.keys.size).toBe(0)
  })

  test('asks for no number where it can be taken back, and counts only the keys that take part', async () => {
    const calls = handlers()
    const report = must(
      await calls['keys.bulkRun']({ planId: await planned(calls, 'disable'), typedCount: null }),
    )
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'left-out'])
    const enable = must(await calls['keys.bulkPlan']({ refs: [...refs], action: 'enable' }))
    expect(enable.items.every((item) => item.refusal === null)).toBe(true)
  })

  test('refuses a plan that it never made', async () => {
    const planId = '4b5b7f0e-7b0a-4c60-9d2c-0f5f0f5a7f01'
    expect(await handlers()['keys.bulkRun']({ planId, typedCount: 1 })).toMatchObject({
      failure: { code: 'not-found' },
    })
  })
})
