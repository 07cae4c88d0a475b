import { describe, expect, it } from 'vitest'
import { agentFit, gallery, type KeyKind, takesWord } from '../../../renderer/features/snippet/agent-fit.ts'
import type { AgentInfo } from '../../../shared/model.ts'
import { agentIds } from '../../../shared/names.ts'
import { fakeAgents } from '../../fakes/catalogue.ts'

const ingest: KeyKind = { type: 'send-your-data', provider: 'coralogix' }
const team: KeyKind = { type: 'team', provider: 'coralogix' }
const named = (id: string): AgentInfo => {
  const agent = fakeAgents.find((each) => each.id === id)
  if (!agent) throw new Error(id)
  return agent
}
const ids = (kind: KeyKind, query = '') =>
  gallery(fakeAgents, kind, query).flatMap((group) => group.entries.map((entry) => entry.agent.id))

describe('the gallery', () => {
  it('hides no agent, whatever the key', () => {
    expect(fakeAgents.map((agent) => agent.id).sort()).toEqual([...agentIds].sort())
    for (const kind of [ingest, team, { type: 'service-id', provider: 'ibm-cloud' } as const])
      expect(ids(kind).sort()).toEqual([...agentIds].sort())
  })

  it('groups them, what takes the key first', () => {
    expect(gallery(fakeAgents, ingest, '').map((group) => group.title)).toEqual([
      'Agents',
      'Carriers',
      'Read from the vendor',
      'Not supported',
    ])
    expect(gallery(fakeAgents, team, '').map((group) => group.group)).toEqual([
      'reader',
      'carrier',
      'agent',
      'refused',
    ])
  })

  it('counts through all groups, so that arrows can walk', () => {
    const places = gallery(fakeAgents, team, '').flatMap((group) => group.entries.map((entry) => entry.index))
    expect(places).toEqual(fakeAgents.map((_, index) => index))
  })

  it('says once for a group what is true of nearly all of it', () => {
    const agents = gallery(fakeAgents, team, '').find((group) => group.group === 'agent')
    expect(agents?.reason).toBe('Takes a Send-Your-Data key; this is a Team key.')
    expect(gallery(fakeAgents, ingest, '').find((group) => group.group === 'agent')?.reason).toBeNull()
  })

  it('is searched by name and id', () => {
    expect(ids(ingest, ' GRAFA')).toEqual(['grafana-api'])
    expect(ids(ingest, 'dotenv')).toEqual(['dotenv'])
    expect(ids(ingest, 'nothing such')).toEqual([])
  })
})

describe('why an agent takes no key from here', () => {
  it.each([
    ['vector', team, 'Takes a Send-Your-Data key; this is a Team key.'],
    ['grafana-api', ingest, 'Takes a Team or Personal key; this is a Send-Your-Data key.'],
    ['ibm-cloud-logs', ingest, 'Takes a key of IBM Cloud; this one is of Coralogix.'],
    [
      'vector',
      { type: 'personal', provider: 'aggregations-io' },
      'Takes a key of Coralogix; this one is of Aggregations.io.',
    ],
  ] as const)('%s', (id, kind, reason) => expect(agentFit(named(id), kind)).toEqual({ fits: false, reason }))

  it('is the refusal, with the way out', () =>
    expect(agentFit(named('filebeat'), ingest).reason).toMatch(/Move to the OpenTelemetry Collector/))

  it('is nothing for what a carrier takes, of whatever vendor', () => {
    expect(agentFit(named('dotenv'), { type: 'personal', provider: 'aggregations-io' }).fits).toBe(true)
    expect(agentFit(named('dotenv'), ingest, 'snippet').reason).toMatch(/^Has no snippet of its own/)
  })
})

it('says which keys an agent takes, and of whom', () => {
  expect(takesWord(named('vector'), ingest)).toBe('Send-Your-Data')
  expect(takesWord(named('ibm-cloud-logs'), ingest)).toBe('IBM Cloud: Service ID, User')
  expect(takesWord(named('ibm-cloud-logs'), { provider: 'ibm-cloud' })).toBe('Service ID, User')
  expect(takesWord(named('dotenv'), ingest)).toBe('Any Coralogix key')
  expect(takesWord(named('filebeat'), ingest)).toBe('')
})
