import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { type AgentTarget, type NewTarget, newTarget } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note } from '../context.ts'
import { findFiles, findKey, refOf, shortPath } from '../find.ts'
import { table } from '../table.ts'
import { clean } from '../words.ts'

export interface TargetOptions {
  readonly controlUrl?: string
  readonly reloadCommand?: string
  readonly host?: string
  readonly key?: string
  readonly account?: string
}

/** `target add`: names an agent's config, and how the agent is reloaded and asked what it runs with. */
export async function addTarget(
  c: Context,
  core: Core,
  file: string,
  options: TargetOptions,
): Promise<Result<void>> {
  const target = readTarget(c, core, file, options)
  if (!target.ok) return target
  const added = await core.targets.add(target.value)
  if (!added.ok) return added
  const { agent, host, controlUrl, reloadCommand } = added.value
  const means = [
    reloadCommand === null ? '' : `reloaded by ${clean(reloadCommand)}`,
    controlUrl === null ? '' : `asked at ${clean(controlUrl)}`,
  ].filter((text) => text !== '')
  const yours = host === null ? 'reloaded by you' : 'changed and reloaded by you'
  const how = means.length === 0 ? yours : means.join(', ')
  answer(
    c,
    targetDocument(added.value),
    `${nameOf(c, added.value)} is a target: ${agent ?? 'an agent'}, ${how}.\n`,
  )
  return done
}

function readTarget(c: Context, core: Core, file: string, options: TargetOptions): Result<NewTarget> {
  const { controlUrl = null, reloadCommand = null, host = null, key } = options
  if (host !== null && key === undefined)
    return fail('usage', 'A file on another host cannot be read.', 'Say with --key which key it carries.')
  const found = key === undefined ? null : findKey(core, key, options.account)
  if (found && !found.ok) return found
  const paths = host === null ? findFiles(c, [file]) : ok([file])
  if (!paths.ok) return paths
  const ref = found ? refOf(found.value) : null
  const read = newTarget.safeParse({ file: paths.value[0], host, ref, controlUrl, reloadCommand })
  if (read.success) return ok(read.data)
  switch (read.error.issues[0]?.path[0]) {
    case 'controlUrl':
      return fail(
        'usage',
        `${controlUrl} is not an http or https address.`,
        'Write it such as http://127.0.0.1:9090.',
      )
    case 'reloadCommand':
      return fail('usage', 'The reload command is empty or longer than 2000 characters.')
    case 'host':
      return fail('usage', 'The host name is empty or longer than 200 characters.')
    default:
      return fail('usage', 'The file name is empty or longer than 4096 characters.')
  }
}

/** `target list`. */
export async function listTargets(c: Context, core: Core): Promise<Result<void>> {
  const targets = core.targets.list()
  const columns = [
    { title: 'FILE', flexible: true },
    { title: 'HOST' },
    { title: 'AGENT' },
    { title: 'ASKED AT', flexible: true },
    { title: 'RELOADED BY', flexible: true },
  ]
  const rows = targets.map((target) => [
    target.host === null ? shortPath(c, target.file) : target.file,
    target.host ?? '–',
    target.agent ?? '–',
    target.controlUrl ?? '–',
    target.reloadCommand ?? '–',
  ])
  answer(c, targets.map(targetDocument), rows.length === 0 ? '' : table(columns, rows, c.io.columns))
  if (rows.length === 0) note(c, 'There is no target yet. Add one with keyturn target add.')
  return done
}

/** `target remove`: the file itself is not touched. */
export async function removeTarget(
  c: Context,
  core: Core,
  file: string,
  options: { readonly host?: string },
): Promise<Result<void>> {
  const host = options.host ?? null
  const path = host === null ? resolve(c.io.cwd, file) : file
  const removed = core.targets.remove(path, host)
  if (!removed.ok) return removed
  const name = nameOf(c, { file: path, host })
  answer(c, { file: path, host, removed: true }, `${name} is no target any more. The file was not changed.\n`)
  return done
}

const nameOf = (c: Context, { file, host }: Pick<AgentTarget, 'file' | 'host'>) =>
  host === null ? shortPath(c, file) : `${clean(file)} on ${clean(host)}`

const targetDocument = ({ file, host, agent, ref, controlUrl, reloadCommand, addedAt }: AgentTarget) => ({
  file,
  host,
  agent,
  key: ref?.keyId ?? null,
  controlUrl,
  reloadCommand,
  addedAt,
})
