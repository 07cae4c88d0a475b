import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adopted } from '../../../../main/rotation/agents/adopted.ts'
import { fluentBitAt, prometheusAt, reading } from './stand-in.ts'

const writtenAt = '2026-03-01T12:00:10.000Z'
const here = prometheusAt('http://127.0.0.1:9090')
const away = prometheusAt('http://metrics.example.com:9090')
const old = {
  startedAt: '2026-02-01T00:00:00.000Z',
  lastReloadAt: '2026-02-01T00:00:01.500Z',
  lastReloadOk: true,
}
const before = reading({ at: '2026-03-01T12:00:05.000Z', ...old })

describe('Prometheus', () => {
  it('has taken it when it says that it loaded its configuration after the write', () => {
    const after = reading({
      at: '2026-03-01T12:00:12.000Z',
      ...old,
      lastReloadAt: '2026-03-01T12:00:11.250Z',
    })
    expect(adopted(here, before, after, writtenAt)).toEqual({
      outcome: 'ok',
      text: 'Prometheus loaded its configuration at 2026-03-01T12:00:11Z, after the file was written.',
    })
  })

  it('has not when it still tells the old time, whatever the reload answered', () => {
    expect(adopted(here, before, { ...before, at: '2026-03-01T12:00:40.000Z' }, writtenAt)).toEqual({
      outcome: 'later',
      text: 'Prometheus last loaded its configuration at 2026-02-01T00:00:01Z, not after the file was written.',
    })
  })

  it('is not believed for a reload in the second of the write that may have come before it', () => {
    const after = reading({ ...old, lastReloadAt: '2026-03-01T12:00:10.000Z' })
    expect(adopted(here, before, after, '2026-03-01T12:00:10.400Z').outcome).toBe('later')
  })

  it('has refused it when the last reload failed and had not before', () => {
    const after = reading({ ...old, lastReloadOk: false })
    expect(adopted(here, before, after, writtenAt)).toEqual({
      outcome: 'failed',
      text: 'Prometheus says that its last reload failed: it runs with the old configuration.',
    })
    expect(adopted(here, { ...before, lastReloadOk: false }, after, writtenAt).outcome).toBe('later')
    expect(adopted(here, null, after, writtenAt).outcome).toBe('later')
  })

  it('on another machine must be seen to move, since its clock may be ahead', () => {
    const ahead = { ...old, lastReloadAt: '2026-03-01T12:05:00.000Z' }
    const after = reading({ at: '2026-03-01T12:00:12.000Z', ...ahead })
    expect(adopted(away, reading(ahead), after, writtenAt).outcome).toBe('later')
    expect(adopted(away, before, after, writtenAt).text).toContain("which may differ from this machine's")
  })

  it('with a slow clock has taken it when the time moved since it was asked after the write', () => {
    const asked = reading({ ...old, at: '2026-03-01T12:00:11.000Z' })
    const after = reading({
      at: '2026-03-01T12:00:13.000Z',
      ...old,
      lastReloadAt: '2026-03-01T11:50:00.000Z',
    })
    expect(adopted(away, asked, after, writtenAt).outcome).toBe('ok')
    expect(adopted(away, before, after, writtenAt).outcome).toBe('later')
  })

  it('that cannot be asked any more may come back, and one that never could needs the user', () => {
    expect(adopted(here, before, null, writtenAt).outcome).toBe('later')
    expect(adopted(here, null, null, writtenAt).outcome).toBe('unproven')
  })
})

describe('a key file that Prometheus reads again by itself', () => {
  const agent = prometheusAt('http://127.0.0.1:9090', { carriedBy: 'key-file' })
  const sent = (more: object) => reading({ ...old, sent: 100, failed: 0, ...more })

  it('is taken when a sample that is newer than the write was taken', () => {
    const first = sent({ at: '2026-03-01T12:00:05.000Z', newestAt: '2026-03-01T12:00:04.000Z' })
    const after = sent({ sent: 150, newestAt: '2026-03-01T12:00:14.000Z' })
    expect(adopted(agent, first, after, writtenAt).outcome).toBe('ok')
    // The newest may be one that was refused.
    expect(adopted(agent, first, { ...after, failed: 20 }, writtenAt)).toMatchObject({ outcome: 'later' })
    expect(adopted(agent, first, { ...after, newestAt: '2026-03-01T12:00:09.000Z' }, writtenAt).outcome).toBe(
      'later',
    )
  })

  it('is taken when something was sent since a reading after the write, and not by what is under way', () => {
    const first = sent({ at: '2026-03-01T12:00:11.000Z' })
    expect(adopted(agent, first, sent({ sent: 130 }), writtenAt).outcome).toBe('ok')
    expect(adopted(agent, first, sent({ sent: 130, underWay: 30 }), writtenAt).outcome).toBe('later')
    expect(adopted(agent, first, first, writtenAt).outcome).toBe('later')
  })

  it('needs the user where nobody can be asked what is sent', () => {
    expect(adopted(agent, null, reading(old), writtenAt).outcome).toBe('unproven')
  })
})

