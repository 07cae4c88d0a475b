import { describe, expect, it } from 'vitest'
import { stepsOf } from '../../../renderer/features/inbox/inbox-steps.ts'
import { notificationsOff, testResult } from '../../../renderer/features/reminders/delivery.ts'
import {
  aheadWord,
  nextWindowFor,
  opensWord,
  snoozedUntil,
} from '../../../renderer/features/reminders/snooze-words.ts'
import {
  daysWords,
  emptyWindow,
  pausedUntil,
  pauseUntil,
  quietProblem,
  spanWords,
  windowProblems,
  withoutWindow,
  withWindow,
} from '../../../renderer/features/settings/reminder-draft.ts'
import { defaultReminderSettings } from '../../../shared/defaults.ts'
import { acme, staging, uuid } from '../../fakes/keys.ts'

// A Friday, 14:02 on this machine's clock.
const now = new Date(2025, 10, 21, 14, 2).getTime()
const at = (days: number, hour = 22) => new Date(2025, 10, 21 + days, hour).toISOString()
const ref = { accountId: acme, keyId: 'a' }

describe('snoozing', () => {
  it('says until when, with no more of a date than is needed', () => {
    expect(aheadWord(at(0), now)).toBe('22:00')
    expect(opensWord(at(0), now)).toBe('today 22:00')
    expect(aheadWord(at(1), now)).toBe('tomorrow 22:00')
    expect(opensWord(at(2), now)).toBe('Sun 22:00')
    expect(aheadWord(at(7), now)).toBe('Fri 28 Nov 22:00')
  })

  it('knows a key’s snooze, and that it has ended', () => {
    const snoozes = [
      { ref, until: at(1) },
      { ref: { accountId: acme, keyId: 'b' }, until: at(-1) },
    ]
    expect(snoozedUntil({ snoozes }, ref, now)).toBe(at(1))
    expect(snoozedUntil({ snoozes }, { accountId: acme, keyId: 'b' }, now)).toBeNull()
    expect(snoozedUntil({ snoozes }, { accountId: staging, keyId: 'a' }, now)).toBeNull()
  })

  it('takes the account’s own window or the one for all, whichever opens first', () => {
    const nextWindows = [
      { accountId: null, name: 'Sunday', at: at(2) },
      { accountId: staging, name: 'Evening', at: at(1) },
    ]
    expect(nextWindowFor({ nextWindows }, acme)?.name).toBe('Sunday')
    expect(nextWindowFor({ nextWindows }, staging)?.name).toBe('Evening')
    expect(nextWindowFor({ nextWindows: [] }, acme)).toBeNull()
  })
})

describe('when reminders come', () => {
  it('says a window’s days and times', () => {
    expect(daysWords([6])).toBe('Sat')
    expect(daysWords([7, 6])).toBe('Sat, Sun')
    expect(daysWords([5, 1, 2, 3, 4])).toBe('Mon to Fri')
    expect(daysWords([1, 2, 3, 4, 5, 6, 7])).toBe('every day')
    expect(spanWords({ from: '18:00', to: '20:00' })).toBe('18:00–20:00')
    expect(spanWords({ from: '22:00', to: '02:00' })).toBe('22:00–02:00, to the next day')
  })

  it('says what is wrong with each part of a window', () => {
    expect(windowProblems({ ...emptyWindow, name: 'Weekend' })).toEqual({})
    expect(windowProblems({ ...emptyWindow, name: ' ', days: [], from: '', to: '25:00' })).toEqual({
      name: 'Give it a name.',
      days: 'Choose at least one day.',
      from: 'Give a time such as 22:00.',
      to: 'Give a time such as 02:00.',
    })
  })

  it('refuses quiet hours that are none', () => {
    expect(quietProblem({ from: '19:00', to: '08:00' })).toBeNull()
    expect(quietProblem({ from: '19:00', to: '19:00' })).toMatch(/two different times/)
    expect(quietProblem({ from: '', to: '08:00' })).toMatch(/Give two times/)
  })

  it('pauses until the first moment of a day to come', () => {
    expect(pauseUntil('2025-11-25', now)).toEqual({ until: new Date(2025, 10, 25).toISOString() })
    expect(pauseUntil('2025-11-21', now)).toHaveProperty('problem')
    expect(pauseUntil('', now)).toHaveProperty('problem')
    expect(pausedUntil({ ...defaultReminderSettings, pausedUntil: at(1) }, now)).toBe(at(1))
    expect(pausedUntil({ ...defaultReminderSettings, pausedUntil: at(-1) }, now)).toBeNull()
  })

  it('adds, changes and removes a window without touching the others', () => {
    const first = { ...emptyWindow, id: uuid(1), name: 'Weekend' }
    const second = { ...first, id: uuid(2), name: 'Evening' }
    const both = withWindow(withWindow(defaultReminderSettings, first), second)
    expect(withWindow(both, { ...first, name: 'Night' }).windows.map(({ name }) => name)).toEqual([
      'Night',
      'Evening',
    ])
    expect(withoutWindow(both, first.id).windows).toEqual([second])
  })
})

describe('whether reminders are seen', () => {
  const on = { notifications: true }

  it('says that they are off by the last one that the desktop answered', () => {
    const failed = { delivery: 'failed', deliveryNote: 'The desktop refused to show it.' } as const
    const shown = { delivery: 'shown', deliveryNote: null } as const
    const quiet = { delivery: 'none', deliveryNote: null } as const
    expect(notificationsOff([quiet, failed, shown], on)).toBe('The desktop refused to show it.')
    expect(notificationsOff([shown, failed], on)).toBeNull()
    expect(notificationsOff([], on)).toBeNull()
    expect(notificationsOff([shown], { notifications: false })).toMatch(/No notification service/)
  })

  it('says what became of a test and what to do where nothing was seen', () => {
    expect(testResult({ delivery: 'shown', deliveryNote: null }, 'darwin')).toMatchObject({
      tone: 'ok',
      text: expect.stringContaining('System Settings'),
    })
    const failed = testResult({ delivery: 'failed', deliveryNote: 'It refused.' }, 'linux')
    expect(failed).toMatchObject({ tone: 'warning', title: 'It was not shown.' })
    expect(failed.text).toMatch(/^It refused\. Turn off Do not disturb/)
    expect(testResult({ delivery: 'asked', deliveryNote: null }, 'win32').tone).toBe('warning')
  })

  it('leads from a reminder to where something can be done', () => {
    expect(stepsOf({ kind: 'rotation', ref, rotationId: 'r' })).toEqual([
      { kind: 'rotation', ref, rotationId: 'r' },
    ])
    expect(stepsOf({ kind: 'due', ref, rotationId: null }).map(({ kind }) => kind)).toEqual(['rotate', 'key'])
    expect(stepsOf({ kind: 'due', ref: null, rotationId: null })).toEqual([{ kind: 'overview' }])
    expect(stepsOf({ kind: 'sync', ref, rotationId: null })).toEqual([{ kind: 'key', ref }])
    expect(stepsOf({ kind: 'test', ref: null, rotationId: null })).toEqual([])
  })
})
