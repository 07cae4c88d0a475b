import type { Account } from '../../../shared/model.ts'
import type { AccountRight, ProviderInfo } from '../../../shared/providers.ts'
import { count, whenWord } from '../../words.ts'

export type HealthKind = 'well' | 'syncing' | 'failed' | 'partly' | 'unsynced' | 'word'

export interface Health {
  readonly kind: HealthKind
  /** In a word or two. */
  readonly word: string
  /** One sentence: how fresh it is and what follows. */
  readonly sentence: string
}

/** How an account is: from its last sync, what failed in it and what was refused. `now` in milliseconds. */
export function healthOf(account: Account, info: ProviderInfo | undefined, now: number): Health {
  const { lastSyncedAt, running, failure, notes, lastChange } = account.sync
  const last = lastSyncedAt ? `Last synced ${whenWord(lastSyncedAt, now)}` : null
  if (info?.mode === 'record')
    return {
      kind: 'word',
      word: 'By your word',
      sentence: `${info.name} cannot be asked about keys: what stands here is what you recorded.`,
    }
  if (running)
    return { kind: 'syncing', word: 'Syncing', sentence: last ? `${last}.` : 'For the first time.' }
  if (failure)
    return {
      kind: 'failed',
      word: 'Sync failed',
      sentence: `${last ?? 'Never synced'}; failed ${whenWord(failure.at, now)}. Keys stay as they were.`,
    }
  if (!last)
    return { kind: 'unsynced', word: 'Not synced yet', sentence: 'Its keys appear after the first sync.' }
  const found = lastChange ? `: ${count(lastChange.total, 'key')}` : ''
  return notes.length > 0
    ? { kind: 'partly', word: 'Part is missing', sentence: `${last}${found}. Not all of it could be listed.` }
    : { kind: 'well', word: 'In order', sentence: `${last}${found}.` }
}

const order: Record<AccountRight['state'], number> = { missing: 0, unknown: 1, granted: 2 }

/** What is missing first, then what nobody knows. */
export const sortedRights = (rights: readonly AccountRight[]): readonly AccountRight[] =>
  rights.toSorted((a, b) => order[a.state] - order[b.state] || a.what.localeCompare(b.what, 'en'))

/** `6 granted, 1 missing, 2 not known`. */
export function rightsSummary(rights: readonly AccountRight[]): string {
  if (rights.length === 0) return 'known after a sync'
  const parts = (['granted', 'missing', 'unknown'] as const).flatMap((state) => {
    const n = rights.filter((right) => right.state === state).length
    return n > 0 ? [`${n} ${state === 'unknown' ? 'not known' : state}`] : []
  })
  return parts.join(', ')
}