describe('an agent that counts its reloads', () => {
  const agent = fluentBitAt('http://127.0.0.1:2020')

  it('has taken it when the count went up', () => {
    const after = reading({ reloads: 4 })
    expect(adopted(agent, reading({ reloads: 3 }), after, writtenAt)).toEqual({
      outcome: 'ok',
      text: 'Fluent Bit counts 4 reloads and counted 3 before.',
    })
    const first = adopted(agent, reading({ reloads: 0 }), reading({ reloads: 1 }), writtenAt)
    expect(first.text).toBe('Fluent Bit counts 1 reload and counted 0 before.')
  })

  it('has not when the count stands, and nobody knows when the count before is old', () => {
    const three = reading({ reloads: 3 })
    expect(adopted(agent, three, three, writtenAt).outcome).toBe('later')
    const longAgo = reading({ reloads: 3, at: '2026-02-27T00:00:00.000Z' })
    expect(adopted(agent, longAgo, reading({ reloads: 4 }), writtenAt).outcome).toBe('unproven')
    expect(adopted(agent, null, reading({ reloads: 4 }), writtenAt).outcome).toBe('unproven')
  })

  it('was restarted when it counts from the beginning again', () => {
    expect(adopted(agent, reading({ reloads: 3 }), reading({ reloads: 0 }), writtenAt).outcome).toBe('ok')
  })
})

describe('a key in the environment', () => {
  const agent = fluentBitAt('http://127.0.0.1:2020', { carriedBy: 'environment' })

  it('is proven by a restart alone, never by a reload', () => {
    const reloaded = reading({ reloads: 4, lastReloadAt: '2026-03-01T12:00:20.000Z' })
    expect(adopted(agent, reading({ reloads: 3 }), reloaded, writtenAt).outcome).toBe('unproven')
    const running = { ...reloaded, startedAt: old.startedAt }
    expect(adopted(agent, reading({ reloads: 3 }), running, writtenAt).outcome).toBe('later')
    const restarted = { ...reloaded, startedAt: '2026-03-01T12:00:12.000Z' }
    expect(adopted(agent, reading({ reloads: 3 }), restarted, writtenAt).outcome).toBe('ok')
  })
})

describe('an agent of which only the process is seen', () => {
  const agent = fluentBitAt(null)

  it('was restarted, or the user has to say that it was reloaded', () => {
    const process = reading({ startedAt: '2026-02-01T00:00:00.000Z' })
    expect(adopted(agent, process, process, writtenAt).outcome).toBe('unproven')
    const young = reading({ startedAt: '2026-03-01T12:00:11.000Z' })
    expect(adopted(agent, process, young, writtenAt).outcome).toBe('ok')
  })
})

it('never takes an agent of this machine that changed nothing since before the write', () => {
  const time = fc
    .integer({ min: 1, max: 10_000 })
    .map((seconds) => new Date(Date.parse(writtenAt) - seconds * 1000).toISOString())
  const count = fc.option(fc.nat(5))
  const one = fc.record({
    at: time,
    startedAt: fc.option(time),
    reloads: count,
    lastReloadAt: fc.option(time),
    lastReloadOk: fc.option(fc.boolean()),
    sent: count,
    failed: count,
  })
  const carried = fc.constantFrom('config', 'key-file', 'environment', 'outside')
  fc.assert(
    fc.property(one, carried, fc.constantFrom(here, away), (same, carriedBy, agent) => {
      const after = { ...same, at: '2026-03-01T12:01:00.000Z' }
      expect(adopted({ ...agent, carriedBy }, same, after, writtenAt).outcome).not.toBe('ok')
    }),
    { seed: 20260301, numRuns: 500 },
  )
})
