import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trayModel } from '../../../main/desktop/tray-menu.ts'
import { ageOf, dueAtOf, dueItem, effectivePolicy } from '../../../main/rotation/policy.ts'
import { digestText } from '../../../main/rotation/reminding/digest-text.ts'
import { daysUntil } from '../../../renderer/words.ts'
import type { KeyRef, PolicyScope } from '../../../shared/model.ts'
import { someKey } from '../../fakes/core.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const add = async (name: string, createdAt: string | null): Promise<KeyRef> => {
  const key = world.vendor.add({ name, createdAt })
  must(await world.core.accounts.sync(world.accountId))
  return { accountId: world.accountId, keyId: key.id }
}
const daysAgo = (days: number) => new Date(world.clock.time - days * 86_400_000).toISOString()

describe('what is due', () => {
  it('goes by the vendor, then by the user, then by what was first seen, and says which', async () => {
    await add('by vendor', daysAgo(100))
    const entered = await add('by user', null)
    await add('first seen', null)
    must(world.core.keys.enterCreatedAt(entered, daysAgo(85)))
    expect(
      world.core.reminders
        .due(14)
        .map(({ key, daysLeft, status, reason }) => [key.name, daysLeft, status, reason]),
    ).toEqual([
      ['by vendor', -10, 'overdue', '100 days old (the vendor says); the policy is 90 days'],
      ['by user', 5, 'due-soon', '85 days old (as you entered it); the policy is 90 days'],
    ])
    expect(world.core.reminders.due(90).at(-1)?.reason).toBe(
      'at least 0 days old (first seen 1 Mar 2026); the policy is 90 days',
    )
  })

  it('counts days by the calendar, as the window does', async () => {
    for (let hours = 0; hours < 48; hours += 5) await add(`${hours}`, daysAgo(90 + hours / 24))
    const due = world.core.reminders.due(14)
    expect(due).toHaveLength(10)
    for (const item of due) expect(item.daysLeft).toBe(daysUntil(item.dueAt, world.clock.time))
  })

  it('follows the policy of the key before that of its type before the default', async () => {
    const ref = await add('a', daysAgo(20))
    must(
      world.core.reminders.setPolicy({
        scope: { kind: 'type', type: 'send-your-data' },
        maxAgeDays: 21,
        leadDays: 3,
      }),
    )
    expect(world.core.reminders.due(3)).toMatchObject([{ daysLeft: 1, status: 'due-soon' }])
    must(world.core.reminders.setPolicy({ scope: { kind: 'key', ref }, maxAgeDays: null, leadDays: 0 }))
    expect(world.core.reminders.due(3650)).toEqual([])
    must(world.core.reminders.removePolicy({ kind: 'key', ref }))
    expect(world.core.reminders.due(3)).toHaveLength(1)
    expect(world.core.reminders.removePolicy({ kind: 'default' })).toMatchObject({ ok: false })
  })

  it('says so once when it comes near and once when it is over, in one digest', async () => {
    for (let n = 0; n < 8; n++) await add(`key-${n}`, daysAgo(80))
    expect(world.core.reminders.run()).toMatchObject([{ title: '8 keys to rotate', ref: null }])
    expect(world.core.reminders.run()).toEqual([])
    world.clock.passDays(11)
    expect(world.core.reminders.run()).toHaveLength(1)
    expect(world.core.reminders.run()).toEqual([])
    expect(world.core.inbox.list()).toHaveLength(2)
  })

  it('names the key when it is just one', async () => {
    const ref = await add('edge', daysAgo(88))
    expect(world.core.reminders.run()).toMatchObject([{ title: 'edge is due in 2 days', ref }])
  })
})

