import type { Failure } from '../../../shared/errors.ts'
import type { InjectionPlan, Key } from '../../../shared/model.ts'

/** A place that the user chose: in the file that was named, or in one that it leads to. */
export interface ChosenPlace {
  readonly named: string
  readonly file: string
  readonly line: number
}

type Choices = NonNullable<Failure['choices']>

/** What planning said about one file that was named. */
export type FileVerdict =
  | { readonly file: string; readonly kind: 'fits' }
  | {
      readonly file: string
      readonly kind: 'ambiguous'
      readonly message: string
      readonly choices: Choices
    }
  | { readonly file: string; readonly kind: 'refused'; readonly failure: Failure }

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

export function verdictOf(file: string, failure: Failure | null): FileVerdict {
  if (failure === null) return { file, kind: 'fits' }
  return failure.code === 'file-ambiguous' && failure.choices && failure.choices.length > 0
    ? { file, kind: 'ambiguous', message: failure.message, choices: failure.choices }
    : { file, kind: 'refused', failure }
}

/** What is said of a file, below its name: without its path. */
export function ofThisFile(message: string, file: string): string {
  const rest = message.startsWith(file) ? message.slice(file.length) : null
  if (rest?.startsWith(': ')) return rest.slice(2)
  if (rest?.startsWith(', line ')) return `L${rest.slice(3)}`
  return rest && /^[ ,]/.test(rest) ? `This file${rest}` : message
}

/** Whether nothing is left to choose: a file has to be corrected, or others chosen. */
export const onlyRefused = (verdicts: readonly FileVerdict[]) =>
  verdicts.every((verdict) => verdict.kind === 'refused')

/** The place that a choice stands for. */
export const placeOf = (named: string, choice: Choices[number]): ChosenPlace => ({
  named,
  file: choice.file ?? named,
  line: choice.line,
})

/**
 * What is planned: with a file that others lead to, naming it together with them says that it is the one that counts;
 * a line is named only in a file that the user named.
 */
export function planOrder(files: readonly string[], places: readonly ChosenPlace[]) {
  return {
    files: [...new Set([...files, ...places.map((place) => place.file)])],
    at: places.filter((place) => files.includes(place.file)).map(({ file, line }) => ({ file, line })),
  }
}

/** Whether nothing stands in the way of planning all files together. */
export function canPlanAgain(verdicts: readonly FileVerdict[], places: readonly ChosenPlace[]): boolean {
  return verdicts.every(
    (verdict) =>
      verdict.kind === 'fits' ||
      (verdict.kind === 'ambiguous' && places.some((place) => place.named === verdict.file)),
  )
}

export function withPlace(places: readonly ChosenPlace[], place: ChosenPlace): readonly ChosenPlace[] {
  return [...places.filter((other) => other.named !== place.named), place]
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
