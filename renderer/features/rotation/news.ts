import type { BulkStatus, RotationSummary } from '../../../shared/rotation.ts'
import { needsUser } from './standing.ts'

export interface News {
  readonly text: string
  /** It interrupts: the user is needed. */
  readonly now: boolean
}

/** What is to be spoken of the rotations since they were last looked at; null where nothing is new. */
export function newsOf(before: readonly RotationSummary[], after: readonly RotationSummary[]): News | null {
  const known = new Map(before.map((each) => [each.id, each]))
  const changed = after.filter((each) => {
    const old = known.get(each.id)
    return old ? old.sentence !== each.sentence || old.state !== each.state : each.state === 'running'
  })
  const pressing = changed.filter(needsUser)
  const told = pressing.length > 0 ? pressing : changed
  if (told.length === 0) return null
  return {
    text: told.map((each) => `${each.keyName}: ${each.sentence}`).join(' '),
    now: pressing.length > 0,
  }
}

/** What is to be spoken of several rotations in a row. */
export const bulkNews = (before: BulkStatus | null, after: BulkStatus | null): News | null =>
  after && after.sentence !== before?.sentence
    ? { text: after.sentence, now: after.stoppedAt !== null }
    : null
