import type { Failure, Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { Listing, ProviderKey } from '../provider.ts'
import { isRum, legacyKindOf, looksDefault, typeOf } from './key-types.ts'
import type { ListedKey, ParsedList } from './schemas.ts'

/** The vendor's three lists: none of them is complete alone, and none has pages. */
export interface Lists {
  readonly all: Result<ParsedList>
  readonly sendData: Result<ParsedList>
  readonly members: Result<ParsedList>
}

const labels = { all: "the team's keys", sendData: 'Send-Your-Data keys', members: "members' keys" } as const

/**
 * Merges the three lists into one, by id. A list that failed, or one with entries that could not be read, is a note,
 * and the listing then does not cover the types that only that list shows. Fails only where nothing is left. A 401 to
 * one list while another one answered is a refusal of that list, too: the credential works.
 */
export function mergeLists(lists: Lists, rights: Listing['rights'] = []): Result<Listing> {
  const failures = Object.values(lists)
    .filter((list) => !list.ok)
    .map((list) => list.failure)
  const stopped = failures.find(({ code }) => code === 'interrupted')
  if (stopped !== undefined) return { ok: false, failure: stopped }
  if (failures.length === Object.keys(lists).length) return { ok: false, failure: worst(failures) }

  const notes: string[] = []
  const read = (name: keyof Lists): readonly ListedKey[] => {
    const list = lists[name]
    if (!list.ok) {
      notes.push(`The list of ${labels[name]} is missing: ${list.failure.message}`)
      return []
    }
    const { skipped, keys } = list.value
    if (skipped > 0) {
      notes.push(
        `${skipped} ${skipped === 1 ? 'entry' : 'entries'} in the list of ${labels[name]} could not be read.`,
      )
    }
    return keys
  }
  const sendData = read('sendData')
  const sendDataIds = new Set(sendData.map((key) => key.id))
  const merged = new Map<string, ListedKey>()
  for (const key of [...read('all'), ...sendData, ...read('members')]) {
    const before = merged.get(key.id)
    merged.set(key.id, before === undefined ? key : combine(before, key))
  }
  const keys = [...merged.values()].map((key) => toProviderKey(key, sendDataIds.has(key.id)))
  return { ok: true, value: { keys: withPolicies(keys), notes, covers: covered(lists), rights } }
}

/**
 * A key without a policy looks like one whose policy the caller may not see. Where another key of the type came with
 * one, they are shown, so this key has none.
 */
function withPolicies(keys: readonly ProviderKey[]): readonly ProviderKey[] {
  const shown = new Set(keys.filter((key) => key.hasPolicy).map((key) => key.type))
  return keys.map((key) =>
    key.hasPolicy === null && shown.has(key.type) ? { ...key, hasPolicy: false } : key,
  )
}

/** Members' keys are whole only in the members' list, the team's only in the list of all. */
function covered({ all, sendData, members }: Lists): KeyType[] {
  const whole = (list: Result<ParsedList>): boolean => list.ok && list.value.skipped === 0
  const types: KeyType[] = whole(all) ? ['send-your-data', 'team', 'organisation'] : []
  if (!whole(all) && whole(sendData)) types.push('send-your-data')
  if (whole(members)) types.push('personal')
  return types
}

/**
 * The failure that explains most: a rejected credential before a vendor that is down before a missing permission before
 * a list that the transport has not.
 */
function worst(failures: readonly Failure[]): Failure {
  const first = failures[0]
  if (first === undefined) throw new Error('no failure to choose from')
  const rejected = failures.find(({ code }) => code === 'credential-rejected')
  const told = failures.filter(({ code }) => code !== 'unsupported')
  return rejected ?? told.find(({ code }) => code !== 'permission-missing') ?? told[0] ?? first
}

/** One key from two lists: the first list wins where both say something, the second fills in. */
function combine(first: ListedKey, second: ListedKey): ListedKey {
  const owner =
    first.owner !== null && second.owner !== null && first.owner.id === second.owner.id
      ? { ...first.owner, name: first.owner.name ?? second.owner.name }
      : (first.owner ?? second.owner)
  const hasPermissions = first.presets.length + first.permissions.length > 0
  return {
    ...first,
    name: first.name || second.name,
    hashed: first.hashed ?? second.hashed,
    hasPolicy: first.hasPolicy || (second.hasPolicy ?? first.hasPolicy),
    owner,
    presets: hasPermissions ? first.presets : second.presets,
    permissions: hasPermissions ? first.permissions : second.permissions,
    createdAt: first.createdAt ?? second.createdAt,
    lastActivatedAt: first.lastActivatedAt ?? second.lastActivatedAt,
  }
}

function toProviderKey(key: ListedKey, inSendDataList: boolean): ProviderKey {
  const type = typeOf(key, inSendDataList)
  return {
    ...key,
    // The members' list does not say it: then the vendor is not promised to show the value again.
    hashed: key.hashed ?? true,
    type,
    legacyKind: legacyKindOf(key),
    isDefault: looksDefault(key.name, type),
    rum: isRum(key),
    description: null,
    locked: false,
    expiresAt: null,
  }
}
