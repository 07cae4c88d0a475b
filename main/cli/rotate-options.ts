import { defaultSettings, leakedSettings } from '../../shared/defaults.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import { type RotationMode, type RotationSettings, rotationSettings } from '../../shared/rotation.ts'
import { parseDuration } from './duration.ts'

/** What `rotate` was given, as it was typed. */
export interface RotateOptions {
  readonly account?: string
  readonly resume?: string
  readonly undo?: string
  readonly dryRun: boolean
  readonly rehearse: boolean
  readonly yes: boolean
  readonly canary: boolean
  readonly watch?: string
  readonly soak?: string
  readonly grace?: string
  readonly leaked: boolean
  readonly cutFirst: boolean
  readonly to?: string
  readonly confirm: readonly string[]
  /** Steps that the user has done on the vendor's page. */
  readonly done: readonly string[]
  readonly override?: string
}

/** How the keys are to be replaced. */
export interface Manner {
  readonly mode: RotationMode
  readonly settings: RotationSettings
}

const longest = { watchSeconds: '--watch 1d', soakSeconds: '--soak 90d', graceSeconds: '--grace 365d' }

/** Checks that the options fit each other, and reads the durations; `usage` says which do not. */
export function readOptions(ids: readonly string[], options: RotateOptions): Result<Manner> {
  const wrong = misfit(ids, options)
  if (wrong !== null) return wrong
  const settings: Record<string, number | boolean> = {
    ...(options.leaked ? leakedSettings : defaultSettings),
    canary: options.canary,
  }
  for (const name of ['watch', 'soak', 'grace'] as const) {
    const typed = options[name]
    if (typed === undefined) continue
    const seconds = parseDuration(typed)
    if (!seconds.ok) return seconds
    settings[`${name}Seconds`] = seconds.value
  }
  const read = rotationSettings.safeParse(settings)
  if (!read.success) {
    const name = read.error.issues[0]?.path[0] as keyof typeof longest
    return fail('usage', `That is too long: ${longest[name]} is the longest.`)
  }
  const mode = !options.leaked ? 'planned' : options.cutFirst ? 'leaked-cut-first' : 'leaked'
  return ok({ mode, settings: read.data })
}

function misfit(ids: readonly string[], options: RotateOptions): Result<never> | null {
  const again = options.resume !== undefined || options.undo !== undefined
  const starts = Number(ids.length > 0) + Number(options.resume !== undefined)
  if (starts + Number(options.undo !== undefined) > 1)
    return fail('usage', 'A key, --resume and --undo do not go together.', 'Give one of them.')
  if (ids.length === 0 && !again)
    return fail(
      'usage',
      'rotate needs to know which key.',
      'Give its id or name, or --resume or --undo a rotation.',
    )
  if (options.rehearse && ids.length > 1)
    return fail('usage', 'One rotation is rehearsed at a time.', 'Give one key.')
  if (again && (options.dryRun || options.rehearse))
    return fail(
      'usage',
      `${options.dryRun ? '--dry-run' : '--rehearse'} is for a rotation that has not begun.`,
      'keyturn rotation show tells how one stands.',
    )
  if (options.to !== undefined && ids.length !== 1)
    return fail('usage', '--to names the key that takes the place of one key.', 'Give that one key.')
  const answers = options.confirm.length + options.done.length > 0 || options.override !== undefined
  if (!again && answers)
    return fail(
      'usage',
      '--confirm, --done and --override answer what a rotation asked.',
      'Add them to --resume or --undo.',
    )
  if (options.undo !== undefined && options.override !== undefined)
    return fail('usage', '--override lets a cut go ahead; --undo does not cut.', 'Leave it out.')
  if (options.cutFirst && !options.leaked)
    return fail('usage', '--cut-first is for a leaked key.', 'Add --leaked, or leave it out.')
  return null
}
