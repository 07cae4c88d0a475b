import { assertNever } from '../../shared/errors.ts'
import type { Key } from '../../shared/model.ts'
import type { RotateRequest, RotationStep, RotationTarget } from '../../shared/rotation.ts'
import type { ByHand } from './rotation-ports.ts'
import { counted, dayWords, durationWords, listWords, targetWords, timeWords } from './words.ts'

/** What the sentences of a plan are made from. `keep`: why the old key will not be deleted; null where it will be. */
export interface Planned {
  readonly key: Key
  /** The key that takes its place; null where one is made. */
  readonly replacement: Key | null
  /** Set where the user does at the vendor what Keyturn cannot. */
  readonly hand: ByHand | null
  readonly request: RotateRequest
  readonly targets: readonly RotationTarget[]
  readonly keep: string | null
  readonly now: Date
}

const daySeconds = 86_400

/** So many seconds from now: the day where that is far enough away, else the time. */
const after = (seconds: number, now: Date): string => {
  const time = new Date(now.getTime() + seconds * 1000)
  return seconds >= 2 * daySeconds ? dayWords(time, now) : timeWords(time, now)
}

/** A key that takes another's place may have its very name. */
export const otherName = (old: string, name: string): string => (old === name ? `The new ${name}` : name)

const filesOf = (targets: readonly RotationTarget[]): readonly string[] => [
  ...new Set(targets.flatMap(({ files }) => files)),
]

const agentsOf = (targets: readonly RotationTarget[]): string =>
  listWords([...new Set(targets.map(({ agentName }) => agentName))])

/** What happens in a step of a plan and when, one sentence. Written as if it began now. */
export function plannedText(step: RotationStep, planned: Planned): string {
  const { key, request, targets, keep, now, hand, replacement } = planned
  const { settings, mode } = request
  switch (step) {
    case 'create':
      if (replacement)
        return `${otherName(key.name, replacement.name)} takes its place: its value is in the keychain, and no key is made.`
      return hand
        ? `You make the new key ${hand.where}, record it here and import its value.`
        : `A new key ${key.name} is made with the same rights, and its value goes to the keychain.`
    case 'write': {
      const outside = targets.filter((target) => target.files.length === 0)
      const files = filesOf(targets).length
      const later = outside.some((target) => target.outside?.command.includes('KEY_ID'))
        ? "; KEY_ID in the command is the new key's id, which stands there once it is made"
        : ''
      const yours =
        outside.length === 0 ? '' : `you set it for ${listWords(outside.map(targetWords))}${later}`
      if (files === 0) return `The new key is out of reach here: ${yours}.`
      return `The new key takes the old one's place in ${counted(files, 'file')}, all or none${yours === '' ? '' : `; ${yours}`}.`
    }
    case 'check': {
      const names = listWords([...new Set(targets.flatMap(({ checker }) => checker?.split(' ', 1) ?? []))])
      return `Each agent's own checker (${names}) reads its config; a config that it refuses stops the rotation.`
    }
    case 'reload':
      return reloadText(targets)
    case 'adopt':
      return targets.length === 1
        ? `It is proven that ${agentsOf(targets)} runs with the new key.`
        : `It is proven for each of ${counted(targets.length, 'agent')} that it runs with the new key.`
    case 'canary':
      return 'One marked log line or event is sent to the vendor with the new key: it is stored and billed.'
    case 'watch':
      return watchText(targets, settings.watchSeconds)
    case 'cut':
      return cutText(planned)
    case 'soak':
      return `For ${durationWords(settings.soakSeconds)} after that, an agent that fails, or you, can bring the old key back${
        hand ? `, which you activate ${hand.where}` : ''
      }${mode === 'planned' ? `: until ${after(settings.soakSeconds, now)}` : ''}.`
    case 'delete':
      return keep === null
        ? deleteText(planned)
        : `Old key ${key.name} is not deleted and stays deactivated: ${keep}`
    case 'bring-back':
    case 'put-back':
    case 'reload-back':
    case 'retire':
      return ''
    default:
      return assertNever(step)
  }
}

function deleteText(planned: Planned): string {
  const { key, hand, now } = planned
  const what = hand
    ? `You are asked to delete old key ${key.name} ${hand.where}`
    : `Old key ${key.name} is deleted at the vendor`
  return `${what} on ${after(deleteSeconds(planned), now)} at the earliest.`.replace(
    / on (\d\d:\d\d) at the/,
    ' at $1 at the',
  )
}

/** The grace period counts from the cut, and nothing is deleted before the soak has ended. */
const deleteSeconds = ({ request: { settings } }: Planned): number =>
  Math.max(settings.graceSeconds, settings.soakSeconds)

function cutText(planned: Planned): string {
  const { key, request, targets, keep, now, hand } = planned
  const seconds = deleteSeconds(planned)
  const until = keep === null ? ` until ${after(seconds, now)}` : ''
  const back = seconds === 0 && keep === null ? '' : `; the same value can come back${until}`
  const what = `${hand ? `You deactivate old key ${key.name} ${hand.where}, and say so` : `Old key ${key.name} is deactivated, not deleted`}${back}`
  if (request.mode === 'leaked-cut-first') {
    return targets.length === 0
      ? `${what}. This comes before anything is written.`
      : `${what}. This comes first: ${agentsOf(targets)} ${targets.length === 1 ? 'is' : 'are'} refused until the new key is there.`
  }
  return targets.length === 0
    ? `${what}. No known use has to be confirmed before.`
    : `${what}. Not before every known use is confirmed.`
}

/** Only an agent with an address of its own says what it sends. */
function watchText(targets: readonly RotationTarget[], seconds: number): string {
  const watched = targets.filter(({ controlUrl }) => controlUrl !== null)
  if (watched.length === 0) return 'No agent can be watched: none has a control address.'
  return `${agentsOf(watched)} must send something and have nothing refused for ${durationWords(seconds)}.`
}

function reloadText(targets: readonly RotationTarget[]): string {
  const count = (way: (target: RotationTarget) => boolean) => targets.filter(way)
  const own = count(({ reload }) => reload === 'http' || reload === 'command')
  const word = count(({ reload }) => reload === 'word')
  const none = count(({ reload }) => reload === 'none')
  return `${[
    own.length > 0 ? `Keyturn reloads ${agentsOf(own)}` : '',
    word.length > 0 ? `you reload ${agentsOf(word)} and say so` : '',
    none.length > 0 ? `${agentsOf(none)} ${none.length === 1 ? 'needs' : 'need'} none` : '',
  ]
    .filter((part) => part !== '')
    .join('; ')}.`.replace(/^y/, 'Y')
}
