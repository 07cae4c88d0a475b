import { Command, Help } from 'commander'
import type { Result } from '../../shared/errors.ts'
import type { Core } from '../services.ts'
import type { Context } from './context.ts'
import type { Io } from './io.ts'
import { addAccountCommands, addKeyCommands, addServiceIdCommands } from './program-keys.ts'
import { addRotateCommand, addRotationCommands, addTargetCommands, advancing } from './program-rotation.ts'

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  readonly home?: string
  readonly json: boolean
  readonly color: boolean
}

type Work<M> = (module: M, c: Context) => Promise<Result<void>>
export type CoreWork<M> = (module: M, c: Context, core: Core) => Promise<Result<void>>

/** Carries out what a command line turned out to mean. */
export interface Runner {
  plain<M>(options: GlobalOptions, module: Promise<M>, work: Work<M>): Promise<void>
  /** `rotationsToo`: whether rotations that need the user are pointed out afterwards. */
  inCore<M>(
    options: GlobalOptions,
    module: Promise<M>,
    work: CoreWork<M>,
    rotationsToo: boolean,
  ): Promise<void>
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** The command tree. It only reads the command line: each command's code is loaded when it is run. */
export function buildProgram(io: Io, version: string, runner: Runner): Command {
  const program = new Command('keyturn')
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      // Failures are printed in one place, as text or as JSON.
      writeErr: () => undefined,
      getOutHelpWidth: () => io.columns ?? 100,
    })
    .configureHelp({
      // What is off unless given needs no word.
      optionDescription: (option) =>
        option.defaultValue === false || Array.isArray(option.defaultValue)
          ? option.description
          : new Help().optionDescription(option),
    })
    .description('Finds, stores, uses and rotates the API keys that telemetry agents carry.')
    .option('--home <folder>', 'the data folder (or KEYTURN_HOME)')
    .option('--json', 'print one JSON document', false)
    .option('--no-color', 'no colours (or NO_COLOR)')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText('after', exitCodesHelp)

  const globals = () => program.opts<GlobalOptions>()
  const inCore = <M>(module: Promise<M>, work: CoreWork<M>) => runner.inCore(globals(), module, work, true)
  // What is about rotations says itself how they stand.
  const onRotations = <M>(module: Promise<M>, work: CoreWork<M>) =>
    runner.inCore(globals(), module, work, false)
  const plain = <M>(module: Promise<M>, work: Work<M>) => runner.plain(globals(), module, work)
  // Named without what to do, a group answers with its help; the bare program does so for newcomers.
  program.action(() => {
    if (program.args.length > 0) program.error(`There is no command ${program.args[0]}.`)
    program.outputHelp()
  })
  const groups: Command[] = [program]
  const group = (name: string, description: string) => {
    const command = program.command(name).description(description)
    groups.push(command)
    return command.action(() => {
      const [unknown] = command.args
      if (unknown !== undefined) command.error(`There is no command ${name} ${unknown}.`)
      command.error(`keyturn ${name} needs to know what to do: keyturn ${name} --help lists it.`)
    })
  }

  addAccountCommands(group('account', 'vendor accounts'), inCore)
  program
    .command('sync')
    .description("list the vendors' keys again")
    .option('--account <name>', 'only this account')
    .action((options) => inCore(import('./commands/sync.ts'), (m, c, core) => m.sync(c, core, options)))
  addKeyCommands(group('key', 'keys and their values'), inCore)
  addServiceIdCommands(group('service-id', 'identities that own keys and have rights of their own'), inCore)
  addAgentCommands(group('agent', 'telemetry agents'), inCore)
  addFileCommands(program, inCore)
  program
    .command('scan <paths...>')
    .description('find every use of every known key in files and below folders')
    .option('--account <name>', "leave out other accounts' keys")
    .option('--ignore-files', 'leave out node_modules and what .gitignore and .ignore files name', false)
    .option('--histories', 'look at the shell histories of your home folder as well', false)
    .action((paths, options) =>
      inCore(import('./commands/scan.ts'), (m, c, core) => m.scan(c, core, paths, options)),
    )
  program
    .command('due')
    .description('keys that are due, and why')
    .option('--within <time>', 'how far ahead: a number and s, m, h or d', '14d')
    .action((options) =>
      inCore(
        import('./commands/due.ts'),
        advancing((m, c, core) => m.due(c, core, options)),
      ),
    )
  addTargetCommands(group('target', 'how agents are reloaded and asked what they run with'), inCore)
  addRotateCommand(program, onRotations)
  addRotationCommands(group('rotation', 'rotations and their records'), onRotations)
  program
    .command('sandbox')
    .description('run the embedded vendor API until Ctrl-C')
    .option('--port <port>', 'on this port instead of a free one')
    .action((options) => plain(import('./commands/sandbox.ts'), (m, c) => m.sandbox(c, options)))
  program
    .command('doctor')
    .description('what works here, and what to do where it does not')
    .option('--repair', 'make a lost fingerprint key anew', false)
    .action(({ repair }) =>
      inCore(import('./commands/doctor.ts'), (m, c, core) =>
        repair ? m.repair(c, core) : m.doctor(c, core),
      ),
    )
  // Last, since a command hands this on to those that are added to it: an unknown word is named, not counted.
  for (const command of groups) command.allowExcessArguments()
  return program
}

