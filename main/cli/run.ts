import { type Command, CommanderError } from 'commander'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import { StorageError, storageTrouble } from '../database/storage-failure.ts'
import type { Core } from '../services.ts'
import { type Context, reportFailure } from './context.ts'
import { type ExitCode, exitCodeOf } from './exit-code.ts'
import type { Doors, Io } from './io.ts'
import { openIntentNotices, settleOpenIntents } from './open-intents.ts'
import { rotationNotices } from './open-rotations.ts'
import { buildProgram, type GlobalOptions, type Runner } from './program.ts'
import { looksLikeValue } from './values.ts'
import { clean } from './words.ts'

/** How long the keychain's process and the database may take to close; the answer is already printed. */
const closeLimitMs = 2000

/** The whole program: carries out one command line and answers its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io, doors: Doors): Promise<ExitCode> {
  const json = wantsJson(argv)
  if (argv.some(looksLikeValue)) {
    const failure: Failure = {
      code: 'usage',
      message: 'An argument looks like the value of a key. Nothing was done with it.',
      hint: 'Values are read from stdin or a prompt: a command line stays in the shell history and is visible to others.',
    }
    reportFailure(io, json, failure)
    return exitCodeOf(failure.code)
  }
  let outcome: Result<void> = ok(undefined)
  let notices: readonly string[] = []
  let home: string | null = null
  let core: Core | null = null

  const contextFor = (options: GlobalOptions): Context => {
    home = doors.dataFolder(options.home ?? null)
    const colour = io.stdoutIsTty && options.color && !options.json && !io.env.NO_COLOR
    return { io, doors, json: options.json, colour }
  }
  const runner: Runner = {
    async plain(options, module, work) {
      const c = contextFor(options)
      outcome = await work(await module, c)
    },
    async inCore(options, module, work, rotationsToo) {
      const c = contextFor(options)
      // The command's code loads while the database opens.
      const [loaded, opened] = await Promise.all([module, doors.openCore(home ?? '')])
      if (!opened.ok) {
        outcome = opened
        return
      }
      core = opened.value
      const unsettled = await settleOpenIntents(core)
      try {
        outcome = await work(loaded, c, core)
      } finally {
        const rotations = rotationsToo ? rotationNotices(core) : []
        notices = [...unsettled.map(clean), ...openIntentNotices(core), ...rotations]
      }
    },
  }

  const program = buildProgram(io, doors.version, runner)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    outcome =
      error instanceof CommanderError
        ? outcomeOfUsage(error, helpHint(program, argv))
        : await outcomeOfError(error, () => doors.recordCrash(home ?? doors.dataFolder(null), error))
  }
  if (core) await closed(core, io)
  if (outcome.ok) {
    if (notices.length > 0) {
      io.err(json ? `${JSON.stringify({ notices })}\n` : notices.map((notice) => `${notice}\n`).join(''))
    }
    return 0
  }
  reportFailure(io, json, outcome.failure, notices)
  return exitCodeOf(outcome.failure.code)
}

// Also answers for a command line that could not be read.
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}

async function outcomeOfError(error: unknown, record: () => Promise<string>): Promise<Result<void>> {
  // No bug: what reads the database has no failure of its own for a disk that fails under it.
  if (error instanceof StorageError) return storageTrouble(error)
  return fail(
    'unexpected',
    `Something failed that should not. It is in the log as ${await record()}.`,
    'keyturn doctor shows what works here.',
  )
}

/** Which help tells more: that of the command that the line names, as far as it names one. */
function helpHint(program: Command, argv: readonly string[]): string {
  const names: string[] = []
  let command = program
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word)
    if (next === undefined) continue
    command = next
    names.push(word)
  }
  const what = command.commands.length > 0 ? 'lists the commands' : 'shows how it is written'
  return `${['keyturn', ...names, '--help'].join(' ')} ${what}.`
}

function outcomeOfUsage(error: CommanderError, help: string): Result<void> {
  if (error.exitCode === 0) return ok(undefined)
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n')
  const sentence = first.charAt(0).toUpperCase() + first.slice(1)
  const message = /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
  return fail('usage', message, [...more, help].join(' '))
}

async function closed(core: Core, io: Io): Promise<void> {
  await Promise.race([core.close().catch(() => undefined), io.sleep(closeLimitMs)])
}
