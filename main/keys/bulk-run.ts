import type { Failure, Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { KeyBulkAction, KeyBulkResult } from '../../shared/providers.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import { stored } from '../database/sqlite.ts'
import type { BulkCall } from '../providers/provider.ts'
import { stateText } from './change-words.ts'
import { KeyChanges, type KeyChangesParts } from './key-changes.ts'
import type { Keys } from './keys.ts'

export interface BulkRunParts extends KeyChangesParts {
  readonly sessions: Sessions
  readonly audit: Audit
  readonly keys: Pick<Keys, 'read' | 'setActive' | 'remove' | 'recordActive' | 'recordRemoved'>
}

export interface Work {
  readonly ref: KeyRef
  readonly key: Key
}

type Tell = (result: KeyBulkResult) => void

/** Why a key was left out that the user's cancelling came before. */
export const cancelledText = 'It was cancelled before this key was asked for; nothing was changed.'

/** The keys of one account. Every one is told once. */
export async function runAccount(
  parts: BulkRunParts,
  work: readonly Work[],
  action: KeyBulkAction,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [first] = work
  if (!first) return
  if (signal?.aborted) {
    for (const one of work) tell(leftOut(one))
    return
  }
  const session = await parts.sessions.open(first.ref.accountId)
  if (!session.ok) {
    for (const one of work) tell(ended(one, action, session))
    return
  }
  const { bulk } = session.value
  if (bulk && work.length > 1) await together(parts, bulk, work, action, tell, signal)
  else await oneByOne(parts, work, action, tell, signal)
}

async function oneByOne(
  { keys, audit }: BulkRunParts,
  work: readonly Work[],
  action: KeyBulkAction,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const one of work) {
    if (signal?.aborted) {
      tell(leftOut(one))
      continue
    }
    const result =
      action === 'delete' ? await keys.remove(one.ref) : await keys.setActive(one.ref, action === 'enable')
    noteUnknown(audit, one, action, result)
    tell(ended(one, action, result))
  }
}

async function together(
  parts: BulkRunParts,
  bulk: BulkCall,
  work: readonly Work[],
  action: KeyBulkAction,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<void> {
  const open = new Map(work.map((one) => [one.ref.keyId, one]))
  const changes = new KeyChanges(parts, (ref) => parts.keys.read(ref))
  const onEach = (keyId: string, result: Result<void>): void => {
    const one = open.get(keyId)
    // Told already, or a key that was not asked for.
    if (!one) return
    open.delete(keyId)
    changes.tried(one.key, action, result)
    noteUnknown(parts.audit, one, action, result)
    tell(ended(one, action, result.ok ? record(parts, changes, one, action) : result))
  }
  const asked = work.map(({ key }) => ({ id: key.id, type: key.type }))
  await bulk(asked, action, onEach, signal)
  for (const one of open.values()) {
    if (signal?.aborted) tell(leftOut(one))
    else {
      noteUnknown(parts.audit, one, action, untold)
      tell(ended(one, action, untold))
    }
  }
}

const untold = {
  ok: false,
  failure: {
    code: 'outcome-unknown',
    message: 'The vendor did not say what became of it.',
    hint: 'Sync the account to see how it stands now.',
  },
} as const satisfies Result<never>

function record(parts: BulkRunParts, changes: KeyChanges, one: Work, action: KeyBulkAction): Result<unknown> {
  return changes.record(
    one.ref,
    'The vendor made the change, but it was not recorded here; sync the account',
    () => {
      if (action === 'delete') parts.keys.recordRemoved(one.key)
      else parts.keys.recordActive(one.key, action === 'enable')
    },
  )
}

/** A call that may have gone through is in the record too: the key may stand otherwise than it is shown. */
function noteUnknown(audit: Audit, { ref, key }: Work, action: KeyBulkAction, result: Result<unknown>): void {
  if (result.ok || result.failure.code !== 'outcome-unknown') return
  const text = `Asked the vendor to ${action} ${key.name}; whether it did is not known`
  stored('', () => audit.record(`key.${action}`, text, ref))
}

const leftOut = ({ ref, key }: Work): KeyBulkResult => ({
  ...{ ref, name: key.name, outcome: 'left-out', text: cancelledText, failure: null },
})

function ended({ ref, key }: Work, action: KeyBulkAction, result: Result<unknown>): KeyBulkResult {
  const base = { ref, name: key.name }
  if (result.ok) return { ...base, outcome: 'done', text: `${stateText(key, action)}.`, failure: null }
  const { failure } = result
  return { ...base, outcome: outcomeOf(failure), text: failure.message, failure }
}

const outcomeOf = ({ code }: Failure): 'failed' | 'unknown' =>
  code === 'outcome-unknown' ? 'unknown' : 'failed'
