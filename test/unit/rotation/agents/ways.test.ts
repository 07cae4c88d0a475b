import { expect, it } from 'vitest'
import { waysOf } from '../../../../main/rotation/agents/ways.ts'
import { fluentBitAt, prometheusAt } from './stand-in.ts'

const url = 'http://127.0.0.1:9090'
const way = (agent: Parameters<typeof waysOf>[0]) => waysOf(agent).reload

it('reloads over HTTP where the agent can, and by the command where the user gave one', () => {
  expect(waysOf(prometheusAt(url))).toEqual({
    reload: 'http',
    reloadText: 'Prometheus is told to reload: POST /-/reload at its own address.',
    proofText: 'Prometheus must say that it loaded its configuration after the file was written.',
  })
  expect(way(prometheusAt(url, { reloadCommand: 'systemctl reload prometheus' }))).toBe('command')
  expect(way(fluentBitAt(url))).toBe('http')
  // Vector has no such address.
  expect(way(fluentBitAt(url, { agent: 'vector', agentName: 'Vector' }))).toBe('word')
  expect(way(prometheusAt(null))).toBe('word')
})

it('leaves alone what reads its key file again by itself', () => {
  expect(way(prometheusAt(url, { carriedBy: 'key-file', reloadCommand: 'true' }))).toBe('none')
  expect(way(fluentBitAt(url, { carriedBy: 'key-file' }))).toBe('http')
})

it('asks for a restart where the key comes through the environment', () => {
  expect(way(fluentBitAt(url, { carriedBy: 'environment' }))).toBe('word')
  const restarted = waysOf(
    fluentBitAt(url, { carriedBy: 'environment', reloadCommand: 'systemctl restart x' }),
  )
  expect(restarted.reload).toBe('command')
  expect(restarted.reloadText).toContain('it must restart Fluent Bit')
  expect(restarted.proofText).toContain('must have started after the file was written')
})

it('takes the word of the user for what is out of reach', () => {
  expect(way(prometheusAt(url, { host: 'web-1', reloadCommand: 'true' }))).toBe('word')
  expect(way(prometheusAt(url, { carriedBy: 'outside' }))).toBe('word')
  // The operator writes the configuration, some time later.
  const operated = waysOf(
    prometheusAt(url, { agent: 'prometheus-operator', agentName: 'Prometheus Operator' }),
  )
  expect(operated).toMatchObject({
    reload: 'word',
    proofText: 'You say when Prometheus Operator runs with the new key.',
  })
})
