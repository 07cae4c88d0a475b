import type { Intent, IntentsTable } from '../database/intents-table.ts'
import type { KeysTable } from '../database/keys-table.ts'

/**
 * Whether a key was there before this creation began, so that it cannot be what the creation made, whatever name or
 * id the vendor gives. Such a key is never adopted, overwritten, renamed or called an orphan for its sake.
 */
export function knownBefore(
  { keys, intents }: { readonly keys: KeysTable; readonly intents: IntentsTable },
  intent: Intent,
  keyId: string,
): boolean {
  const ref = { accountId: intent.accountId, keyId }
  const key = keys.stored(ref)
  // A clock that was set back since makes every key look young: one whose value is held is not this creation's.
  if (key && (key.firstSeenAt < intent.startedAt || key.valueVersion !== null)) return true
  return intents.madeByOther(ref, intent.id)
}
