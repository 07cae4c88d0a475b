import { fail, type Result } from '../../../shared/errors.ts'
import { agentId, type DetectedUse, type Detection } from '../../../shared/model.ts'
import type { Core, SnippetRequest } from '../../services.ts'
import { answer, type Context, done, fromHere, note, paint } from '../context.ts'
import { detectionDocument } from '../documents.ts'
import { findFiles, findKey, refOf, shortPath } from '../find.ts'
import { table } from '../table.ts'
import { printValue, printValueDocument } from '../values.ts'
import { clean, wrapped } from '../words.ts'
import { chainText, checkText } from './inject.ts'

const sections = [
  ['agent', 'Agents that send telemetry'],
  ['reader', 'Readers: they query with a key of their own type, never with one for sending'],
  ['carrier', 'Files that carry a key for an agent'],
] as const
/** Narrower than this, a column of paths would be cut to nothing. */
const widthForFiles = 100

/** `agent list`: one line each by what they do with a key, then the refused ones with the reason and the way out. */
export async function listAgents(c: Context, core: Core): Promise<Result<void>> {
  const agents = await core.injection.agents()
  const kept = agents.filter(({ supported }) => supported)
  const files = c.io.columns === null || c.io.columns >= widthForFiles
  const columns = [{ title: 'ID' }, { title: 'NAME' }, { title: 'TAKES' }]
  const [titles = '', ...lines] = table(
    files ? [...columns, { title: 'FILES', flexible: true }] : columns,
    kept.map(({ id, name, takes, files: paths }) => [
      id,
      name,
      takes.length > 2 ? 'any' : takes.join(', ') || '–',
      paths.join(', '),
    ]),
    c.io.columns,
  ).split('\n')
  const blocks = sections.map(([group, title]) => {
    const inGroup = lines.filter((_, index) => kept[index]?.group === group)
    return inGroup.length === 0 ? '' : `${[paint(c, 'bold', title), titles, ...inGroup].join('\n')}\n`
  })
  const refused = agents
    .filter(({ supported }) => !supported)
    .map(({ id, reason }) => `${id}\n${wrapped(reason ?? '', Math.min(c.io.columns ?? 100, 100), '  ')}`)
  if (refused.length > 0) blocks.push(`${paint(c, 'bold', 'Refused')}\n${refused.join('')}`)
  answer(c, agents, blocks.filter((block) => block !== '').join('\n'))
  return done
}

/** `agent detect`: prints what could be read even when one of the files could not. */
export async function detectAgents(c: Context, core: Core, files: readonly string[]): Promise<Result<void>> {
  const paths = findFiles(c, files)
  if (!paths.ok) return paths
  const found = await core.injection.detect(paths.value)
  answer(c, found.map(detectionDocument), found.map((each) => detectionText(c, each)).join(''))
  const vault = core.vault.status()
  if (vault.state !== 'ready' && found.some(({ uses }) => uses.some(({ keyId }) => keyId === null)))
    note(c, `${vault.message} So keys that Keyturn holds are not recognised.`)
  const unread = found.filter(({ error }) => error !== null)
  const [first, ...others] = unread
  if (!first) return done
  return others.length === 0
    ? fail('file-invalid', troubleText(c, first.file, first.error ?? ''), 'Nothing was changed.')
    : fail(
        'file-invalid',
        `${unread.length} of ${found.length} files could not be read.`,
        'Nothing was changed.',
      )
}

type Detected = Detection & { readonly error: string | null }

function detectionText(c: Context, { file, agent, reason, error, uses }: Detected): string {
  const agentOrNone = `${shortPath(c, file)}: ${agent ?? 'no known agent'}`
  const title =
    error !== null
      ? troubleText(c, file, agent === null ? error : `${agent}: ${error}`)
      : reason === null
        ? agentOrNone
        : `${agentOrNone}: ${clean(reason)}`
  const lines = uses.flatMap((use) => [
    clean(`  line ${use.line}: ${use.agent}, ${use.output}, ${use.kind}, ${keyText(use)}`),
    ...use.chain.slice(1).map((link) => `    → ${chainText(c, link)}`),
    ...outsideLines(use),
  ])
  return [title, ...lines].map((line) => `${line}\n`).join('')
}

/** What is wrong with a file; some of the sentences name it themselves. */
function troubleText(c: Context, file: string, error: string): string {
  const said = fromHere(c.io, clean(error))
  return said.includes(shortPath(c, file)) ? said : `${shortPath(c, file)}: ${said}`
}

/** Whose key stands there; at a place that only refers to one, no more is known than where it comes from. */
const keyText = ({ keyId, keyState }: DetectedUse): string =>
  keyId === null ? 'unknown key' : `key ${keyId} (${keyState ?? 'state unknown'})`

const outsideLines = ({ outside }: DetectedUse): readonly string[] =>
  outside === null
    ? []
    : [
        `    → ${clean(outside.what)}, which Keyturn cannot change`,
        ...(outside.command === '' ? [] : [`      ${clean(outside.command)}`]),
      ]

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
  const { type, provider } = found.value
  if (info && !(info.provider === provider && info.takes.includes(type)))
    note(c, `${clean(found.value.name)} does not go there: it is a ${type} key. ${info.needs}`)
  return done
}
