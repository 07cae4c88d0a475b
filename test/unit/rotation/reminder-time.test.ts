import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dayOf, daysBetween, instantOf, plusDays, timeOn } from '../../../main/local-time.ts'
import { digestIsDue, nextDigest } from '../../../main/rotation/reminding/digest-time.ts'
import { nextLook } from '../../../main/rotation/reminding/next-look.ts'
import { silence } from '../../../main/rotation/reminding/silence.ts'
import { nextSpan, openSpan, spanOn } from '../../../main/rotation/reminding/spans.ts'
import { defaultReminderSettings } from '../../../shared/defaults.ts'

const zones = [
  'Europe/Berlin',
  'America/St_Johns',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'UTC',
]
const HOUR = 3_600_000

const zone = fc.constantFrom(...zones)
/** The machine moves to another zone. */
// The next file in this process must find its own zone, also while it is loaded.
afterEach(() => void vi.unstubAllEnvs())

const liveIn = (zone: string) => vi.stubEnv('TZ', zone)
beforeEach(() => void liveIn('Europe/Berlin'))
const two = (number: number) => String(number).padStart(2, '0')
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`)
// With the day that Samoa leapt over, and years of clock changes.
const now = fc.date({ min: new Date('2011-12-25'), max: new Date('2035-01-01'), noInvalidDate: true })
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 })
const check = { seed: 4, numRuns: 200 }
const iso = (date: Date | null) => date?.toISOString() ?? null

describe('the clock on the wall', () => {
  it('shows an hour twice: the first counts', () => {
    expect(iso(instantOf('2026-10-25', '02:30'))).toBe('2026-10-25T00:30:00.000Z')
  })

  it('leaps over an hour: what falls into it comes right after it', () => {
    for (const leapt of ['02:00', '02:01', '02:30', '02:59', '03:00'])
      expect(iso(instantOf('2026-03-29', leapt))).toBe('2026-03-29T01:00:00.000Z')
    // Half an hour only, on Lord Howe.
    liveIn('Australia/Lord_Howe')
    expect(iso(instantOf('2026-10-04', '02:15'))).toBe('2026-10-03T15:30:00.000Z')
  })

  it('leaps over midnight, and the day is there all the same', () => {
    liveIn('Asia/Beirut')
    expect(iso(instantOf('2024-03-31', '00:15'))).toBe('2024-03-30T22:00:00.000Z')
  })

  it('never showed 30 December 2011 in Samoa', () => {
    liveIn('Pacific/Apia')
    expect(instantOf('2011-12-30', '09:00')).toBeNull()
    expect(iso(nextDigest('09:00', new Date('2011-12-29T20:00:00Z')))).toBe('2011-12-30T19:00:00.000Z')
  })

  it('has a 29 February every four years', () => {
    expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(plusDays('2027-02-28', 1)).toBe('2027-03-01')
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
  })

  it('keeps the order of times, whatever it leaps over', () => {
    fc.assert(
      fc.property(zone, now, time, time, (zone, now, a, b) => {
        liveIn(zone)
        const day = dayOf(now)
        const [first, second] = [a, b].sort().map((time) => instantOf(day, time)?.getTime())
        if (first === undefined || second === undefined) return
        expect(first).toBeLessThanOrEqual(second)
      }),
      check,
    )
  })
})

describe('a schedule', () => {
  it('never drifts: stepping from one to the next is the same as counting days', () => {
    fc.assert(
      fc.property(zone, now, time, time, days, (zone, now, from, to, days) => {
        liveIn(zone)
        const span = { days, from, to }
        const start = plusDays(dayOf(now), -1)
        const counted = Array.from({ length: 40 }, (_, day) => spanOn(span, plusDays(start, day)))
          .flatMap((found) => (found && found.start > now ? [found.start.getTime()] : []))
          .filter((at, index, all) => at !== all[index - 1])
          .slice(0, 4)
        const stepped: number[] = []
        let at = now
        while (stepped.length < counted.length) {
          const next = nextSpan(span, at)
          if (!next) break
          at = next.start
          stepped.push(at.getTime())
        }
        expect(stepped).toEqual(counted)
        expect(counted.length).toBeGreaterThan(0)
      }),
      check,
    )
  })

  it('never lies in the past, and its digest shows the time that was asked for', () => {
    fc.assert(
      fc.property(zone, now, time, (zone, now, at) => {
        liveIn(zone)
        const next = nextDigest(at, now)
        expect(next.getTime()).toBeGreaterThan(now.getTime())
        expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(49 * HOUR)
        // A leap is an hour at most; what falls into it comes right after it.
        if (timeOn(next) !== at) expect(timeOn(new Date(next.getTime() - 60_000)) < at).toBe(true)
      }),
      check,
    )
  })

  it('is open from its start to its end', () => {
    fc.assert(
      fc.property(zone, now, time, time, days, (zone, now, from, to, days) => {
        liveIn(zone)
        const span = nextSpan({ days, from, to }, now)
        if (!span) return
        expect(openSpan({ days, from, to }, span.start)?.start).toEqual(span.start)
        expect(openSpan({ days, from, to }, span.end)?.start).not.toEqual(span.start)
      }),
      check,
    )
  })
})

describe('a digest', () => {
  it('comes once on each local day at most, however often one looks, and never stays out for longer than two', () => {
    fc.assert(
      fc.property(
        zone,
        now,
        time,
        fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 5, maxLength: 60 }),
        (zone, start, at, minutes) => {
          liveIn(zone)
          let last: string | null = null
          let looked = start
          let cameAt = 0
          const came: string[] = []
          for (const slept of minutes) {
            looked = new Date(looked.getTime() + slept * 60_000)
            const today = dayOf(looked)
            if (digestIsDue(at, last, looked)) {
              last = today
              cameAt = looked.getTime()
              came.push(today)
            }
            expect(looked.getTime() - cameAt).toBeLessThanOrEqual(49 * HOUR)
          }
          expect(new Set(came).size).toBe(came.length)
        },
      ),
      check,
    )
  })

  it('that was missed in sleep comes at the next look, and is that day’s', () => {
    const at = (time: string) => new Date(`${time}:00+01:00`)
    expect(digestIsDue('18:00', '2026-01-10', at('2026-01-11T17:59'))).toBe(false)
    expect(digestIsDue('18:00', '2026-01-10', at('2026-01-12T08:00'))).toBe(true)
    expect(digestIsDue('18:00', '2026-01-12', at('2026-01-12T18:00'))).toBe(false)
    expect(digestIsDue('18:00', '2026-01-12', at('2026-01-13T00:00'))).toBe(false)
    expect(digestIsDue('18:00', '2026-01-12', at('2026-01-13T18:00'))).toBe(true)
  })

  it('does not stay out for years when the clock is set back', () => {
    expect(digestIsDue('18:00', '2031-01-01', new Date('2026-01-12T12:00:00Z'))).toBe(true)
  })
})

describe('quiet hours', () => {
  const quiet = (from: string, to: string) => ({ ...defaultReminderSettings, quietHours: { from, to } })

  it('hold over midnight, to the minute', () => {
    const settings = quiet('22:00', '07:00')
    const at = (time: string) => silence(settings, new Date(`2026-01-10T${time}:00+01:00`))
    expect(at('21:59')).toBeNull()
    expect(at('22:00')?.because).toBe('Quiet hours until 07:00.')
    expect(at('06:59')?.until.toISOString()).toBe('2026-01-10T06:00:00.000Z')
    expect(at('07:00')).toBeNull()
  })

  it('never swallow a day: each ends within a day and a bit, and something can be said after it', () => {
    fc.assert(
      fc.property(zone, now, time, time, (zone, now, from, to) => {
        liveIn(zone)
        const silent = silence(quiet(from, to), now)
        if (!silent) return
        expect(silent.until.getTime()).toBeGreaterThan(now.getTime())
        expect(silent.until.getTime() - now.getTime()).toBeLessThanOrEqual(26 * HOUR)
        expect(silence(quiet(from, to), silent.until)).toBeNull()
      }),
      check,
    )
  })

  it('are none where they begin when they end', () => {
    expect(silence(quiet('08:00', '08:00'), new Date())).toBeNull()
  })
})

describe('the next look', () => {
  it('is when the first thing ends or comes, and never now or before', () => {
    const now = new Date('2026-01-10T12:00:00Z')
    const status = {
      settings: { ...defaultReminderSettings, digestAt: '18:00' },
      snoozes: [{ ref: { accountId: 'a', keyId: 'k' }, until: '2026-01-10T16:00:00.000Z' }],
    }
    const at = (waitsUntil: string | null) => iso(nextLook(status, [{ waitsUntil }], now))
    expect(at(null)).toBe('2026-01-10T16:00:00.000Z')
    expect(at('2026-01-10T13:00:00.000Z')).toBe('2026-01-10T13:00:00.000Z')
    expect(at('2026-01-10T12:00:00.000Z')).toBe('2026-01-10T16:00:00.000Z')
    expect(iso(nextLook({ ...status, snoozes: [] }, [], now))).toBe('2026-01-10T17:00:00.000Z')
    expect(nextLook({ settings: defaultReminderSettings, snoozes: [] }, [], now)).toBeNull()
  })
})
