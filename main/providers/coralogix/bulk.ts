import { type Failure, type FailureCode, fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { KeyBulkAction } from '../../../shared/providers.ts'
import type { BulkCall, Listing } from '../provider.ts'

/** What a bulk change is made with. */
export interface BulkDoor {
  /** One call for all of these. */
  all(keyIds: readonly string[], action: KeyBulkAction, type: KeyType): Promise<Result<void>>
  one(keyId: string, action: KeyBulkAction): Promise<Result<void>>
  list(signal?: AbortSignal): Promise<Result<Listing>>
  /** Whether one key is active; null where the vendor does not have it. */
  look(keyId: string, signal?: AbortSignal): Promise<Result<boolean | null>>
  mayBeSent(keyId: string): Result<unknown>
}

// The vendor documents no bound.
const chunkSize = 50

// What is refused in this way was not begun, and the next call would be refused in the same way.
const hopeless: ReadonlySet<FailureCode> = new Set([
  'credential-rejected',
  'vendor-unreachable',
  'vendor-tls',
  'vendor-timeout',
  'vendor-rate-limited',
  'usage',
])

/**
 * The same change to many keys, one type's keys and at most 50 a call. Whether the vendor carries such a call out in
 * whole or in part when it fails is not documented. So after a failed one the keys are looked at: what is as it
 * should be is done, and the others are changed one by one, which also tells the reason for each.
 */
export function bulkCall(door: BulkDoor): BulkCall {
  return async (keys, action, onEach, signal) => {
    const open = new Map<string, KeyType>()
    for (const { id, type } of keys) {
      const sendable = door.mayBeSent(id)
      if (sendable.ok) open.set(id, type)
      else onEach(id, sendable)
    }
    const settle = (id: string, result: Result<void>): void => {
      if (open.delete(id)) onEach(id, result)
    }
    const settleAll = (failure: Failure): void => {
      for (const id of [...open.keys()]) settle(id, { ok: false, failure })
    }

    for (const chunk of chunksOf(open)) {
      if (signal?.aborted) break
      const answer = await door.all(chunk.ids, action, chunk.type)
      if (answer.ok) {
        for (const id of chunk.ids) settle(id, answer)
        continue
      }
      if (hopeless.has(answer.failure.code)) return settleAll(answer.failure)
      const stateOf = await statesOf(door, chunk, signal)
      const unchanged: string[] = []
      for (const id of chunk.ids) {
        const state = await stateOf(id)
        if (state === 'unknown') settle(id, unknown(answer.failure))
        else if (state === wantedState[action]) settle(id, ok(undefined))
        else unchanged.push(id)
      }
      for (const id of unchanged) {
        if (signal?.aborted) break
        const single = await door.one(id, action)
        if (!single.ok && hopeless.has(single.failure.code)) return settleAll(single.failure)
        settle(id, single)
      }
    }
    for (const id of [...open.keys()]) settle(id, stopped)
  }
}

type State = 'active' | 'disabled' | 'gone' | 'unknown'

const wantedState: Readonly<Record<KeyBulkAction, State>> = {
  enable: 'active',
  disable: 'disabled',
  delete: 'gone',
}

const stopped: Result<never> = fail('interrupted', 'Stopped: this key was not changed.')

/** The bulk call may have reached this key, and nobody could say how it stands now. */
const unknown = ({ message }: Failure): Result<never> =>
  fail(
    'outcome-unknown',
    `${message} It could not be found out what became of this key.`,
    'Sync to see how the key stands now, then repeat the change where needed.',
  )

interface Chunk {
  readonly type: KeyType
  readonly ids: readonly string[]
}

/** One type's keys to a call: each type wants a permission of its own. */
function chunksOf(open: ReadonlyMap<string, KeyType>): readonly Chunk[] {
  const chunks: Chunk[] = []
  for (const type of new Set(open.values())) {
    const ids = [...open].filter(([, one]) => one === type).map(([id]) => id)
    for (let at = 0; at < ids.length; at += chunkSize) {
      chunks.push({ type, ids: ids.slice(at, at + chunkSize) })
    }
  }
  return chunks
}

/** How the keys of a chunk stand: by a new listing, and asked for one by one where it does not show them. */
async function statesOf(
  door: BulkDoor,
  { type }: Chunk,
  signal: AbortSignal | undefined,
): Promise<(id: string) => Promise<State>> {
  // Asked for even when the rest was stopped: what has happened must be told.
  const asking = signal?.aborted ? undefined : signal
  const listing = await door.list(asking)
  if (!listing.ok && hopeless.has(listing.failure.code)) return async () => 'unknown'
  const found = new Map(listing.ok ? listing.value.keys.map((key) => [key.id, key.active]) : [])
  const whole = listing.ok && listing.value.covers.includes(type)
  const named = (active: boolean | null): State => (active === null ? 'gone' : active ? 'active' : 'disabled')
  return async (id) => {
    const active = found.get(id)
    if (active !== undefined || whole) return named(active ?? null)
    const looked = await door.look(id, asking)
    return looked.ok ? named(looked.value) : 'unknown'
  }
}
