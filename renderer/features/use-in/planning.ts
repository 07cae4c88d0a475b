import type { Failure } from '../../../shared/errors.ts'
import type { InjectionPlan, Key } from '../../../shared/model.ts'

export interface ChosenPlace {
  readonly file: string
  readonly line: number
  /** The file that the user named: another one where that leads to this. */
  readonly named: string
}

/** What planning said about one file. `file` is the one that it is about, `named` the one that the user gave. */
export type FileVerdict = { readonly file: string; readonly named: string } & (
  | { readonly kind: 'fits' }
  | {
      readonly kind: 'ambiguous'
      readonly message: string
      readonly choices: NonNullable<Failure['choices']>
    }
  | { readonly kind: 'refused'; readonly failure: Failure }
)

/** Failures that may lie in one file: with several files, each is planned alone to learn which. */
export const liesInAFile = (failure: Failure, files: number) =>
  failure.code.startsWith('file-') || (failure.code === 'refused' && files > 1)

/** Whether it was the same for all of them: then it lies in the key, not in a file. */
export function sameForAll(verdicts: readonly FileVerdict[]): boolean {
  const first = verdicts[0]
  return verdicts.every(
    (verdict) =>
      verdict.kind === 'refused' &&
      verdict.failure.code === 'refused' &&
      first?.kind === 'refused' &&
      verdict.failure.message === first.failure.message,
  )
}

export function verdictOf(named: string, failure: Failure | null): FileVerdict {
  if (failure === null) return { file: named, named, kind: 'fits' }
  const file = failure.file ?? named
  return failure.code === 'file-ambiguous' && failure.choices && failure.choices.length > 0
    ? { file, named, kind: 'ambiguous', message: failure.message, choices: failure.choices }
    : { file: named, named, kind: 'refused', failure }
}

/** Whether nothing stands in the way of planning all files together. */
export function canPlanAgain(verdicts: readonly FileVerdict[], places: readonly ChosenPlace[]): boolean {
  return verdicts.every(
    (verdict) =>
      verdict.kind === 'fits' ||
      (verdict.kind === 'ambiguous' && places.some((place) => place.file === verdict.file)),
  )
}

export function withPlace(places: readonly ChosenPlace[], place: ChosenPlace): readonly ChosenPlace[] {
  return [...places.filter((other) => other.file !== place.file), place]
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** What applying would do, in one sentence. */
export function planSummary(plan: InjectionPlan): string {
  const changing = plan.files.filter((file) => !file.unchanged)
  if (changing.length === 0) return 'Nothing to write: every place already carries this key.'
  const places = changing.reduce((sum, file) => sum + file.changes.length, 0)
  const same = plan.files.length - changing.length
  const rest = same > 0 ? ` ${counted(same, 'file already carries', 'files already carry')} this key.` : ''
  const together = changing.length > 1 ? ', all or none' : ''
  return `${counted(places, 'place', 'places')} in ${counted(changing.length, 'file', 'files')} will change${together}. Only the key’s bytes change.${rest}`
}

export const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path
export const folderOf = (path: string) => path.slice(0, Math.max(0, path.length - fileName(path).length))

/** Why a key cannot be put anywhere now, or null. */
export function whyNotUsable(key: Key): string | null {
  if (key.state === 'gone')
    return `${key.name} is gone at the vendor: an agent that carries it would be refused.`
  if (!key.hasValue && key.secret === 'once') {
    return `Keyturn does not hold the value of ${key.name}, and the vendor shows it only once. Import the downloaded value, or create another key.`
  }
  return null
}

/** The program of a command line, for a button: `promtool`. */
export const programOf = (command: string) => fileName(command.split(' ')[0] ?? command)
