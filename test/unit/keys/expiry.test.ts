import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dueAtOf } from '../../../main/rotation/policy.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { KeyRef } from '../../../shared/model.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let accountId: string
beforeEach(async () => {
  world = new World()
  accountId = await world.addAccount('ibm-cloud', 'ibm')
})
afterEach(() => world.end())

const inDays = (days: number) => new Date(world.clock.time + days * 86_400_000).toISOString()
const add = (expiresAt: string, createdAt: string | null = null): Promise<KeyRef> =>
  world.withKey(world.ibm, accountId, { name: 'sender', type: 'service-id', expiresAt, createdAt })
const due = () =>
  world.core.reminders
    .due(400)
    .map(({ key, daysLeft, status, reason }) => [key.name, daysLeft, status, reason])

describe('a key that expires', () => {
  it('is due when it expires, where that comes before its age, and says so', async () => {
    await add(inDays(10))
    expect(due()).toEqual([
      ['sender', 10, 'due-soon', 'at least 0 days old (first seen 1 Mar 2026); it expires on 11 Mar 2026'],
    ])
    const [item] = world.core.reminders.run()
    // The date is exact: "at the latest" belongs to ages that are only known from below.
    expect(item?.title).toBe('sender is due in 10 days')
  })

  it('is due by its age, where that comes first', async () => {
    await add(inDays(300), inDays(-80))
    expect(due()).toEqual([
      ['sender', 10, 'due-soon', '80 days old (the vendor says); the policy is 90 days'],
    ])
  })

  it('is due although the policy says never', async () => {
    await add(inDays(20))
    must(world.core.reminders.setPolicy({ scope: { kind: 'default' }, maxAgeDays: null, leadDays: 30 }))
    expect(due()).toMatchObject([['sender', 20, 'due-soon', expect.stringContaining('it expires on')]])
  })

  it('is never due later than either, whatever the dates', () => {
    const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(time, time, fc.integer({ min: 1, max: 3650 }), (created, expires, maxAgeDays) => {
        const dates = {
          createdAt: created.toISOString(),
          enteredCreatedAt: null,
          firstSeenAt: created.toISOString(),
        }
        const policy = { maxAgeDays, leadDays: 1, from: 'default' } as const
        const at = Date.parse(dueAtOf(dates, policy, expires.toISOString()) ?? '')
        expect(at).toBe(Math.min(expires.getTime(), created.getTime() + maxAgeDays * 86_400_000))
      }),
      { seed: 20_260_301 },
    )
  })
})

describe('a key that has expired', () => {
  it('is disabled, says why, cannot be enabled, and is not taken for gone', async () => {
    const ref = await add(inDays(1))
    world.clock.passDays(2)
    must(await world.core.accounts.sync(accountId))
    expect(world.core.keys.list({ state: 'disabled' })).toMatchObject([{ name: 'sender', dueAt: null }])
    expect(world.core.keys.list({ state: 'active' })).toEqual([])
    expect(must(world.core.keys.detail(ref)).cannot.enable).toContain('It expired on 2 Mar 2026')
    expect(await world.core.keys.setActive(ref, true)).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('sender was not enabled: It expired') },
    })
    const plan = must(await world.core.bulk.plan([ref], 'enable'))
    expect(plan.items[0]?.refusal).toContain('It expired on')
    expect(world.ibm.calls).toEqual([])
    must(await world.core.keys.remove(ref))
    expect(must(world.core.keys.find(ref.keyId)).state).toBe('gone')
  })

  it('stays overdue while a config carries it: that sends in vain', async () => {
    const ref = await add(inDays(1))
    const paste = must(world.core.imports.openValue(Secret.of('valueOfIbmCloud0000000000000000'), ref))
    must(await world.core.imports.store(paste.importId, ref))
    world.seenIn('/etc/agent.yml', ref)
    world.clock.passDays(3)
    expect(due()).toEqual([
      ['sender', -2, 'overdue', 'at least 3 days old (first seen 1 Mar 2026); it expired on 2 Mar 2026'],
    ])
  })

  it('is rotated like any other', async () => {
    const owner = { kind: 'service-id', id: 'iam-ServiceId-1', name: 'sender' } as const
    const type = 'service-id'
    const ref = await world.withKey(world.ibm, accountId, {
      ...{ name: 'sender', type, owner, expiresAt: inDays(1), createdAt: inDays(-30) },
    })
    world.clock.passDays(2)
    const settings = { canary: false, watchSeconds: 0, soakSeconds: 60, graceSeconds: 60 }
    const started = must(await world.core.rotations.start({ ref, mode: 'planned', settings }))
    const waits = must(await world.core.rotations.run(started.id))
    expect(waits).toMatchObject({ state: 'waiting', step: 'soak' })
    world.clock.passMinutes(2)
    expect(await world.core.rotations.advance()).toMatchObject([{ state: 'done' }])
    expect(world.core.keys.list({ state: 'active' })).toMatchObject([
      // As long from now as the old one was to live.
      {
        name: 'sender',
        id: waits.newKeyId,
        expiresAt: new Date(Date.parse(inDays(31)) - 120_000).toISOString(),
      },
    ])
  })
})
