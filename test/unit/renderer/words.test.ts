import { describe, expect, it } from 'vitest'
import {
  ageCell,
  ageSentence,
  count,
  daysUntil,
  dueCell,
  dueSentence,
  dueTone,
  sizeWord,
  whenWord,
} from '../../../renderer/words.ts'

const now = new Date(2025, 10, 21, 14, 2).getTime()
const at = (days: number, hour = 9) => new Date(2025, 10, 21 + days, hour).toISOString()

describe('due words', () => {
  it('says today, in days, and days ago', () => {
    expect(dueCell(null, now)).toBe('–')
    expect(dueCell(at(0, 23), now)).toBe('today')
    expect(dueCell(at(29), now)).toBe('29 d')
    expect(dueCell(at(-2), now)).toBe('2 d ago')
  })

  it('counts calendar days, not spans of 24 hours', () => {
    expect(daysUntil(at(1, 0), now)).toBe(1)
    expect(daysUntil(at(-1, 23), now)).toBe(-1)
  })

  it('says so in a sentence', () => {
    expect(dueSentence(at(1), now)).toBe('Due 22 Nov 2025, in 1 day.')
    expect(dueSentence(at(-2), now)).toBe('Was due 19 Nov 2025, 2 days ago.')
    expect(dueSentence(null, now)).toContain('Never due')
  })

  it('grades by the lead time', () => {
    expect([at(-1), at(0), at(14), at(15), null].map((due) => dueTone(due, now))).toEqual([
      'overdue',
      'soon',
      'soon',
      'later',
      'none',
    ])
  })
})

describe('age words', () => {
  const key = { createdAt: at(-61), firstSeenAt: at(-41) }

  it('marks an age that is only a lower bound', () => {
    expect(ageCell({ days: 61, basis: 'vendor' })).toBe('61 d')
    expect(ageCell({ days: 41, basis: 'firstSeen' })).toBe('≥ 41 d')
  })

  it('says on whose word the age rests, and never invents a date', () => {
    expect(ageSentence({ ...key, age: { days: 61, basis: 'vendor' } }, null)).toContain('says the vendor')
    expect(ageSentence({ ...key, age: { days: 50, basis: 'user' } }, at(-50))).toContain('that you entered')
    const unknown = ageSentence({ ...key, createdAt: null, age: { days: 41, basis: 'firstSeen' } }, null)
    expect(unknown).toMatch(/^At least 41 days: first seen/)
  })
})

it('counts in words', () => {
  expect(count(1, 'file')).toBe('1 file')
  expect(count(1200, 'key')).toBe('1,200 keys')
})

it('says when, by the distance', () => {
  expect(whenWord(at(0, 13), now)).toBe('13:00')
  expect(whenWord(at(-1), now)).toBe('yesterday 09:00')
  expect(whenWord(at(-9), now)).toBe('12 Nov 09:00')
})

it('says how much was read', () => {
  expect([812, 41_300, 104_857_600, 2_400_000_000].map(sizeWord)).toEqual([
    '812 bytes',
    '41 kB',
    '104.9 MB',
    '2.4 GB',
  ])
})
