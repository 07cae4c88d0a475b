import type { DueItem, Key, KeyRef } from '../../shared/model.ts'
import type { KeyBulkAction, KeyBulkPlan } from '../../shared/providers.ts'
import type { Clock } from '../clock.ts'
import type { KeysTable } from '../database/keys-table.ts'
import type { Providers } from '../providers/providers.ts'
import { dueSentence } from '../rotation/policy.ts'
import type { Protection } from '../rotation/vendor/protection.ts'
import { cannotOf } from './cannot.ts'

/** Looks up why a key must never be cut or deleted. */
export type Protect = (ref: KeyRef) => Promise<Protection>

export interface BulkPlanParts {
  readonly clock: Clock
  readonly keys: { read(ref: KeyRef): Key | null }
  readonly table: KeysTable
  readonly providers: Providers
  /** What a look through many keys asks the keychain, it asks once; `end` forgets it. */
  readonly protections: () => { readonly of: Protect; end(): void }
  /** The rotations that have not ended. */
  readonly openRotations: () => readonly { readonly ref: KeyRef; readonly newKeyId: string | null }[]
  /** When a key is due; null where it never is. */
  readonly dueOf: (key: Key) => DueItem | null
}

/** What a plan rests on: a key that differs in it has changed since. */
export function proofOf({ age: _age, change: _change, ...key }: Key): string {
  return JSON.stringify(key)
}

const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })

export async function planItem(
  parts: BulkPlanParts,
  protect: Protect,
  key: Key,
  action: KeyBulkAction,
): Promise<KeyBulkPlan['items'][number]> {
  const refusal = refusalOf(parts, key, action) ?? (await refusalNow(protect, key, action))
  return { ref: refOf(key), key, refusal, warnings: refusal === null ? warningsOf(parts, key, action) : [] }
}

/** What the record alone tells. */
function refusalOf(
  { table, providers, clock }: BulkPlanParts,
  key: Key,
  action: KeyBulkAction,
): string | null {
  if (key.state === 'gone') return `The vendor no longer has ${key.name}.`
  if (key.state === 'orphan')
    return `${key.name} comes from a creation that did not end well: settle that first.`
  if (action === 'enable' && key.state === 'active') return `${key.name} is enabled already.`
  if (action === 'disable' && key.state === 'disabled') return `${key.name} is disabled already.`
  const row = table.stored(refOf(key))
  return (row && cannotOf(providers.of(key.provider), row.provider, clock.now())[action]) ?? null
}

/** What has to be asked of the keychain: the admin key of an account is never cut. */
export async function refusalNow(protect: Protect, key: Key, action: KeyBulkAction): Promise<string | null> {
  if (action === 'enable') return null
  const protection = await protect(refOf(key))
  return action === 'disable' ? protection.cut : protection.delete
}

function warningsOf(parts: BulkPlanParts, key: Key, action: KeyBulkAction): readonly string[] {
  const warnings: string[] = []
  const ref = refOf(key)
  if (action !== 'enable') {
    for (const { file, agent } of key.usedIn)
      warnings.push(`${file} (${agent}) carries it: what sends with it is refused from then on.`)
    if (action === 'delete' && key.hasValue)
      warnings.push('Its value stays in the keychain, but no vendor takes it any more.')
  }
  const turning = parts
    .openRotations()
    .some((one) => one.ref.accountId === ref.accountId && [one.ref.keyId, one.newKeyId].includes(ref.keyId))
  if (turning) warnings.push('A rotation that has not ended works with it.')
  const due = parts.dueOf(key)
  if (due && due.status !== 'later') warnings.push(`It ${dueSentence(due)}: ${due.reason}.`)
  if (key.stateBasis === 'user')
    warnings.push(`It is only recorded here: ${action} it on the vendor's page too.`)
  return warnings
}
