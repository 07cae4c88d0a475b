import { fail, type Result } from '../../shared/errors.ts'
import type { KeyType, ProviderId } from '../../shared/model.ts'
import { providerNames } from '../../shared/names.ts'
import type { Place } from '../agents/agent.ts'
import { takenAt } from '../agents/catalog.ts'

/** What decides where a key may go. */
export interface KeyKind {
  readonly provider: ProviderId
  readonly type: KeyType
}

/** Whose keys go somewhere, and which types of them. */
export interface Taken {
  readonly provider: ProviderId
  readonly types: readonly KeyType[]
}

const named = (provider: ProviderId): string => {
  const name = providerNames[provider]
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}

/** Two vendors have types of one name: a key fits by both. */
export const fits = (key: KeyKind, taken: Taken): boolean =>
  key.provider === taken.provider && taken.types.includes(key.type)

export const fitsAt = (key: KeyKind, place: Place): boolean => fits(key, takenAt(place))

/** The refusal of a key that belongs to another vendor or is of another type. `where` takes none at all with no types. */
export const wrongKey = (where: string, taken: Taken, key: KeyKind): Result<never> =>
  taken.types.length === 0
    ? fail('refused', `${where} does not take a key of a vendor that Keyturn knows.`, 'Choose another file.')
    : fail(
        'refused',
        `${where} takes ${named(taken.provider)} key (${taken.types.join(' or ')}), but this is ${named(key.provider)} ${key.type} key.`,
        'Choose a key of the right vendor and type.',
      )
