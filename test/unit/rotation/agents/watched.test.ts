import { expect, it } from 'vitest'
import { watched } from '../../../../main/rotation/agents/watched.ts'
import { prometheusAt, reading } from './stand-in.ts'

const agent = prometheusAt('http://127.0.0.1:9090')
const first = reading({ startedAt: '2026-02-01T00:00:00.000Z', sent: 1000, failed: 5 })
const last = (more: object) => ({ ...first, at: '2026-03-01T12:01:10.000Z', ...more })

it('is well when more was sent and nothing refused', () => {
  expect(watched(agent, first, last({ sent: 1400 }))).toEqual({
    outcome: 'ok',
    text: 'Prometheus has sent 400 since 2026-03-01T12:00:00Z. Nothing was refused.',
  })
})

it('names how many were refused, also when others went through', () => {
  expect(watched(agent, first, last({ sent: 1400, failed: 12 }))).toEqual({
    outcome: 'refused',
    text: 'Prometheus reports 7 more that were refused or given up since 2026-03-01T12:00:00Z.',
  })
})

it('proves nothing by silence, nor by what is still under way', () => {
  expect(watched(agent, first, last({})).outcome).toBe('silent')
  expect(watched(agent, first, last({ sent: 1400, underWay: 400 })).outcome).toBe('silent')
})

it('counts from zero when the counters began again', () => {
  const restarted = { startedAt: '2026-03-01T12:00:30.000Z' }
  expect(watched(agent, first, last({ sent: 300, failed: 0 })).text).toContain('has sent 300 since')
  // As many as before, all of them new.
  expect(watched(agent, first, last({ ...restarted, sent: 1000, failed: 5 }))).toMatchObject({
    outcome: 'refused',
  })
  expect(watched(agent, first, last({ ...restarted, sent: 2000, failed: 0 })).text).toContain(
    'has sent 2000 since',
  )
})

it('says so where there is nothing to watch', () => {
  expect(watched(agent, null, first).outcome).toBe('unproven')
  expect(watched(agent, first, null).outcome).toBe('unproven')
  expect(watched(agent, reading(), reading()).outcome).toBe('unproven')
  expect(watched(agent, reading({ failed: 0 }), reading({ failed: 0 })).outcome).toBe('unproven')
})
