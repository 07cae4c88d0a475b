import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../main/cli/program.ts'
import { FakeTerminal } from '../../fakes/terminal.ts'

const readme = join(import.meta.dirname, '../../../README.md')
const [start, end] = ['<!-- commands -->', '<!-- /commands -->'] as const
const column = 30

const runner = { plain: async () => undefined, inCore: async () => undefined }
const program = buildProgram(new FakeTerminal(), '0', runner)

const line = (left: string, right: string): string =>
  left.length < column ? `${left.padEnd(column)}${right}` : `${left}\n${' '.repeat(column)}${right}`

const nameOf = (command: Command): string => {
  const parent = command.parent
  return parent === null || parent === program ? command.name() : `${nameOf(parent)} ${command.name()}`
}

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

// Nearly every command about a key has it.
const which = '--account <name>'
const whichWords = 'when two accounts have a key of this name or id'
const common = ({ flags, description }: Option): boolean => flags === which && description === whichWords

function block(command: Command): string {
  const help = command.createHelp()
  const words = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '')
    return argument.required ? ` <${name}>` : ` [${name}]`
  })
  const options = command.options.filter((option) => !common(option))
  return [
    line(nameOf(command) + words.join(''), command.description()),
    ...options.map((option) =>
      line(
        `  ${option.flags}`,
        program.configureHelp().optionDescription?.(option) ?? help.optionDescription(option),
      ),
    ),
  ].join('\n')
}

function listing(): string {
  const globals = program.options.map((option) => line(option.flags, option.description))
  const everywhere = [...globals, line(which, `${whichWords}: of every command about a key`)]
  return `\n\n\`\`\`\n${everywhere.join('\n')}\n\n${leaves(program).map(block).join('\n')}\n\`\`\`\n\n`
}

// With -u it writes the list.
test("the README's list of commands is what the program has", async () => {
  const text = readFileSync(readme, 'utf8')
  const [before, after] = [text.indexOf(start) + start.length, text.indexOf(end)]
  expect(before > start.length && before < after, 'the marks around the list').toBe(true)
  await expect(text.slice(0, before) + listing() + text.slice(after)).toMatchFileSnapshot(readme)
})
