import type { Key } from '../../shared/model.ts'
import type { RotateRequest, RotationTarget } from '../../shared/rotation.ts'
import { hasExpired } from './policy.ts'
import type { Survey } from './rotation-ports.ts'
import { counted, dayWords, durationWords, listWords, targetWords } from './words.ts'

/** An exporter may drop quietly for this long after a 401. */
const coolDownSeconds = 60

/** What a user should know before a rotation begins, the heaviest first: sentences, each with what to do about it. */
export function planWarnings(
  key: Key,
  request: RotateRequest,
  targets: readonly RotationTarget[],
  { doubts, notes }: Pick<Survey, 'doubts' | 'notes'>,
  now: Date,
): readonly string[] {
  const { settings, mode } = request
  return [
    key.expiresAt !== null && hasExpired(key.expiresAt, now)
      ? `${key.name} expired on ${dayWords(key.expiresAt, now)}: what carries it is refused already, and undoing this rotation brings nothing back that works.`
      : '',
    mode === 'leaked-cut-first' && targets.length > 0
      ? 'The old key is cut before the configs are written: what the agents send in between is refused, and lost where they do not keep it.'
      : '',
    ...doubts,
    ...notes,
    key.hasValue
      ? ''
      : `The value of ${key.name} is not held, so its uses cannot be found by value: what carries it unknown to Keyturn is refused after the cut. Import the value to be sure.`,
    targets.length === 0
      ? `No use of this key is known: the rotation ${request.replacement ? '' : 'makes a new key and '}cuts the old one, and writes nothing. Scan your configs or add a target where it is used.`
      : '',
    ...unprovable(targets),
    ...shared(targets),
    key.rum
      ? 'This is a RUM key: it is public in every web page that carries it. Pages that are open or cached send with the old one until they are loaded again.'
      : '',
    targets.length > 0 && settings.watchSeconds < coolDownSeconds
      ? `${settings.watchSeconds === 0 ? 'The agents are not watched' : `The agents are watched for ${durationWords(settings.watchSeconds)} only`}: one that drops quietly for a minute after a refusal is not noticed.`
      : '',
    settings.graceSeconds < settings.soakSeconds
      ? `The grace period is shorter than the soak: the old key is deleted when the soak of ${durationWords(settings.soakSeconds)} has ended.`
      : '',
  ].filter((warning) => warning !== '')
}

function unprovable(targets: readonly RotationTarget[]): readonly string[] {
  const word = targets.filter(({ reload, controlUrl }) => reload === 'word' && controlUrl === null)
  if (word.length === 0) return []
  const few = listWords(word.map(targetWords))
  return [
    `${few}: Keyturn can neither reload ${word.length === 1 ? 'it' : 'them'} nor see what ${word.length === 1 ? 'it runs' : 'they run'} with, so it asks for your word. A control address or a reload command changes that.`,
  ]
}

function shared(targets: readonly RotationTarget[]): readonly string[] {
  const files = [...new Set(targets.flatMap((target) => target.files))]
  return files.flatMap((file) => {
    const users = targets.filter((target) => target.files.includes(file))
    return users.length < 2
      ? []
      : [`${counted(users.length, 'agent')} share ${file}: they all get the new key at once.`]
  })
}
