import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../main/database/sqlite.ts'
import { dayOf, instantOf, plusDays, weekdayOf } from '../../../main/local-time.ts'
import { defaultReminderSettings } from '../../../shared/defaults.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { ReminderSettings } from '../../../shared/reminders.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const daysAgo = (days: number) => new Date(world.clock.time - days * 86_400_000).toISOString()
const add = async (name: string, createdAt: string | null = daysAgo(80)): Promise<KeyRef> => {
  const key = world.vendor.add({ name, createdAt })
  must(await world.core.accounts.sync(world.accountId))
  return { accountId: world.accountId, keyId: key.id }
}
const set = (settings: Partial<ReminderSettings>) =>
  must(world.core.reminders.setSettings({ ...defaultReminderSettings, ...settings }))
const titles = () => world.core.reminders.run().map((item) => item.title)
const today = () => dayOf(world.clock.now())
/** Turns the clock to a time of this machine's day, or of a later one. */
const turnTo = (time: string, days = 0) => {
  world.clock.time = instantOf(plusDays(today(), days), time)?.getTime() ?? Number.NaN
}
const windowId = '0f0f0f0f-0000-4000-8000-000000000001'
const window = (more: Partial<ReminderSettings['windows'][number]> = {}) => ({
  id: windowId,
  name: 'Sunday night',
  days: [1, 2, 3, 4, 5, 6, 7],
  from: '22:00',
  to: '02:00',
  accountId: null,
  ...more,
})

describe('quiet hours', () => {
  it('keep a reminder until they end, and say so', async () => {
    await add('edge')
    set({ quietHours: { from: '22:00', to: '07:00' } })
    turnTo('23:00')
    expect(titles()).toEqual([])
    expect(world.core.reminders.settings().silentBecause).toBe('Quiet hours until 07:00.')
    turnTo('06:59', 1)
    expect(titles()).toEqual([])
    turnTo('07:00')
    expect(titles()).toEqual(['edge is due in 9 days'])
    expect(world.core.reminders.settings().silentBecause).toBeNull()
  })
})

describe('a digest time', () => {
  it('puts a day’s reminders into one, once a day', async () => {
    turnTo('10:00')
    set({ digestAt: '18:00' })
    await add('a')
    await add('b')
    expect(titles()).toEqual([])
    turnTo('18:00')
    expect(titles()).toEqual(['2 keys to rotate'])
    await add('c')
    expect(titles()).toEqual([])
    turnTo('18:00', 1)
    expect(titles()).toEqual([expect.stringContaining('c is due')])
  })

  it('that was missed, since the machine slept, is made up for at the next look', async () => {
    turnTo('10:00')
    set({ digestAt: '18:00' })
    await add('a')
    turnTo('08:30', 1)
    expect(titles()).toEqual([expect.stringContaining('a is due')])
    await add('b')
    turnTo('18:00')
    expect(titles()).toEqual([])
    turnTo('18:00', 1)
    expect(titles()).toEqual([expect.stringContaining('b is due')])
  })

  it('within quiet hours comes when they end', async () => {
    turnTo('10:00')
    set({ digestAt: '23:00', quietHours: { from: '22:00', to: '07:00' } })
    await add('a')
    turnTo('23:00')
    expect(titles()).toEqual([])
    turnTo('07:00', 1)
    expect(titles()).toHaveLength(1)
  })
})

describe('a pause', () => {
  it('ends by itself, and the lists go on saying what is due', async () => {
    await add('a')
    set({ pausedUntil: new Date(world.clock.time + 3 * 86_400_000).toISOString() })
    expect(titles()).toEqual([])
    expect(world.core.reminders.settings().silentBecause).toMatch(/^Reminders are paused until /)
    expect(world.core.reminders.due(14)).toHaveLength(1)
    world.clock.passDays(3)
    expect(titles()).toHaveLength(1)
  })
})

