import { type Failure, type FailureCode, fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { KeyBulkAction } from '../../../shared/providers.ts'
import type { BulkCall, Listing } from '../provider.ts'

/** What a bulk change is made with. */
export interface BulkDoor {
  /** One call for all of these. */
  all(keyIds: readonly string[], action: KeyBulkAction, type: KeyType): Promise<Result<void>>
  one(keyId: string, action: KeyBulkAction): Promise<Result<void>>
  list(): Promise<Result<Listing>>
  /** Whether one key is active; null where the vendor does not have it. */
  look(keyId: string): Promise<Result<boolean | null>>
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
 * whole or in part is not documented. So the keys are looked at afterwards: what is as it should be is done, and the
 * others are changed one by one, which also tells the reason for each.
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

    const answers = new Map<string, Result<void>>()
    let given: Result<void> = stopped
    for (const { ids, type } of chunksOf(open)) {
      if (signal?.aborted) break
      const answer = await door.all(ids, action, type)
      if (!answer.ok && hopeless.has(answer.failure.code)) {
        given = answer
        break
      }
      for (const id of ids) answers.set(id, answer)
    }
    const unchanged: string[] = []
    for (const [id, answer] of answers) {
      // Nothing was sent: this transport has no such call.
      if (answer.ok || answer.failure.code !== 'unsupported') continue
      answers.delete(id)
      unchanged.push(id)
    }
    // Even when it was stopped meanwhile: what has happened must be told.
    const stateOf = answers.size === 0 ? null : await statesNow(door)
    for (const [id, answer] of answers) {
      const state = (await stateOf?.(id, open.get(id), answer)) ?? 'unknown'
      if (state === wantedState[action]) settle(id, ok(undefined))
      else if (state !== 'unknown') unchanged.push(id)
      else settle(id, answer.ok ? answer : unknown(answer.failure))
    }
    for (const id of unchanged) {
      if (signal?.aborted) break
      const single = await door.one(id, action)
      if (!single.ok && hopeless.has(single.failure.code)) {
        given = single
        break
      }
      settle(id, single)
    }
    for (const id of [...open.keys()]) settle(id, given)
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

/** One type's keys to a call: each type wants a permission of its own. */
function chunksOf(
  open: ReadonlyMap<string, KeyType>,
): readonly { readonly type: KeyType; readonly ids: readonly string[] }[] {
  const chunks: { type: KeyType; ids: readonly string[] }[] = []
  for (const type of new Set(open.values())) {
    const ids = [...open].filter(([, one]) => one === type).map(([id]) => id)
    for (let at = 0; at < ids.length; at += chunkSize) {
      chunks.push({ type, ids: ids.slice(at, at + chunkSize) })
    }
  }
  return chunks
}

/**
 * How keys stand, by a new listing. Those that it does not show are asked for one by one, but only where the bulk call
 * failed: otherwise the vendor has said that it was done, and `unknown` says that nothing speaks against it.
 */
async function statesNow(
  door: BulkDoor,
): Promise<(id: string, type: KeyType | undefined, answer: Result<void>) => Promise<State>> {
  const listing = await door.list()
  const found = new Map(listing.ok ? listing.value.keys.map((key) => [key.id, key.active]) : [])
  const covers = new Set(listing.ok ? listing.value.covers : [])
  const lost = !listing.ok && hopeless.has(listing.failure.code)
  const named = (active: boolean | null): State => (active === null ? 'gone' : active ? 'active' : 'disabled')
  return async (id, type, answer) => {
    const active = found.get(id)
    if (active !== undefined) return named(active)
    if (type !== undefined && covers.has(type)) return 'gone'
    if (answer.ok || lost) return 'unknown'
    const looked = await door.look(id)
    return looked.ok ? named(looked.value) : 'unknown'
  }
}
