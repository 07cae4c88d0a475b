import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChangedTopics } from '../../../main/desktop/changed-topics.ts'
import { ReminderClock } from '../../../main/desktop/reminder-clock.ts'
import type { ChangedTopic } from '../../../shared/ipc.ts'

const HOUR = 3_600_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A clock of reminders that finds nothing, and how often it has looked. */
function counting(now?: () => number) {
  let looked = 0
  const look = () => {
    looked += 1
    return []
  }
  return { clock: new ReminderClock(look, () => undefined, now ? { now } : {}), looked: () => looked }
}

test('reminders are looked for at the start and every hour, without drift', () => {
  const looked: number[] = []
  const start = Date.now()
  const clock = new ReminderClock(
    () => {
      looked.push(Date.now() - start)
      return []
    },
    () => undefined,
  )
  clock.start()
  vi.advanceTimersByTime(3 * HOUR)
  expect(looked).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR])
  clock.stop()
  vi.advanceTimersByTime(3 * HOUR)
  expect(looked).toHaveLength(4)
})

test('a resume and several syncs at once are one look now and one after them', () => {
  const { clock, looked } = counting()
  for (let time = 0; time < 5; time++) clock.run()
  expect(looked()).toBe(1)
  vi.advanceTimersByTime(10_000)
  expect(looked()).toBe(2)
})

test('a clock that was set back does not stop the reminders', () => {
  let now = 1_000_000_000
  const { clock, looked } = counting(() => now)
  clock.run()
  now -= 500_000_000
  clock.run()
  expect(looked()).toBe(2)
})

test('changes within a moment are told together, each topic once', () => {
  const told: (readonly ChangedTopic[])[] = []
  const changed = new ChangedTopics((topics) => told.push(topics))
  for (let row = 0; row < 1000; row++) changed.add(['keys'])
  changed.add(['inbox', 'keys'])
  vi.advanceTimersByTime(100)
  expect(told).toEqual([['keys', 'inbox']])
  changed.add(['vault'])
  vi.advanceTimersByTime(100)
  expect(told).toHaveLength(2)
})

test('a timer that fires a moment early does not end the reminders', () => {
  let now = 0
  const { clock, looked } = counting(() => now)
  clock.run()
  now = 1_000
  clock.run()
  // The timer is due, but the clock says that a millisecond is missing.
  now = 4_999
  vi.advanceTimersByTime(4_000)
  expect(looked()).toBe(1)
  now = 5_001
  vi.advanceTimersByTime(10)
  expect(looked()).toBe(2)
})

test('looks exactly when something is due to be said, and goes on every hour', () => {
  const looked: number[] = []
  const start = Date.now()
  const due = [start + 90_500, start + HOUR + 61_000]
  const clock = new ReminderClock(
    () => {
      looked.push(Date.now() - start)
      return []
    },
    () => undefined,
    { nextAt: () => due.find((at) => at > Date.now()) ?? null },
  )
  clock.start()
  vi.advanceTimersByTime(2 * HOUR)
  expect(looked).toEqual([0, 90_500, HOUR, HOUR + 61_000, 2 * HOUR])
  clock.stop()
})

test('looks within a minute when the machine has slept or the clock was set', () => {
  let slept = 0
  const { clock, looked } = counting(() => Date.now() + slept)
  clock.start()
  vi.advanceTimersByTime(10 * 60_000)
  expect(looked()).toBe(1)
  // Timers stood still meanwhile.
  slept = 8 * HOUR
  vi.advanceTimersByTime(60_000)
  expect(looked()).toBe(2)
  slept = -40 * HOUR
  vi.advanceTimersByTime(60_000)
  expect(looked()).toBe(3)
  // From there on hourly, with no look for what the jump itself was.
  vi.advanceTimersByTime(HOUR)
  expect(looked()).toBe(4)
  clock.stop()
})

test('a moment that is reached a little early by the timer is not missed', () => {
  const start = Date.now()
  let behind = 0
  let looked = 0
  const clock = new ReminderClock(
    () => {
      looked += 1
      return []
    },
    () => undefined,
    {
      now: () => Date.now() - behind,
      nextAt: () => (Date.now() - behind < start + 30_000 ? start + 30_000 : null),
    },
  )
  clock.start()
  behind = 200
  vi.advanceTimersByTime(30_000)
  expect(looked).toBe(1)
  vi.advanceTimersByTime(200)
  expect(looked).toBe(2)
  clock.stop()
})

test('a look that fails is not the last one', () => {
  let looked = 0
  const clock = new ReminderClock(
    () => {
      looked += 1
      if (looked === 2) throw new Error('the disk is full')
      return []
    },
    () => undefined,
  )
  clock.start()
  expect(() => vi.advanceTimersByTime(HOUR)).toThrow('the disk is full')
  vi.advanceTimersByTime(HOUR)
  expect(looked).toBe(3)
  clock.stop()
})
