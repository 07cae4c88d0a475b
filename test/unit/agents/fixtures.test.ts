import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Place } from '../../../main/agents/agent.ts'
import { agentNamed, agentOf } from '../../../main/agents/catalog.ts'
import { locateAll } from '../../../main/agents/locating.ts'
import { valueAt } from '../../../main/agents/locators/written.ts'
import { agentIds } from '../../../shared/names.ts'
import { fixture, fixtureText, hosts } from './world.ts'

// What makes a folder of fixtures realistic, as a rule: each agent's files together show every trait, but for the
// traits that its format cannot have. The golden test says what becomes of them.

interface Sample {
  readonly name: string
  readonly text: string
  /** Null where the file does not parse; empty where it has no place. */
  readonly places: readonly Place[] | null
  readonly found: string | null
  readonly refused: boolean
}

const traits = {
  comments: ({ text }: Sample) => /(^|[ \t])(#|\/\/|;)|<!--|\/\*/m.test(text),
  CRLF: ({ text }: Sample) => text.includes('\r\n'),
  BOM: ({ text }: Sample) => text.startsWith('\uFEFF'),
  tabs: ({ text }: Sample) => text.includes('\t'),
  anchors: ({ text, places, refused }: Sample) =>
    /[:-] &[A-Za-z]/.test(text) &&
    (refused || (places ?? []).some((place) => place.notEditable === undefined)),
  'several outputs': ({ places }: Sample) => new Set((places ?? []).map(({ output }) => output)).size > 1,
  'several keys': ({ text, places }: Sample) =>
    new Set((places ?? []).filter(({ kind }) => kind === 'literal').map((place) => valueAt(text, place)))
      .size > 1,
  'a reference': ({ places }: Sample) => (places ?? []).some(({ kind }) => kind !== 'literal'),
  'an invalid file': ({ places }: Sample) => places === null,
  "another vendor's secret": ({ text }: Sample) => /not-ours|hunter2/.test(text),
} as const satisfies Readonly<Record<string, (sample: Sample) => boolean>>
type Trait = keyof typeof traits

const noAnchors = 'only YAML has anchors'
const noPlaces = 'it is refused, so that it has no places and is never parsed'
const refusedAgents = {
  'several outputs': noPlaces,
  'several keys': noPlaces,
  'a reference': noPlaces,
  'an invalid file': noPlaces,
} as const
const shell = { BOM: 'a shell does not run a script with one', anchors: noAnchors } as const

/** Traits that an agent's format cannot have, each with the reason. */
const exceptions: Readonly<Record<string, Partial<Record<Trait, string>>>> = {
  filebeat: refusedAgents,
  winlogbeat: refusedAgents,
  'prometheus-alertmanager': refusedAgents,
  'custom-metrics': shell,
  'metrics-cardinality': shell,
  dotenv: { anchors: noAnchors },
  'ecs-task': { anchors: noAnchors },
  launchd: { anchors: noAnchors },
  logstash: { anchors: noAnchors },
  nagios: { anchors: noAnchors },
  'rabbitmq-metrics': { anchors: noAnchors },
  systemd: { anchors: noAnchors },
  telegraf: { anchors: noAnchors },
  terraform: { anchors: noAnchors },
}

function sampleOf(path: string, name: string): Sample {
  const text = fixtureText(path)
  const agent = agentOf(text, hosts, name)
  const refused = agent?.refusal !== undefined
  const located = agent === null || refused ? null : locateAll(agent, text, hosts, name)
  const places = located === null ? [] : located.ok ? located.value : null
  return { name, text, places, found: agent?.id ?? null, refused }
}

describe.each(agentIds)('the fixtures of %s', (id) => {
  const samples = readdirSync(fixture(id))
    .filter((name) => name !== 'expected.txt')
    .map((name) => sampleOf(`${id}/${name}`, name))
  const excepted = exceptions[id] ?? {}

  it.each(Object.keys(traits) as Trait[])('%s', (trait) => {
    const having = samples.filter((sample) => traits[trait](sample)).map(({ name }) => name)
    if (excepted[trait] === undefined) expect(having).not.toEqual([])
    else expect(having, 'an exception that is none').toEqual([])
  })

  it('are found as what they are', () => {
    // The three Prometheus ids are one file format.
    const wanted = agentNamed(id)?.id.replace(/^prometheus-(server|agent)$/, 'prometheus')
    expect(samples.map(({ found }) => found)).toContain(wanted)
  })
})
