import type { Failure } from '../../../shared/errors.ts'
import type { AgentInfo, InjectionPlan, Key, KeyType } from '../../../shared/model.ts'
import { typeWords } from '../create/create-form.ts'

export interface ChosenPlace {
  readonly file: string
  readonly line: number
}

/** What planning said about one file. */
export type FileVerdict =
  | { readonly file: string; readonly kind: 'fits' }
  | {
      readonly file: string
      readonly kind: 'ambiguous'
      readonly message: string
      readonly choices: NonNullable<Failure['choices']>
    }
  | { readonly file: string; readonly kind: 'refused'; readonly failure: Failure }

/** Failures that lie in one file: with several files, each is planned alone to learn which. */
export const liesInAFile = (failure: Failure) => failure.code.startsWith('file-')

export function verdictOf(file: string, failure: Failure | null): FileVerdict {
  if (failure === null) return { file, kind: 'fits' }
  return failure.code === 'file-ambiguous' && failure.choices && failure.choices.length > 0
    ? { file, kind: 'ambiguous', message: failure.message, choices: failure.choices }
    : { file, kind: 'refused', failure }
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

/** What the chosen agent would get from this key. */
export function agentFit(
  agent: AgentInfo,
  type: KeyType,
): { readonly fits: boolean; readonly reason: string | null } {
  if (!agent.supported) return { fits: false, reason: agent.reason }
  if (agent.takes.length === 0 || agent.takes.includes(type)) return { fits: true, reason: null }
  const wanted = agent.takes.map((each) => typeWords[each].label).join(' or ')
  return { fits: false, reason: `Takes a ${wanted} key; this one is a ${typeWords[type].label} key.` }
}

/** The gallery in the order in which it is shown: what fits, then another type, then what is refused. */
export function gallery(agents: readonly AgentInfo[], type: KeyType, query: string) {
  const word = query.trim().toLowerCase()
  const shown = agents.filter(
    (agent) => word === '' || agent.name.toLowerCase().includes(word) || agent.id.includes(word),
  )
  const suits = (agent: AgentInfo) => agentFit(agent, type).fits
  return {
    fitting: shown.filter((agent) => suits(agent)),
    otherType: shown.filter((agent) => agent.supported && !suits(agent)),
    refused: shown.filter((agent) => !agent.supported),
  }
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
