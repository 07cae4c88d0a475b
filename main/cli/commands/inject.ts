import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import type {
  ChainLink,
  CheckReport,
  InjectionPlan,
  InjectionReceipt,
  MaskedChange,
  PlannedFile,
} from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, fromHere, note, paint, unbroken } from '../context.ts'
import { findFiles, findKey, refOf, shortPath } from '../find.ts'
import { clean, count, listText } from '../words.ts'

export interface InjectOptions {
  readonly key: string
  readonly account?: string
  readonly dryRun: boolean
  readonly at: readonly string[]
  /** Runs the agents' own checkers, before and after. */
  readonly check: boolean
}

/**
 * `inject`: the masked diff, then all files or none. It does not ask: --dry-run shows the same beforehand. With
 * --check a file that its agent's own checker refuses now, but did not before, takes all of them back.
 */
export async function inject(
  c: Context,
  core: Core,
  files: readonly string[],
  options: InjectOptions,
): Promise<Result<void>> {
  const paths = findFiles(c, files)
  if (!paths.ok) return paths
  const at = placesOf(c, paths.value, options.at)
  if (!at.ok) return at
  const found = findKey(core, options.key, options.account)
  if (!found.ok) return found
  const planned = await core.injection.plan(paths.value, refOf(found.value), at.value)
  if (!planned.ok) return planned
  const plan = planned.value
  if (!c.json) c.io.out(plan.files.map((file) => plannedFileText(c, file)).join('\n'))
  if (options.dryRun) {
    if (c.json) answer(c, planDocument(plan, null), '')
    note(c, 'Nothing was written.')
    return done
  }
  const before = options.check ? await checked(core, plan) : null
  const applied = await unbroken(c, 'writing the files', core.injection.apply(plan.planId))
  if (!applied.ok) return applied
  const after = before === null ? [] : await checked(core, plan)
  const spoiled = after.filter(
    ({ file, passed }) => !passed && before?.some((each) => each.file === file && each.passed),
  )
  if (spoiled.length > 0) return takenBack(c, core, applied.value, spoiled)
  const document = planDocument(plan, applied.value)
  const checks = after.map((report) => checkText(c, report)).join('')
  answer(
    c,
    options.check ? { ...document, checks: after } : document,
    receiptText(c, applied.value) + checks + uncheckedText(c, options, plan),
  )
  return done
}

/** What the installed checkers say of the planned files now. */
async function checked(core: Core, plan: InjectionPlan): Promise<readonly CheckReport[]> {
  const reports: CheckReport[] = []
  for (const { file } of plan.files.filter(({ checker, unchanged }) => checker !== null && !unchanged)) {
    const report = await core.injection.check(file)
    if (report.ok) reports.push(report.value)
  }
  return reports
}

async function takenBack(
  c: Context,
  core: Core,
  receipt: InjectionReceipt,
  spoiled: readonly CheckReport[],
): Promise<Result<void>> {
  const files = receipt.written.map(({ file }) => file)
  const back = await unbroken(c, 'putting the files back', core.injection.restore(files, true))
  const said = spoiled.map((report) => checkText(c, report)).join('')
  if (!c.json) c.io.out(said)
  const words = c.json ? ` ${spoiled.flatMap(({ output }) => output).join(' ')}` : ''
  const refused = `${spoiled.map(({ command }) => command).join('; ')} refused what it had accepted before.${words}`
  return back.ok
    ? fail('refused', `${refused} All files were put back.`, 'Look at what it said, then try again.')
    : fail(
        back.failure.code,
        `${refused} The files could not be put back. ${back.failure.message}`,
        back.failure.hint,
      )
}

