import type { KeyDetail } from '../../../shared/model.ts'
import type { KeyAction } from '../../../shared/providers.ts'

/** What the menu of a key says of an action. All pure. */

const gone = 'It is gone at the vendor.'

/** Why an action cannot be taken now; null where it can. What the vendor says comes before what follows from the state. */
export function refusalOf(
  { key, cannot }: Pick<KeyDetail, 'key' | 'cannot'>,
  action: KeyAction,
): string | null {
  const refusal = cannot[action]
  if (refusal !== undefined) return refusal
  return key.state === 'gone' && action !== 'delete' ? gone : null
}

/**
 * Whether the vendor has such a thing at all: where neither locking nor unlocking is ever possible, for the same
 * reason, an item that can never be used would only be in the way.
 */
export const hasLock = ({ key, cannot }: Pick<KeyDetail, 'key' | 'cannot'>): boolean =>
  key.locked || cannot.lock === undefined || cannot.lock !== cannot.unlock