describe('the policy that holds', () => {
  const ref = { accountId: '4b5b7f0e-7b0a-4c60-9d2c-0f5f0f5a7f01', keyId: 'k' }
  const subject = { ref, type: 'team', presets: ['Alerts', 'Logs'] } as const
  const scopes: readonly PolicyScope[] = [
    { kind: 'key', ref },
    { kind: 'preset', preset: 'Alerts' },
    { kind: 'type', type: 'team' },
    { kind: 'account', accountId: ref.accountId },
    { kind: 'default' },
  ]
  const all = scopes.map((scope, n) => ({ scope, maxAgeDays: 10 + n, leadDays: 1 }))

  it('is the narrowest one, in whatever order they were set', () => {
    for (const [n, { kind }] of scopes.entries())
      expect(effectivePolicy(all.slice(n).reverse(), subject)).toEqual({
        maxAgeDays: 10 + n,
        leadDays: 1,
        from: kind,
      })
    expect(effectivePolicy([], subject)).toEqual({ maxAgeDays: 90, leadDays: 14, from: 'default' })
  })

  it('is the strictest of several presets’, and never is the least strict', () => {
    const policy = (preset: string, maxAgeDays: number | null, leadDays = 1) =>
      ({ scope: { kind: 'preset', preset }, maxAgeDays, leadDays }) as const
    expect(effectivePolicy([policy('Alerts', null), policy('Logs', 400)], subject).maxAgeDays).toBe(400)
    expect(effectivePolicy([policy('Alerts', 30), policy('Logs', 60)], subject).maxAgeDays).toBe(30)
    expect(effectivePolicy([policy('Alerts', 30, 3), policy('Logs', 30, 9)], subject).leadDays).toBe(9)
    expect(effectivePolicy([policy('Others', 1)], subject).from).toBe('default')
  })

  it('of an account reaches its keys', async () => {
    const ref = await add('a', daysAgo(20))
    must(
      world.core.reminders.setPolicy({
        scope: { kind: 'account', accountId: world.accountId },
        maxAgeDays: 30,
        leadDays: 14,
      }),
    )
    expect(world.core.reminders.due(14)).toMatchObject([{ daysLeft: 10 }])
    expect(must(world.core.keys.detail(ref)).policy).toEqual({
      maxAgeDays: 30,
      leadDays: 14,
      from: 'account',
    })
  })
})

describe('policy arithmetic', () => {
  it('says of a date that nobody gave that it is the latest, in every text, and of no other', () => {
    const basis = fc.constantFrom('vendor', 'user', 'firstSeen')
    fc.assert(
      fc.property(basis, fc.integer({ min: -400, max: 7 }), (basis, daysLeft) => {
        const now = new Date('2026-03-01T12:00:00Z')
        const dueAt = new Date(now.getTime() + daysLeft * 86_400_000).toISOString()
        const key = someKey({ dueAt, age: { days: 90, basis } })
        const item = dueItem(key, { maxAgeDays: 90, leadDays: 14, from: 'default' }, now)
        if (!item) throw new Error('nothing is due')
        const digest = digestText([item, item], null)
        const tray = trayModel([item], { syncing: false, accounts: 1, rotations: [], pausedUntil: null })
        const label = tray.lines.map((line) => ('label' in line ? line.label : '')).join()
        for (const text of [item.reason, digestText([item], null).title, digest.body, label])
          expect(/at least|at the latest/.test(text)).toBe(basis === 'firstSeen')
      }),
      { seed: 4 },
    )
  })

  const time = fc.date({ min: new Date('2015-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  const isoOrNull = fc.option(time.map((date) => date.toISOString()))

  it('never prints a date that rests on nothing, and never drifts', () => {
    fc.assert(
      fc.property(
        isoOrNull,
        isoOrNull,
        time,
        time,
        fc.integer({ min: 1, max: 3650 }),
        (created, entered, seen, now, days) => {
          const dates = { createdAt: created, enteredCreatedAt: entered, firstSeenAt: seen.toISOString() }
          const base = created ?? entered ?? dates.firstSeenAt
          const basis = created ? 'vendor' : entered ? 'user' : 'firstSeen'
          const policy = effectivePolicy([{ scope: { kind: 'default' }, maxAgeDays: days, leadDays: 1 }], {
            ref: { accountId: 'a', keyId: 'k' },
            type: 'team',
            presets: [],
          })
          expect(ageOf(dates, now).basis).toBe(basis)
          expect(ageOf(dates, now).days).toBeGreaterThanOrEqual(0)
          expect(Date.parse(dueAtOf(dates, policy) ?? '') - Date.parse(base)).toBe(days * 86_400_000)
        },
      ),
    )
  })
})
