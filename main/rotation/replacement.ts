import type { Failure } from '../../shared/errors.ts'
import type { CreateRequest, Key } from '../../shared/model.ts'
import type { RotateRequest, RotationTarget } from '../../shared/rotation.ts'
import { agentNamed } from '../agents/catalog.ts'
import { sameRef } from '../same-ref.ts'
import type { ByHand, RotationFiles, RotationVendor } from './rotation-ports.ts'
import { chosenOwner } from './vendor/copy-of.ts'
import { dayWords, listWords, targetWords } from './words.ts'

/** What a plan is made of where a key that is there already takes the old one's place. */
interface Given {
  readonly key: Key
  readonly replacement: Key
  readonly request: RotateRequest
  readonly targets: readonly RotationTarget[]
  readonly now: Date
}

const refused = (message: string, hint: string): Failure => ({
  code: 'refused',
  message: `${message} Nothing was changed.`,
  hint,
})

/** Why this key cannot take the old one's place, whatever the agents are; null where it can, or where none was given. */
export function replacementRefusal(
  key: Key,
  replacement: Key | null,
  request: RotateRequest,
  now: Date,
): Failure | null {
  const given = request.replacement ?? null
  if (given === null) return null
  if (sameRef(given, request.ref))
    return refused(`${key.name} cannot take its own place.`, 'Choose another key, or let one be made.')
  if (replacement === null) {
    return {
      code: 'not-found',
      message: `There is no key that could take the place of ${key.name}. Nothing was changed.`,
      hint: 'List the keys to see their ids.',
    }
  }
  const { name, account } = replacement
  if (replacement.provider !== key.provider)
    return refused(
      `${name} is a key of ${account}, which is at another vendor than ${key.account}.`,
      'Choose a key of the same vendor.',
    )
  if (replacement.state !== 'active')
    return refused(
      `${name} is ${stateWord[replacement.state]}: what gets it is refused.`,
      replacement.state === 'disabled' ? 'Activate it first, or choose another key.' : 'Choose another key.',
    )
  if (replacement.expiresAt !== null && Date.parse(replacement.expiresAt) <= now.getTime())
    return refused(
      `${name} expired on ${dayWords(replacement.expiresAt, now)}.`,
      'Choose a key that the vendor still takes.',
    )
  if (!replacement.hasValue)
    return refused(
      `Keyturn does not hold the value of ${name}, so it cannot be written anywhere.`,
      'Import its value first, then plan again.',
    )
  return null
}

const stateWord = { disabled: 'deactivated', gone: 'gone at the vendor', orphan: 'without a value' } as const

/** Why no key can be made: the vendor has no API for it. With the way out. */
export const handMade = (key: Key, hand: ByHand): Failure =>
  refused(
    `${hand.vendor} has no API for keys, so Keyturn cannot make the one that takes the place of ${key.name}.`,
    `Make the new key ${hand.where}, record it here, import its value, then rotate ${key.name} to it.`,
  )

/** Why agents do not take it: it is of another type, and theirs is not among what they take. */
export function typeRefusal({ key, replacement, targets }: Given): Failure | null {
  if (replacement.type === key.type) return null
  const against = targets.filter(({ agent }) => {
    const takes = agent === null ? [] : (agentNamed(agent)?.takes ?? [])
    return takes.length > 0 && !takes.includes(replacement.type)
  })
  if (against.length === 0) return null
  return refused(
    `${replacement.name} is a ${replacement.type} key, and ${key.name} a ${key.type} key: ${listWords(against.map(targetWords))} ${against.length === 1 ? 'does' : 'do'} not take it.`,
    'Choose a key of a type that the agents take.',
  )
}

/** What a user should know of the key that takes the place, the heaviest first. */
export async function replacementWarnings(
  { vendor, files }: { readonly vendor: RotationVendor; readonly files: RotationFiles },
  given: Given,
): Promise<readonly string[]> {
  const { key, replacement, request, targets, now } = given
  const { name } = replacement
  const to = { accountId: replacement.accountId, keyId: replacement.id }
  const lacks = vendor.lacking(request.ref, to)
  const survey = await files.survey(to)
  const own = new Set(targets.flatMap((target) => target.files))
  const already = survey.ok
    ? [...new Set(survey.value.agents.flatMap((agent) => agent.files))].filter((file) => own.has(file))
    : []
  const grace = Math.max(request.settings.graceSeconds, request.settings.soakSeconds)
  const ends = replacement.expiresAt
  return [
    lacks.length === 0
      ? ''
      : `${name} may do less than ${key.name}: it lacks ${listWords(lacks, 8)}. What needs that is refused with it.`,
    replacement.type === key.type
      ? ''
      : `${name} is a ${replacement.type} key, and ${key.name} a ${key.type} key: see that everything that has the old one takes it.`,
    replacement.accountId === key.accountId
      ? ''
      : `${name} belongs to ${replacement.account}, and ${key.name} to ${key.account}: what the agents send goes there from then on.`,
    ends !== null && Date.parse(ends) <= now.getTime() + grace * 1000
      ? `${name} expires on ${dayWords(ends, now)}, before this rotation is over.`
      : '',
    already.length === 0
      ? ''
      : `${listWords(already)} ${already.length === 1 ? 'carries' : 'carry'} ${name} already beside ${key.name}: where the file is changed meanwhile, undoing puts the old key into both places.`,
  ].filter((warning) => warning !== '')
}

/** A key as it would be made, for a plan that shows it or that cannot be started. */
export const lookOf = (key: Key): CreateRequest => ({
  accountId: key.accountId,
  name: key.name,
  type: key.type,
  presets: [...key.presets],
  permissions: [...key.permissions],
  hashed: key.secret === 'once',
  ownerId: chosenOwner(key.owner),
  description: key.description,
  expiresAt: key.expiresAt,
})
