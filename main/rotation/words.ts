import type { Failure } from '../../shared/errors.ts'
import type {
  RotationHealth,
  RotationQuestion,
  RotationState,
  RotationStep,
  RotationTarget,
} from '../../shared/rotation.ts'
import { commandFor } from '../injection/chain-words.ts'
import { dayOf, dayWord, fullDay, timeOn } from '../local-time.ts'
import type { RotationRecord } from './rotation-record.ts'

/** How rotations are told to people: the plan, the runner and the detail take their words from here. */

const titles: Record<RotationStep, string> = {
  create: 'Make the new key',
  write: 'Write it into the configs',
  check: 'Check the configs',
  reload: 'Reload the agents',
  adopt: 'Prove that they run with it',
  canary: 'Send one marked line',
  watch: 'Watch the agents',
  cut: 'Cut the old key',
  soak: 'Soak',
  delete: 'Delete the old key',
  'bring-back': 'Bring the old key back',
  'put-back': 'Put the old key back into the configs',
  'reload-back': 'Reload the agents with the old key',
  retire: 'Delete the new key',
}

const titlesGiven: Partial<Record<RotationStep, string>> = {
  create: 'Take the other key',
  retire: 'Leave the other key',
}

/** A step's name: `Cut the old key`. `replacement`: the key that the rotation was given, where none is made. */
export const stepTitle = (
  step: RotationStep,
  { replacement }: Pick<RotationRecord, 'replacement'> = { replacement: null },
): string => (replacement === null ? titles[step] : (titlesGiven[step] ?? titles[step]))

/** One that no process takes on is not healthy, whatever was recorded last: somebody has to resume it. */
export function healthOf(state: RotationState, held: boolean): RotationHealth {
  switch (state) {
    case 'running':
      return held ? 'healthy' : 'needs-you'
    case 'done':
    case 'undone':
      return 'healthy'
    default:
      return state
  }
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A number of things: `1 file`, `3 files`. */
export const counted = (count: number, thing: string): string =>
  `${count} ${count === 1 ? thing : `${thing}s`}`

/** Seconds in words, in the largest unit that fits without a remainder: `14 days`, `90 seconds`. */
export function durationWords(seconds: number): string {
  for (const [unit, length] of units) {
    if (seconds >= length && seconds % length === 0) return counted(seconds / length, unit)
  }
  return counted(seconds, 'second')
}

/**
 * A time of this machine's zone, as near as it needs to be: `14:02` today, else `5 Dec, 14:02`, and with the year where
 * it is another one.
 */
export function timeWords(at: string | Date, now: Date): string {
  const time = new Date(at)
  const clock = timeOn(time)
  return dayOf(time) === dayOf(now) ? clock : `${dayWords(time, now)}, ${clock}`
}

/** A day of this machine's zone: `5 Dec`, and with the year where it is another one. */
export function dayWords(at: string | Date, now: Date): string {
  const time = new Date(at)
  return time.getFullYear() === now.getFullYear() ? dayWord(time) : fullDay(time)
}

/** `a`, `a and b`, `a, b and 2 more`. */
export function listWords(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most)
  const rest = names.length - shown.length
  const all = rest > 0 ? [...shown, `${rest} more`] : shown
  const last = all.at(-1) ?? ''
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}

/** An agent as it is called in a sentence: `Prometheus (/etc/prometheus/prometheus.yml)`. */
export const targetWords = (target: Pick<RotationTarget, 'agentName' | 'name'>): string =>
  `${target.agentName} (${target.name})`

