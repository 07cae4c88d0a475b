import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { CaptureOutcome } from '../../../shared/model.ts'
import { type Clock, stamp } from '../../clock.ts'
import type { Intent, IntentsTable } from '../../database/intents-table.ts'
import type { IntentLog } from '../../keys/intent-log.ts'
import { temporaryName } from '../../keys/nonce.ts'
import type { Capture } from '../../keys/orphans.ts'
import { patience } from '../../keys/settle.ts'
import type { CreationEnd } from '../rotation-ports.ts'

export interface CreationParts {
  readonly clock: Clock
  readonly intents: Pick<IntentsTable, 'find'>
  readonly log: Pick<IntentLog, 'abandoned'>
  readonly capture: Pick<Capture, 'retry' | 'stuckValue' | 'settler'>
}

/** What a capture's outcome means for a rotation. */
export function endOfOutcome(outcome: CaptureOutcome): CreationEnd {
  if (outcome.kind === 'stuck') return { kind: 'stuck', message: outcome.message, hint: outcome.hint }
  return { kind: 'created', ref: { accountId: outcome.key.accountId, keyId: outcome.key.id } }
}

/** How a creation ended; asks the vendor where nobody knows yet. See `RotationVendor.settle`. */
export async function settleCreation(parts: CreationParts, intentId: string): Promise<Result<CreationEnd>> {
  const { intents, capture } = parts
  const before = intents.find(intentId)
  if (!before) {
    return fail('not-found', 'There is no record of this creation.', 'Sync the account, then list the keys.')
  }
  if (capture.stuckValue(intentId).ok) return retried(parts, before)
  const known = endOf(before)
  // A stored value is enough to go on; that the final name is missing is tried once more, and harms nothing.
  if (known && before.state !== 'stored') return ok(known)
  const settled = await capture.settler.settleOne(intentId)
  const after = intents.find(intentId) ?? before
  const end = endOf(after)
  if (end) return ok(end)
  // Its value may have come into this process's memory meanwhile.
  if (capture.stuckValue(intentId).ok) return retried(parts, after)
  return settled.ok ? ok(stillOpen(parts, after)) : settled
}

async function retried({ capture }: CreationParts, intent: Intent): Promise<Result<CreationEnd>> {
  const again = await capture.retry(intent.id)
  return again.ok ? ok(endOfOutcome(again.value)) : again
}

/** The end as it is recorded; null where it is not known. */
function endOf(intent: Intent): CreationEnd | null {
  switch (intent.state) {
    case 'stored':
    case 'done':
      if (intent.keyId === null) return null
      return { kind: 'created', ref: { accountId: intent.accountId, keyId: intent.keyId } }
    case 'orphan':
      return { kind: 'orphan' }
    // Of a dismissed orphan the user has said that nothing shall be done about it.
    case 'failed':
    case 'removed':
    case 'dismissed':
      return { kind: 'none' }
    default:
      return null
  }
}

function stillOpen({ clock, log }: CreationParts, intent: Intent): CreationEnd {
  if (!log.abandoned().some((one) => one.id === intent.id)) {
    const message = `Another Keyturn process is making ${intent.name}; this waits for it.`
    return { kind: 'open', message, unlisted: false }
  }
  const until = new Date(Date.parse(intent.startedAt) + patience).toISOString()
  const mark = temporaryName(intent.name, intent.nonce)
  if (stamp(clock) >= until) {
    return {
      kind: 'open',
      message: `The account credential may not see the list in which the new key would stand, so whether the vendor made it is not known. On the vendor's own page it would be named "${mark}".`,
      unlisted: false,
    }
  }
  return {
    kind: 'open',
    message: `No answer came when the new key was asked for, and the vendor does not list it. It may list it late: until ${until.slice(11, 16)} UTC Keyturn looks for "${mark}", then it counts as not made.`,
    unlisted: true,
  }
}