describe('a snooze', () => {
  it('silences one key for a day, is shown, and never hides it; then it is said again', async () => {
    const ref = await add('a', daysAgo(95))
    expect(titles()).toEqual(['a was due 5 days ago'])
    const { until } = must(world.core.reminders.snooze(ref, '1d'))
    expect(world.core.reminders.settings().snoozes).toEqual([{ ref, until }])
    await add('b', daysAgo(95))
    expect(titles()).toEqual(['b was due 5 days ago'])
    expect(world.core.reminders.due(0).map((item) => item.key.name)).toEqual(['a', 'b'])
    world.clock.passDays(1)
    expect(titles()).toEqual(['a was due 6 days ago'])
    expect(world.core.reminders.settings().snoozes).toEqual([])
  })

  it('can be ended, and then the key is said again', async () => {
    const ref = await add('a')
    titles()
    must(world.core.reminders.snooze(ref, '1w'))
    expect(titles()).toEqual([])
    expect(must(world.core.reminders.snooze(ref, null))).toEqual({ until: null })
    expect(titles()).toHaveLength(1)
  })

  it('lasts until the next window opens, and needs one', async () => {
    const ref = await add('a')
    expect(world.core.reminders.snooze(ref, 'window')).toMatchObject({
      ok: false,
      failure: { code: 'refused', hint: 'Add one in Settings, or snooze for a day or a week.' },
    })
    turnTo('12:00')
    const tomorrow = plusDays(today(), 1)
    set({ windows: [window({ days: [weekdayOf(tomorrow)], accountId: world.accountId })] })
    expect(must(world.core.reminders.snooze(ref, 'window')).until).toBe(
      instantOf(tomorrow, '22:00')?.toISOString(),
    )
    expect(world.core.reminders.settings().nextWindows).toEqual([
      {
        accountId: world.accountId,
        name: 'Sunday night',
        at: instantOf(tomorrow, '22:00')?.toISOString(),
      },
    ])
    expect(world.core.reminders.snooze({ ...ref, keyId: 'gone' }, '1d')).toMatchObject({ ok: false })
  })

  it('does not last for years when the clock is set back', async () => {
    const ref = await add('a')
    must(world.core.reminders.snooze(ref, '1w'))
    world.clock.passDays(-400)
    expect(world.core.reminders.settings().snoozes).toEqual([])
  })
})

describe('what stays overdue', () => {
  it('is said again after a week, on the same day of the week, and not before', async () => {
    await add('a', daysAgo(95))
    turnTo('09:00')
    expect(titles()).toHaveLength(1)
    const saidOn: number[] = []
    for (let day = 1; day <= 22; day++) {
      turnTo('09:00', 1)
      // A moment earlier each day, as timers are.
      world.clock.time -= day * 1000
      if (titles().length > 0) saidOn.push(day)
    }
    expect(saidOn).toEqual([7, 14, 21])
  })
})

describe('a digest within a maintenance window', () => {
  it('says which one is open and until when', async () => {
    set({ windows: [window()] })
    await add('a')
    turnTo('23:30')
    expect(world.core.reminders.run()).toMatchObject([
      { body: expect.stringContaining('The window Sunday night is open until 02:00.') },
    ])
  })

  it('does not say so for another account’s window', async () => {
    set({ windows: [window({ accountId: '4b5b7f0e-7b0a-4c60-9d2c-0f5f0f5a7f01' })] })
    await add('a')
    turnTo('23:30')
    expect(world.core.reminders.run()[0]?.body).not.toContain('window')
  })
})

describe('a due date that nobody gave', () => {
  it('is never said as a fact: at least so old, due at the latest then', async () => {
    await add('a', null)
    world.clock.passDays(80)
    const [item] = world.core.reminders.run()
    expect(item?.title).toBe('a is due in 10 days at the latest')
    expect(item?.body).toContain('at least 80 days old (first seen 1 Mar 2026)')
    await add('b', null)
    world.clock.passDays(30)
    expect(world.core.reminders.run()[0]?.title).toBe('a was due 20 days ago at the latest')
  })
})

describe('settings that cannot be read', () => {
  it('are the defaults, and the inbox says so once', async () => {
    await add('a')
    set({ pausedUntil: '2030-01-01T00:00:00.000Z' })
    const db = must(Database.open(world.home))
    db.run("UPDATE meta SET value = '{\"quietHours\": 7' WHERE name = 'reminder-settings'")
    db.close()
    expect(world.core.reminders.settings().settings).toEqual(defaultReminderSettings)
    expect(titles()).toEqual(['The reminder settings could not be read', expect.stringContaining('a is due')])
    expect(titles()).toEqual([])
  })
})