/** What a checker said, for people. Its words are masked already, in main/injection. */
export function checkText(c: Context, report: CheckReport): string {
  const title = `${clean(report.command)}: ${report.passed ? 'passed' : 'failed'}`
  const lines = [
    paint(c, report.passed ? 'green' : 'red', title),
    ...report.output.map((line) => `  ${clean(line)}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function uncheckedText(c: Context, options: InjectOptions, plan: InjectionPlan): string {
  const files = options.check
    ? plan.files.filter(({ checker, unchanged }) => checker === null && !unchanged)
    : []
  const names = listText(files.map(({ file }) => shortPath(c, file)))
  return names === '' ? '' : `Not checked, since no checker for it is installed here: ${names}.\n`
}

function placesOf(
  c: Context,
  files: readonly string[],
  places: readonly string[],
): Result<readonly { file: string; line: number }[]> {
  const chosen: { file: string; line: number }[] = []
  for (const place of places) {
    const match = /^(?:(.+):)?([1-9]\d{0,8})$/.exec(place)
    if (!match) return fail('usage', `--at ${place} is not a line.`, 'Write LINE, or FILE:LINE.')
    const [only, ...others] = files
    const file = match[1] === undefined ? only : resolve(c.io.cwd, match[1])
    if (file === undefined || !files.includes(file)) {
      return fail('usage', `--at ${place} names a file that is not among those to change.`)
    }
    if (match[1] === undefined && others.length > 0) {
      return fail('usage', `--at ${place} does not say in which file.`, `Write --at FILE:${place}.`)
    }
    chosen.push({ file, line: Number(match[2]) })
  }
  return ok(chosen)
}

const planDocument = (plan: InjectionPlan, receipt: InjectionReceipt | null) => ({
  applied: receipt !== null,
  keyId: plan.ref.keyId,
  files: plan.files,
  written: (receipt?.written ?? []).map(({ file, places, afterChange, checker }) => ({
    file,
    places,
    afterChange,
    checker,
  })),
  unchanged: receipt?.unchanged ?? [],
})

/** One file of a plan: the masked diff, with how it was reached and what to know. */
export function plannedFileText(c: Context, file: PlannedFile): string {
  const title = paint(c, 'bold', `${shortPath(c, file.file)} (${clean(file.agentName)})`)
  const warnings = file.warnings.map((warning) =>
    paint(c, 'amber', `  Warning: ${fromHere(c.io, clean(warning))}`),
  )
  const changes = file.unchanged
    ? ['  carries this key already']
    : file.changes.flatMap((change) => changeLines(c, change))
  const way = file.chain.map((link) => paint(c, 'dim', `  ${chainText(c, link)}`))
  return [title, ...way, ...warnings, ...changes].map((line) => `${line}\n`).join('')
}

/** A step of the way to a far end. */
export const chainText = (c: Context, { file, line, text }: ChainLink): string =>
  `${shortPath(c, file)}${line === null ? '' : `, line ${line}`}: ${clean(text)}`

// The values in these lines are masked already, in main/agents.
function changeLines(c: Context, change: MaskedChange): readonly string[] {
  const context = (line: string) => paint(c, 'dim', `    ${clean(line)}`)
  return [
    `  line ${change.line}, ${clean(change.output)}`,
    ...withoutBlankEnds(change.contextBefore).map(context),
    paint(c, 'red', `  - ${clean(change.before)}`),
    paint(c, 'green', `  + ${clean(change.after)}`),
    ...withoutBlankEnds(change.contextAfter).map(context),
  ]
}

/** A diff's edge says nothing with an empty line, such as the one after a file's last newline. */
function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const filled = (line: string) => line.trim() !== ''
  return lines.slice(Math.max(0, lines.findIndex(filled)), lines.findLastIndex(filled) + 1)
}

function receiptText(c: Context, receipt: InjectionReceipt): string {
  const lines = receipt.written.map(
    ({ file, places, afterChange }) =>
      `Wrote ${shortPath(c, file)} (${count(places, 'place')}). ${withName(c, clean(afterChange), file)}\n`,
  )
  return lines.length === 0 ? 'Nothing had to be written.\n' : lines.join('')
}

/** Commands to type name the file itself, where its name needs no quotes. */
function withName(c: Context, afterChange: string, file: string): string {
  const name = shortPath(c, file)
  return /^[\w./@+-]+$/.test(name) ? afterChange.replaceAll(/\bFILE\b/g, name) : afterChange
}

/** `restore`: undoes the last injection into a file, if the file is still what was written. */
export async function restore(
  c: Context,
  core: Core,
  files: readonly string[],
  set: boolean,
): Promise<Result<void>> {
  const paths = findFiles(c, files)
  if (!paths.ok) return paths
  const restored = await unbroken(c, 'restoring the file', core.injection.restore(paths.value, set))
  if (!restored.ok) return restored
  answer(
    c,
    { file: restored.value.files[0] ?? null, restored: true, files: restored.value.files },
    restored.value.files.map((file) => `Restored ${shortPath(c, file)} to what it was before.\n`).join(''),
  )
  return done
}
