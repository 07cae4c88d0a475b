import { fail, type Result } from '../../../shared/errors.ts'
import { agentId } from '../../../shared/model.ts'
import type { Core, SnippetRequest } from '../../services.ts'
import { answer, type Context, done, note } from '../context.ts'
import { detectionDocument } from '../documents.ts'
import { findFiles, findKey, refOf, shortPath } from '../find.ts'
import { table } from '../table.ts'
import { printValue, printValueDocument } from '../values.ts'
import { clean } from '../words.ts'
import { chainText, checkText } from './inject.ts'

/** `agent list`. */
export async function listAgents(c: Context, core: Core): Promise<Result<void>> {
  const agents = await core.injection.agents()
  const columns = [{ title: 'ID' }, { title: 'NAME' }, { title: 'TAKES' }, { title: 'FILES', flexible: true }]
  const rows = agents.map((agent) => [
    agent.id,
    agent.name,
    agent.supported ? agent.takes.join(', ') || '–' : 'refused',
    agent.supported ? agent.files.join(', ') : (agent.reason ?? ''),
  ])
  answer(c, agents, table(columns, rows, c.io.columns))
  return done
}

/** `agent detect`: prints what could be read even when one of the files could not. */
export async function detectAgents(c: Context, core: Core, files: readonly string[]): Promise<Result<void>> {
  const paths = findFiles(c, files)
  if (!paths.ok) return paths
  const found = await core.injection.detect(paths.value)
  const documents = found.map(detectionDocument)
  const blocks = found.map((each) => {
    const { file, agent, uses } = each
    const reason = each.error ?? each.reason
    const lines = uses.flatMap((use) => {
      const key = use.keyId === null ? 'unknown key' : `key ${use.keyId} (${use.keyState ?? 'state unknown'})`
      const way = use.chain.slice(1).map((link) => `    → ${chainText(c, link)}`)
      const outside =
        use.outside === null
          ? []
          : [
              `    → ${clean(use.outside.what)}, which Keyturn cannot change`,
              ...(use.outside.command === '' ? [] : [`      ${clean(use.outside.command)}`]),
            ]
      return [
        clean(`  line ${use.line}: ${use.agent}, ${use.output}, ${use.kind}, ${key}`),
        ...way,
        ...outside,
      ]
    })
    const said = reason === null ? '' : `: ${clean(reason)}`
    return [`${shortPath(c, file)}: ${agent ?? 'no known agent'}${said}`, ...lines].join('\n')
  })
  answer(c, documents, blocks.map((block) => `${block}\n`).join(''))
  const unread = found.filter(({ error }) => error !== null)
  const [first] = unread
  if (!first) return done
  const more = unread.length > 1 ? ` So it is with ${unread.length - 1} more.` : ''
  return fail('file-invalid', `${shortPath(c, first.file)}: ${first.error}${more}`, 'Nothing was changed.')
}

/** `agent check`: runs the agent's own checker; ends with 4 when it refuses the file. */
export async function checkFile(c: Context, core: Core, file: string): Promise<Result<void>> {
  const paths = findFiles(c, [file])
  if (!paths.ok) return paths
  const report = await core.injection.check(paths.value[0] ?? file)
  if (!report.ok) return report
  answer(c, report.value, checkText(c, report.value))
  return report.value.passed
    ? done
    : fail('file-invalid', `${report.value.command} refuses ${shortPath(c, report.value.file)}.`)
}

export interface SnippetOptions {
  readonly key: string
  readonly account?: string
  readonly application: string
  readonly subsystem: string
  readonly format?: string
  readonly withValue: boolean
}

/** `agent snippet`: without --with-value the agent's own reference stands where the value would. */
export async function printSnippet(
  c: Context,
  core: Core,
  agent: string,
  options: SnippetOptions,
): Promise<Result<void>> {
  const known = agentId.safeParse(agent)
  if (!known.success) {
    return fail('not-found', `There is no agent ${agent}.`, 'keyturn agent list names them.')
  }
  const found = findKey(core, options.key, options.account)
  if (!found.ok) return found
  const format = options.format ?? null
  const info = (await core.injection.agents()).find(({ id }) => id === known.data)
  if (format !== null && info && !info.formats.includes(format)) {
    return fail(
      'usage',
      `${info.name} has no format ${format}.`,
      `It has ${info.formats.join(', ') || 'none'}.`,
    )
  }
  const { application, subsystem } = options
  const request: SnippetRequest = {
    agentId: known.data,
    ref: refOf(found.value),
    format,
    application,
    subsystem,
  }
  if (options.withValue) {
    const text = await core.injection.snippetWithValue(request)
    if (!text.ok) return text
    if (c.json) printValueDocument(c, text.value, (snippet) => ({ agent: known.data, format, text: snippet }))
    else printValue(c, text.value)
    text.value.dispose()
  } else {
    const text = await core.injection.snippet(request)
    if (!text.ok) return text
    answer(c, { agent: known.data, format, text: text.value }, text.value.replace(/\n?$/, '\n'))
  }
  if (info) note(c, info.afterChange)
  return done
}
