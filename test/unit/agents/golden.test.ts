import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agentOf } from '../../../main/agents/catalog.ts'
import { spliceProved } from '../../../main/agents/config-file/splice.ts'
import { locateAll } from '../../../main/agents/locating.ts'
import { valueAt } from '../../../main/agents/locators/written.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { fixture, fixtureText, hosts, newKey } from './world.ts'

// The expected results stand beside the fixtures, one file per folder, and are read by people when they change.
const folders = readdirSync(fixture('.')).filter((name) => name !== 'snippets')

describe.each(folders)('fixtures of %s', (folder) => {
  const files = readdirSync(fixture(folder)).filter((name) => name !== 'expected.txt')

  it('are detected, located and spliced as expected', async () => {
    const told = files.sort().map((name) => describeFile(`${folder}/${name}`))
    await expect(told.join('\n')).toMatchFileSnapshot(fixture(`${folder}/expected.txt`))
  })

  it.each(files)('%s: no place of another vendor or secret is a candidate', (name) => {
    const text = fixtureText(`${folder}/${name}`)
    const agent = agentOf(text, hosts, name)
    const places = agent === null ? null : locateAll(agent, text, hosts, name)
    if (places?.ok !== true) return
    for (const place of places.value)
      expect(valueAt(text, place)).not.toMatch(/not-ours|hunter2|unknown-host|other-port/)
  })

  // Without a prefix any character of the vendor's alphabet comes first now and then.
  it.each(files)('%s: takes a value that begins with a hyphen where it takes another', (name) => {
    const text = fixtureText(`${folder}/${name}`)
    const agent = agentOf(text, hosts, name)
    const places = agent === null || agent.refusal !== undefined ? null : locateAll(agent, text, hosts, name)
    if (agent === null || places?.ok !== true) return
    const chosen = places.value.filter((one) => one.kind === 'literal' && one.notEditable === undefined)
    if (chosen.length === 0) return
    const reader = {
      locate: (t: string) => locateAll(agent, t, hosts, name),
      tree: (t: string) => agent.tree(t, name),
    }
    const splice = (value: string) =>
      spliceProved(text, Buffer.from(text), places.value, chosen, Secret.of(value), reader).ok
    const other = '8qlqeokPuMKpwmmwKt7LDaGYy1-j79mlo3xI3B2ZxQ'
    expect(splice(`-${other}`)).toBe(splice(`X${other}`))
  })
})

function describeFile(path: string): string {
  const text = fixtureText(path)
  const name = basename(path)
  const agent = agentOf(text, hosts, name)
  const lines = [`== ${name}: ${agent?.id ?? 'nothing'}${agent?.refusal === undefined ? '' : ' (refused)'}`]
  if (agent === null || agent.refusal !== undefined) return lines.join('\n')
  const located = locateAll(agent, text, hosts, name)
  if (!located.ok) return [...lines, `  ${located.failure.code}: ${located.failure.message}`].join('\n')
  for (const place of located.value) {
    const extra = [
      place.host ?? 'host unknown',
      place.quoting,
      place.provider,
      place.takes?.join(' or '),
      place.target,
      place.far === undefined ? undefined : JSON.stringify(place.far),
      place.notEditable,
      place.onlyWhenNamed,
    ]
    const value = JSON.stringify(text.slice(place.start, place.end))
    lines.push(`  ${place.line}:${place.column} ${place.agent} ${place.output} ${place.kind} ${value}`)
    lines.push(`      ${extra.filter((each) => each != null).join(' | ')}`)
  }
  const chosen = located.value.filter((place) => place.kind === 'literal' && place.notEditable === undefined)
  if (chosen.length === 0) return lines.join('\n')
  const reader = {
    locate: (t: string) => locateAll(agent, t, hosts, name),
    tree: (t: string) => agent.tree(t, name),
  }
  const result = spliceProved(text, Buffer.from(text), located.value, chosen, Secret.of(newKey), reader)
  if (!result.ok) return [...lines, `  ${result.failure.code}: ${result.failure.message}`].join('\n')
  const after = result.value.bytes.toString('utf8').split('\n')
  const before = text.split('\n')
  lines.push('  spliced:')
  for (const [index, line] of after.entries())
    if (line !== before[index]) lines.push(`    ${index + 1} ${JSON.stringify(line)}`)
  return lines.join('\n')
}
