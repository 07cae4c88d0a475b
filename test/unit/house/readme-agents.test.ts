import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Agent } from '../../../main/agents/agent.ts'
import { agentNamed } from '../../../main/agents/catalog.ts'
import { agentIds } from '../../../shared/names.ts'

const readme = join(import.meta.dirname, '../../../README.md')
const [start, end] = ['<!-- agents -->', '<!-- /agents -->'] as const

const groups = [
  ['agent', 'agent'],
  ['reader', 'reader'],
  ['carrier', 'file'],
] as const

// A pipe would end the cell.
const cell = (text: string): string => text.replaceAll('|', '\\|')

function checkersOf(agent: Agent): string {
  const programs = (agent.checkers?.('a.service') ?? []).flatMap(([program]) => program ?? [])
  return [...new Set(programs.map((program) => `\`${basename(program)}\``))].join(', ')
}

function row(agent: Agent): string {
  const { name, docsUrl, formats, needs, refusal, afterChange } = agent
  const link = `[${name}](${docsUrl})`
  const cells = [link, formats.join(', '), needs, checkersOf(agent), afterChange]
  return `| ${(refusal === undefined ? cells : [link, refusal]).map(cell).join(' | ')} |`
}

function tables(): string {
  const agents = agentIds.flatMap((id) => agentNamed(id) ?? [])
  const blocks = groups.map(([group, title]) =>
    [
      `| ${title} | snippets | where the key goes | checked with | afterwards |`,
      '| --- | --- | --- | --- | --- |',
      ...agents.filter((agent) => agent.group === group).map(row),
    ].join('\n'),
  )
  const refused = agents.filter((agent) => agent.refusal !== undefined).map(row)
  blocks.push(['| refused | why, and the way out |', '| --- | --- |', ...refused].join('\n'))
  return `\n\n${blocks.join('\n\n')}\n\n`
}

// With -u it writes the tables.
test("the README's tables of agents say what the catalogue says", async () => {
  const text = readFileSync(readme, 'utf8')
  const [before, after] = [text.indexOf(start) + start.length, text.indexOf(end)]
  expect(before < after, 'the marks around the tables').toBe(true)
  await expect(text.slice(0, before) + tables() + text.slice(after)).toMatchFileSnapshot(readme)
})

test('the README names every agent outside of the tables too', () => {
  const text = readFileSync(readme, 'utf8')
  const prose = text.slice(0, text.indexOf(start))
  const missing = agentIds.filter((id) => !prose.includes(agentNamed(id)?.name ?? id))
  expect(missing).toEqual([])
})
