import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../main/cli/program.ts'
import { FakeTerminal } from '../../fakes/terminal.ts'

const root = join(import.meta.dirname, '../../..')
const text = readFileSync(join(root, 'README.md'), 'utf8')
const part = text.slice(text.indexOf('<!-- features -->'), text.indexOf('<!-- /features -->'))

const rows = part
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| feature ') && !line.startsWith('| ---'))
  .map((line) => {
    const [feature = '', inWindow = '', inTerminal = '', proof = ''] = line.slice(2, -2).split(' | ')
    return { feature, inWindow, inTerminal, proof }
  })

test("the README's table has the features of all five documents", () => {
  expect(part.match(/^\*\*(Coralogix|Aggregations\.io|IBM Cloud)/gm)).toHaveLength(5)
  expect(rows.length).toBeGreaterThan(90)
})

test.each(rows)('$feature: the tests that prove it exist', ({ proof }) => {
  const named = [...proof.matchAll(/`((?:unit|e2e)\/[^`]+)` “([^”]+)”/g)]
  expect(named.length).toBeGreaterThan(0)
  for (const [, file = '', title = ''] of named) {
    const path = join(root, 'test', file)
    expect(existsSync(path), file).toBe(true)
    expect(readFileSync(path, 'utf8').replaceAll("\\'", "'"), file).toContain(title)
  }
})

const program = buildProgram(new FakeTerminal(), '0', {
  plain: async () => undefined,
  inCore: async () => undefined,
})

test.each(rows)('$feature: the commands and options exist', ({ inTerminal }) => {
  const named = [...inTerminal.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command)
  expect(named.length).toBeGreaterThan(0)
  for (const typed of named) {
    const words = typed.split(' ')
    const options = words.filter((word) => word.startsWith('--'))
    let command = program
    for (const word of words) {
      const next = command.commands.find((one) => one.name() === word)
      if (next === undefined) break
      command = next
    }
    expect(command.commands.length, typed).toBe(0)
    const known = command.options.map(({ long }) => long)
    expect(known, typed).toEqual(expect.arrayContaining(options))
  }
})

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sources(path)
      return /\.tsx?$/.test(entry.name) ? readFileSync(path, 'utf8') : ''
    })
    .join('\n')
}

test('what the table names in the window is written there', () => {
  const window = sources(join(root, 'renderer'))
  const named = rows.flatMap(({ inWindow }) =>
    [...inWindow.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name),
  )
  // Not a name of the window: it begins the cells of what is done there.
  const missing = named.filter((name) => name !== 'At the vendor' && !window.includes(name))
  expect(missing).toEqual([])
})
