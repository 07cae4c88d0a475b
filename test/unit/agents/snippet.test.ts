import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Agent } from '../../../main/agents/agent.ts'
import { agentNamed, agentOf, catalog } from '../../../main/agents/catalog.ts'
import { locateAll } from '../../../main/agents/locating.ts'
import { valueAt } from '../../../main/agents/locators/written.ts'
import type { AgentId } from '../../../shared/model.ts'
import { failureOf, fixture, hosts, must, refOf, world } from './world.ts'

const formats = catalog.flatMap((agent) =>
  agent.snippet === undefined ? [] : agent.formats.map((format) => [agent, format] as const),
)
/** The three Prometheus ids are one format; they differ in their snippets. An environment is the carrier's. */
const foundAs = (id: AgentId, format: string): AgentId =>
  id === 'prometheus-server' || id === 'prometheus-agent'
    ? 'prometheus'
    : id === 'custom-metrics' && format.startsWith('env')
      ? 'dotenv'
      : id
/** A key of a type that the agent takes. */
const keyFor = (agent: Agent): string =>
  (['new', 'team', 'service', 'org'] as const)[
    (['send-your-data', 'team', 'service-id', 'org-wide'] as const).findIndex((type) =>
      agent.takes.includes(type),
    )
  ] ?? 'new'
const wish = (agentId: AgentId, format: string | null, keyId = 'new') => ({
  agentId,
  ref: refOf(keyId),
  format,
  application: 'shop',
  subsystem: 'check-out',
})

describe('snippets', () => {
  it.each(formats)('$0.id as %s', async (agent, format) => {
    const { injection, keys } = world()
    const keyId = keyFor(agent)
    const plain = must(injection.snippet(wish(agent.id, format, keyId)))
    for (const key of keys.values()) expect(plain).not.toContain(key.value)
    const custom = keys.get(keyId)
    if (custom !== undefined)
      custom.facts = {
        ...custom.facts,
        domain: null,
        ingressUrl: 'http://127.0.0.1:41234',
        apiUrl: 'http://127.0.0.1:41234',
      }
    const sandbox = must(injection.snippet(wish(agent.id, format, keyId)))
    await expect(`${plain}\n---- custom ingress\n${sandbox}`).toMatchFileSnapshot(
      fixture(`snippets/${agent.id}-${format}.txt`),
    )
  })

  it.each(formats)(
    '$0.id as %s: with the value, Keyturn finds its own place again',
    async (agent, format) => {
      const { injection, keys } = world()
      const keyId = keyFor(agent)
      const value = keys.get(keyId)?.value ?? ''
      const secret = must(await injection.snippetWithValue(wish(agent.id, format, keyId)))
      const text = secret.expose((all) => all)
      const name = basename(agent.files[0] ?? 'config')
      expect(agentOf(text, hosts, name)?.id).toBe(foundAs(agent.id, format))
      const found = must(locateAll(agentNamed(foundAs(agent.id, format)) ?? agent, text, hosts, name))
      expect(found.map((place) => valueAt(text, place)).filter((each) => each === value)).not.toEqual([])
      for (const place of found) expect(place.notEditable).toBeUndefined()
    },
  )

  it('refuses what cannot stand there', async () => {
    const { injection } = world()
    expect(failureOf(injection.snippet({ ...wish('fluent-bit', 'yaml'), application: 'a\nb' })).code).toBe(
      'usage',
    )
    expect(failureOf(injection.snippet({ ...wish('fluent-bit', 'yaml'), subsystem: 'a b' })).code).toBe(
      'usage',
    )
    expect(failureOf(injection.snippet(wish('prometheus', 'classic'))).code).toBe('usage')
    expect(failureOf(injection.snippet(wish('filebeat', null))).code).toBe('unsupported')
    const team = { ...wish('prometheus', null), ref: refOf('team') }
    expect(failureOf(await injection.snippetWithValue(team)).code).toBe('refused')
  })
})
