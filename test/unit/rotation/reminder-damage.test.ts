import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../main/database/sqlite.ts'
import { defaultReminderSettings } from '../../../shared/defaults.ts'
import { reminderSettings } from '../../../shared/reminders.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
  const createdAt = new Date(world.clock.time - 200 * 86_400_000).toISOString()
  world.vendor.add({ name: 'old one', createdAt })
  must(await world.core.accounts.sync(world.accountId))
})
afterEach(() => world.end())

const window = {
  ...{ id: '0b8e2c51-6a54-4d5c-9a43-0d6cf2a7d0aa', name: 'night', days: [1] },
  ...{ from: '22:00', to: '04:00', accountId: null },
}

describe('settings that were damaged count as the defaults, are said to be, and silence nothing', () => {
  it.each([
    ['no JSON', '{"windows":'],
    ['another kind of value', '7'],
    ['nothing', 'null'],
    ['windows of nothing', '{"windows":[null]}'],
    ['a window without days', JSON.stringify({ windows: [{ ...window, days: 'monday' }] })],
    ['a window without times', JSON.stringify({ windows: [{ ...window, from: null }] })],
    ['a window on a day that there is not', JSON.stringify({ windows: [{ ...window, days: [9] }] })],
    ['a time that there is not', '{"windows":[],"digestAt":"banana"}'],
    ['a time of another kind', '{"windows":[],"digestAt":900}'],
    ['quiet hours of another kind', '{"windows":[],"quietHours":5}'],
    ['quiet hours without an end', '{"windows":[],"quietHours":{"from":"00:00"}}'],
    ['quiet hours that never end', '{"windows":[],"quietHours":{"from":"00:00","to":"99:99"}}'],
    ['a pause until never', '{"windows":[],"pausedUntil":"the end of time"}'],
    ['a pause of another kind', '{"windows":[],"pausedUntil":true}'],
  ])('%s', (_what, text) => {
    const db = must(Database.open(world.home))
    db.run("INSERT OR REPLACE INTO meta (name, value) VALUES ('reminder-settings', ?)", text)
    db.close()
    const { settings, silentBecause } = world.core.reminders.settings()
    expect(settings).toEqual(defaultReminderSettings)
    expect(silentBecause).toBeNull()
    world.clock.time += 86_400_000
    const said = world.core.reminders.run()
    expect(said.map(({ body, title }) => `${title} ${body}`).join('\n')).toContain('old one')
    must(world.core.reminders.setSettings({ ...defaultReminderSettings, digestAt: '10:00' }))
    expect(world.core.reminders.settings().settings.digestAt).toBe('10:00')
  })

  it('keeps what is sound', () => {
    const sound = reminderSettings.parse({
      ...{ quietHours: { from: '22:00', to: '07:00' }, digestAt: '09:30' },
      ...{ pausedUntil: '2030-01-01T00:00:00.000Z', windows: [window] },
    })
    must(world.core.reminders.setSettings(sound))
    expect(world.core.reminders.settings().settings).toEqual(sound)
  })
})
