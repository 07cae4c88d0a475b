import type { Command } from 'commander'
import { advanceRotations } from './open-rotations.ts'
import type { CoreWork, InCore } from './program.ts'

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** A command that first lets go on what waited. */
export const advancing =
  <M>(work: CoreWork<M>): CoreWork<M> =>
  async (module, c, core) => {
    const advanced = await advanceRotations(c, core)
    return advanced.ok ? work(module, c, core) : advanced
  }

const rotateHelp = `
A time is a number and s, m, h or d. With --resume and --undo the rotation's own
settings hold. Ctrl-C stops after the step that is being taken; a second one
leaves. Either can be resumed. Exit 0 also while it only waits for the soak or
the grace period, 8 when it was stopped or needs you.
`

/** `rotate`. `inCore` runs without the notices on rotations: this says itself how they stand. */
export function addRotateCommand(program: Command, inCore: InCore): void {
  program
    .command('rotate [ids...]')
    .description('replace keys step by step, each step on evidence; several go one after another')
    .option('--account <name>', 'when two accounts have a key of this name or id')
    .option('--to <id>', 'this key takes its place, instead of a new one; its value is held')
    .option('--dry-run', 'only show the plan', false)
    .option('--rehearse', 'try the whole of it on copies and against the sandbox', false)
    .option('--yes', 'accept the plan without being asked', false)
    .option('--canary', 'consent to one marked log line at the vendor: it is stored and billed', false)
    .option('--watch <time>', 'how long the agents are watched before the old key is cut (70s; leaked: 10s)')
    .option(
      '--soak <time>',
      'how long after the cut the old key is kept ready to come back (24h; leaked: 5m)',
    )
    .option('--grace <time>', 'how long after the cut the old key is deleted (14d; leaked: 15m)')
    .option('--leaked', 'the key leaked: the same within minutes', false)
    .option(
      '--cut-first',
      'with --leaked: cut before the agents have the new key; telemetry is refused',
      false,
    )
    .option('--resume <id>', 'go on with a rotation; its own id, or the id or name of the old key')
    .option('--undo <id>', 'lead a rotation back to the old key')
    .option(
      '--confirm <file>',
      'your word: this agent runs with the key that it should; repeatable',
      collect,
      [],
    )
    .option(
      '--done <step>',
      "your word: this step is done on the vendor's page (cut, delete, …); repeatable",
      collect,
      [],
    )
    .option('--override <name>', "the old key's name: cut it although uses are unconfirmed")
    .addHelpText('after', rotateHelp)
    .action((ids, options) =>
      inCore(import('./commands/rotate.ts'), (m, c, core) => m.rotate(c, core, ids, options)),
    )
}

/** `rotation …`. */
export function addRotationCommands(rotation: Command, inCore: InCore): void {
  const module = () => import('./commands/rotation.ts')
  rotation
    .command('list')
    .description('list rotations: those that have not ended, then those that ended in the last 30 days')
    .option('--all', 'also those that ended before', false)
    .action((options) =>
      inCore(
        module(),
        advancing((m, c, core) => m.listRotations(c, core, options)),
      ),
    )
  const one = (name: string, description: string) =>
    rotation
      .command(`${name} <id>`)
      .description(`${description}; by its id, or the id or name of the old key`)
      .option('--account <name>', 'when two accounts have a key of this name or id')
  one('show', 'show every step with its evidence, and what to do').action((id, options) =>
    inCore(module(), (m, c, core) => m.showRotation(c, core, id, options)),
  )
  one('receipt', 'print the record for auditors as JSON, without any value')
    .option('--html', 'as a page to read instead', false)
    .action((id, options) => inCore(module(), (m, c, core) => m.printReceipt(c, core, id, options)))
}

/** `target …`. */
export function addTargetCommands(target: Command, inCore: InCore): void {
  const module = () => import('./commands/target.ts')
  target
    .command('add <file>')
    .description("name an agent's config, and how its agent is reloaded and asked what it runs with")
    .option('--control-url <url>', "the agent's own HTTP address, such as http://127.0.0.1:9090")
    .option('--reload-command <command>', 'run by the shell to reload the agent')
    .option('--host <name>', 'the file is on another host, where you change and reload it yourself')
    .option(
      '--key <id>',
      'the key that it carries: with --host, or where the file leads out of reach, as into a cluster',
    )
    .option('--account <name>', 'when two accounts have a key of this name or id')
    .action((file, options) => inCore(module(), (m, c, core) => m.addTarget(c, core, file, options)))
  target
    .command('list')
    .description('list the targets')
    .action(() => inCore(module(), (m, c, core) => m.listTargets(c, core)))
  target
    .command('remove <file>')
    .description('forget a target; its file is not touched')
    .option('--host <name>', 'the file is on this other host')
    .action((file, options) => inCore(module(), (m, c, core) => m.removeTarget(c, core, file, options)))
}