/** Ends a text with a full stop, so that sentences can follow one another. */
export const sentence = (text: string): string =>
  /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`

/**
 * Why telemetry is refused or not sent. `canary`: what the vendor said to the marked line; null where none was sent, and
 * then a bad key and a broken agent cannot be told apart.
 */
export function blame(canary: 'accepted' | 'refused' | null, agents: readonly string[]): string {
  if (canary === 'refused') return 'The vendor refuses the new key itself: the agents are not the cause.'
  const who = agents.length === 0 ? 'an agent' : listWords(agents)
  return canary === 'accepted'
    ? `The vendor takes the new key, so the cause is ${who}.`
    : `Whether the new key or ${who} is the cause cannot be told: no marked line was sent.`
}

/** Why it stops when agents failed in the soak and the old key is back. */
export const broughtBack = (failing: readonly RotationTarget[]): Failure => ({
  code: 'refused',
  message: `${failing.map(targetWords).join(' and ')} failed after the old key was cut, so the old key was brought back: it is active again.`,
  hint: 'Look at the agent, then resume it; or undo it.',
})

/** A target whose command out of reach names the key that the agent should have; as it is while that does not exist. */
export function aimedAt(target: RotationTarget, keyId: string | undefined): RotationTarget {
  const { outside } = target
  if (outside === null || keyId === undefined) return target
  return { ...target, outside: { ...outside, command: commandFor(outside.command, keyId) } }
}

/** The id of the key that the agents should have: none while it is not made. */
export const wantedKey = ({ direction, ref, newRef }: RotationRecord): string | undefined =>
  direction === 'back' ? ref.keyId : newRef?.keyId

/**
 * What is asked of the user for an agent whose key Keyturn cannot see. `target`: aimed at its key. `why`: what was seen
 * of it; null where nothing.
 */
export function confirmText(
  target: RotationTarget,
  direction: 'forward' | 'back',
  why: string | null = null,
): string {
  const key = direction === 'forward' ? 'new' : 'old'
  const outside = target.outside ? sentence(`${target.outside.what}: ${target.outside.command}`) : ''
  const todo = [
    outside,
    // What Keyturn does itself has been done when this is asked.
    target.reload === 'word' && target.reloadText ? sentence(target.reloadText) : '',
  ].filter((part) => part !== '')
  return [
    sentence(`${targetWords(target)}${why ? `: ${why}` : ' is unconfirmed'}`),
    ...todo,
    `${todo.length > 0 ? 'Then confirm' : 'Confirm'} that it runs with the ${key} key.`,
  ].join(' ')
}

/** What typing the key's name does. `doubts`: what else keeps the old key from being cut, sentence by sentence. */
export function overrideText(
  keyName: string,
  unconfirmed: readonly string[],
  doubts: readonly string[] = [],
): string {
  const open = unconfirmed.length === 0 ? [] : [`Unconfirmed: ${listWords(unconfirmed, 8)}.`]
  const said = [...open, ...doubts.map(sentence)]
  return said.length === 0
    ? `Type ${keyName} to cut the old key all the same. What still carries it is refused from then on.`
    : `${said.join(' ')} Type ${keyName} to cut the old key all the same; what still sends with it is refused from then on.`
}

/** What to do while the new key's value is in memory only. Read by other processes as well, in which it is not. */
export const stuckText =
  'The vendor made the new key, and its value is only in the memory of the Keyturn that made it. Unlock the keychain and resume there, or copy the value there. If that one has ended, resume: another key is made in its place.'

/** Why a rotation needs its user, one sentence; what is to be done stands in the questions themselves. */
export function askedText(
  questions: readonly RotationQuestion[],
  rotation: { readonly targets: readonly RotationTarget[]; readonly direction: 'forward' | 'back' },
): string {
  if (questions.some(({ kind }) => kind === 'stuck')) return 'The value of the new key is not stored yet.'
  const atVendor = questions.find(({ kind }) => kind === 'at-vendor')
  if (atVendor) return atVendor.text
  const ids = questions.flatMap((question) => (question.kind === 'confirm' ? [question.targetId] : []))
  const [first, ...more] = rotation.targets.filter(({ id }) => ids.includes(id))
  if (!first) {
    // What stands against the cut goes before what is to be typed.
    const [said = ''] = questions.map(({ text }) => text.slice(0, Math.max(0, text.lastIndexOf(' Type '))))
    return said === '' ? 'Something may still carry the old key, so it is not cut.' : said
  }
  const key = rotation.direction === 'forward' ? 'new' : 'old'
  const one = rotation.targets.length === 1 ? first.agentName : targetWords(first)
  if (more.length === 0) return `${one} is not proven to run with the ${key} key.`
  const names = [...new Set([first, ...more].map(({ agentName }) => agentName))]
  return `${counted(more.length + 1, 'agent')} are not proven to run with the ${key} key: ${listWords(names)}.`
}
