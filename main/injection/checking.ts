import { dirname } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { CheckReport } from '../../shared/model.ts'
import type { Agent } from '../agents/agent.ts'
import { agentOf } from '../agents/catalog.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { readConfigFile } from '../agents/config-file/read.ts'
import { quotedForShell } from './chain-words.ts'
import type { InjectionPorts } from './injection-ports.ts'
import { hideTokens, maskLine } from './masked-line.ts'
import { installedPrograms } from './programs.ts'

const hidden = '•••'
/** How much of what a checker said is shown: lines, and characters of each. */
const shownLines = 40
const shownLength = 240

interface Checker {
  readonly program: string
  readonly args: readonly string[]
  /** As it would be typed. */
  readonly typed: string
}

async function installedChecker(ports: InjectionPorts, agent: Agent, file: string): Promise<Checker | null> {
  const programs = ports.programs ?? installedPrograms()
  for (const command of agent.checkers?.(file) ?? []) {
    const [name = '', ...args] = command
    const program = await programs.find(name)
    if (program !== null) return { program, args, typed: command.map(quotedForShell).join(' ') }
  }
  return null
}

/** The checker that would be run on such a file, as it would be typed; null where none is installed. Runs nothing. */
export async function checkerOf(ports: InjectionPorts, agent: Agent, file: string): Promise<string | null> {
  return (await installedChecker(ports, agent, file))?.typed ?? null
}

/**
 * Runs the agent's own checker on a file: the caller has the user's order. Fails with `not-found` where none is
 * installed, with `unsupported` where there is none, with `file-no-place` for a file that is nobody's, and like reading.
 */
export async function checkFile(ports: InjectionPorts, fs: Fs, path: string): Promise<Result<CheckReport>> {
  const read = await readConfigFile(fs, path)
  if (!read.ok) return read
  const agent = agentOf(read.value.text, ports.hosts(), path)
  if (agent === null)
    return fail(
      'file-no-place',
      `${path} is not configuration that Keyturn knows.`,
      'keyturn agent list shows which files are known.',
    )
  const checker = await installedChecker(ports, agent, path)
  if (checker === null) {
    const names = [...new Set((agent.checkers?.(path) ?? []).flatMap(([name]) => name ?? []))]
    return fail(
      names.length === 0 ? 'unsupported' : 'not-found',
      `${path} was not checked: ${names.length === 0 ? `there is no checker for ${agent.name}` : `${names.join(' or ')} is not installed here`}.`,
      names.length === 0 ? '' : 'Check the file on the machine on which the agent runs.',
    )
  }
  const programs = ports.programs ?? installedPrograms()
  const end = await programs.run(checker.program, checker.args, dirname(read.value.resolved))
  if (end.kind === 'failed')
    return fail('unexpected', `${checker.typed} could not be started.`, 'The file was not checked.')
  const late = end.kind === 'late' ? ['It did not end within 20 seconds and was stopped.'] : []
  return ok({
    file: path,
    agent: agent.id,
    command: checker.typed,
    passed: end.kind === 'exited' && end.status === 0,
    output: [...maskedOutput(end.said, read.value.text, path), ...late],
  })
}

/**
 * What a checker said, without anything of the file that a diff would hide as well: checkers quote what they do not
 * understand.
 */
export function maskedOutput(said: string, text: string, path: string): readonly string[] {
  const secret = hiddenWords(text)
  const lines = said.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const shown = lines.slice(0, shownLines).map((line) =>
    line
      .replace(invisible, '')
      .split(path)
      .map((part) => hideTokens(hideWords(part.replace(/`[^`]*`?/g, hidden), secret)))
      .join(path)
      .slice(0, shownLength),
  )
  return lines.length > shownLines ? [...shown, `… and ${lines.length - shownLines} more lines.`] : shown
}

// Colours, and characters that could make a line look like another one.
const invisible = /\p{Cc}\[[\d;]{0,12}m|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const separators = /([\s"'`,;()[\]{}<>=|&]+)/

/** Words of a file that a diff does not show; those of one or two characters say nothing. */
function hiddenWords(text: string): ReadonlySet<string> {
  const words = new Set<string>()
  const shown = new Set<string>()
  for (const line of text.split('\n')) {
    const masked = new Set(maskLine(line).split(separators))
    for (const word of line.split(separators)) {
      const bare = word.replace(/[.:]+$/, '')
      if (bare.length < 3) continue
      if (masked.has(word) || masked.has(bare)) shown.add(bare)
      else words.add(bare)
    }
  }
  // What stands openly elsewhere in the file, such as a setting's name in a comment, is no secret.
  for (const word of shown) words.delete(word)
  return words
}

const hideWords = (line: string, words: ReadonlySet<string>): string =>
  line
    .split(separators)
    .map((word) => {
      const bare = word.replace(/[.:]+$/, '')
      return words.has(bare) ? hidden + word.slice(bare.length) : word
    })
    .join('')