export type InCore = <M>(module: Promise<M>, work: CoreWork<M>) => Promise<void>

function addAgentCommands(agent: Command, inCore: InCore): void {
  const module = () => import('./commands/agent.ts')
  agent
    .command('list')
    .description('list the agents, the files that carry keys for them, and what is refused and why')
    .action(() => inCore(module(), (m, c, core) => m.listAgents(c, core)))
  agent
    .command('detect <files...>')
    .description('say whose configuration a file is, which keys it carries and where they come from')
    .action((files) => inCore(module(), (m, c, core) => m.detectAgents(c, core, files)))
  agent
    .command('check <file>')
    .description("run the agent's own checker on a file, where it is installed")
    .action((file) => inCore(module(), (m, c, core) => m.checkFile(c, core, file)))
  agent
    .command('snippet <agent>')
    .description('print a ready configuration')
    .requiredOption('--key <id>', 'for this key')
    .option('--account <name>', 'when two accounts have a key of this name or id')
    .option('--application <name>', 'application name', 'my-application')
    .option('--subsystem <name>', 'subsystem name', 'my-subsystem')
    .option('--format <format>', "one of the agent's formats: keyturn agent list --json names them")
    .option('--with-value', "with the value in it, instead of the agent's own reference", false)
    .action((id, options) => inCore(module(), (m, c, core) => m.printSnippet(c, core, id, options)))
}

function addFileCommands(program: Command, inCore: InCore): void {
  const module = () => import('./commands/inject.ts')
  program
    .command('inject <files...>')
    .description('put a key into config files: all of them or none')
    .requiredOption('--key <id>', 'this key')
    .option('--account <name>', 'when two accounts have a key of this name or id')
    .option('--dry-run', 'only show what would change', false)
    .option('--check', "run the agents' own checkers, and put all back if one refuses what is new", false)
    .option(
      '--at <place>',
      'LINE (or FILE:LINE, repeatable), where a file carries several values',
      collect,
      [],
    )
    .action((files, options) => inCore(module(), (m, c, core) => m.inject(c, core, files, options)))
  program
    .command('restore <file...>')
    .description('undo the last injection into these files, all or none')
    .option('--set', 'also every file that was changed together with them', false)
    .action((files, options) => inCore(module(), (m, c, core) => m.restore(c, core, files, options.set)))
}

const exitCodesHelp = `
Exit codes: 0 done, 1 unexpected, 2 usage or not in this version, 3 not found,
  4 refused by a rule, or a file that cannot be edited safely,
  5 the vendor rejected the credential, 6 the vendor could not be reached or
  failed, 7 the keychain could not be used, 8 stopped half-way, or you are
  needed: it can be resumed.
Values and credentials are read from stdin or a prompt, never from the command
line.
`
