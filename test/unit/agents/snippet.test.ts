import { describe, expect, it } from 'vitest'
import { agentOf } from '../../../main/agents/catalog.ts'
import type { AgentId } from '../../../shared/model.ts'
import { failureOf, fixture, hosts, must, newKey, refOf, world } from './world.ts'

const formats: readonly (readonly [AgentId, string])[] = [
  ['opentelemetry', 'yaml'],
  ['fluent-bit', 'yaml'],
  ['fluent-bit', 'classic'],
  ['prometheus', 'yaml'],
  ['dotenv', 'env'],
]
const wish = (agentId: AgentId, format: string | null) => ({
  agentId,
  ref: refOf('new'),
  format,
  application: 'shop',
  subsystem: 'check-out',
})

describe('snippets', () => {
  it.each(formats)('%s as %s', async (agentId, format) => {
    const { injection, keys } = world()
    const plain = must(injection.snippet(wish(agentId, format)))
    expect(plain).not.toContain(newKey)
    const custom = keys.get('old')
    if (custom !== undefined)
      custom.facts = { ...custom.facts, domain: null, ingressUrl: 'http://127.0.0.1:41234' }
    const sandbox = must(injection.snippet({ ...wish(agentId, format), ref: refOf('old') }))
    await expect(`${plain}\n---- custom ingress\n${sandbox}`).toMatchFileSnapshot(
      fixture(`snippets/${agentId}-${format}.txt`),
    )
  })

  it.each(formats)('%s as %s: with the value, Keyturn finds its own place again', async (agentId, format) => {
    const { injection } = world()
    const secret = must(await injection.snippetWithValue(wish(agentId, format)))
    const text = secret.expose((value) => value)
    expect(text.split(newKey)).toHaveLength(2)
    const name = agentId === 'dotenv' ? '.env' : 'config'
    const agent = agentOf(text, hosts, name)
    expect(agent?.id).toBe(agentId)
    const places = agent === null ? [] : must(agent.locate(text, hosts, name))
    expect(places.map((place) => text.slice(place.start, place.end))).toEqual([newKey])
    expect(places[0]?.notEditable).toBeUndefined()
  })

  it('refuses what cannot stand there', async () => {
    const { injection } = world()
    expect(failureOf(injection.snippet({ ...wish('fluent-bit', 'yaml'), application: 'a\nb' })).code).toBe(
      'usage',
    )
    expect(failureOf(injection.snippet({ ...wish('fluent-bit', 'yaml'), subsystem: 'a b' })).code).toBe(
      'usage',
    )
    expect(failureOf(injection.snippet(wish('prometheus', 'classic'))).code).toBe('usage')
    expect(failureOf(injection.snippet(wish('vector', null))).code).toBe('unsupported')
    const team = { ...wish('prometheus', null), ref: refOf('team') }
    expect(failureOf(await injection.snippetWithValue(team)).code).toBe('refused')
  })
})
