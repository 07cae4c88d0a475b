import type { Account, AgentId, Key, KeyOwner, KeyType, ProviderId } from '../../../shared/model.ts'
import { keysOfType, ownerKinds, ownerWord, providerWords } from '../../words.ts'

/** A key with all that search looks at, in lower case, made once so that a keystroke only compares. */
export interface IndexedKey {
  readonly key: Key
  readonly haystack: string
  /** The name such that plain comparison sorts it as people do: case apart, numbers by their size. */
  readonly rank: string
  /** The agents' names that the haystack was made with. */
  readonly agents: AgentNames
}

export type AgentNames = ReadonlyMap<AgentId, string>

export interface Scope {
  readonly provider?: ProviderId
  readonly accountId?: string
  readonly type?: KeyType
  readonly legacy?: boolean
  /** As `ownerId` names it. */
  readonly owner?: string
}

export type SortColumn = 'name' | 'account' | 'owner' | 'uses' | 'activated' | 'age' | 'due'

export interface Sort {
  readonly column: SortColumn
  readonly descending: boolean
}

const ranked = (name: string): string =>
  name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))

// A key keeps its identity as long as nothing about it changes: one renamed key among 10,000 is indexed alone.
const indexed = new WeakMap<Key, IndexedKey>()

export const indexKeys = (keys: readonly Key[], agents: AgentNames): readonly IndexedKey[] =>
  keys.map((key) => {
    const known = indexed.get(key)
    if (known?.agents === agents) return known
    const fresh = indexKey(key, agents)
    indexed.set(key, fresh)
    return fresh
  })

function indexKey(key: Key, agents: AgentNames): IndexedKey {
  return {
    key,
    agents,
    rank: ranked(key.name),
    haystack: [
      key.name,
      key.id,
      key.account,
      providerWords[key.provider],
      keysOfType[key.type],
      key.legacy ? 'legacy' : '',
      key.owner ? ownerKinds[key.owner.kind] : '',
      key.owner?.name ?? '',
      key.owner?.id ?? '',
      key.state,
      key.stateBasis === 'user' ? 'by your word' : '',
      key.locked ? 'locked' : '',
      key.description ?? '',
      ...key.presets,
      ...key.usedIn.flatMap(({ file, agent }) => [file, agent, agents.get(agent) ?? '']),
    ]
      .join('\n')
      .toLowerCase(),
  }
}

// Plain comparison: a collator takes fifty times as long, which a list of 10,000 keys would feel.
const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** An owner as one text, to filter by. */
export const ownerId = (owner: KeyOwner | null): string => (owner ? `${owner.kind} ${owner.id}` : 'none')

const ownerSort = (owner: KeyOwner | null): string =>
  owner ? `${ownerKinds[owner.kind]} ${owner.name ?? owner.id}`.toLowerCase() : '~'

const compare: Record<SortColumn, (a: IndexedKey, b: IndexedKey) => number> = {
  name: (a, b) => plain(a.rank, b.rank),
  account: (a, b) => plain(a.key.account, b.key.account),
  owner: (a, b) => plain(ownerSort(a.key.owner), ownerSort(b.key.owner)),
  uses: (a, b) => a.key.usedIn.length - b.key.usedIn.length,
  activated: (a, b) => plain(a.key.lastActivatedAt ?? '', b.key.lastActivatedAt ?? ''),
  age: (a, b) => a.key.age.days - b.key.age.days,
  due: (a, b) => plain(a.key.dueAt ?? '', b.key.dueAt ?? ''),
}

/** Sorts by one column, by name where equal. Keys that are never due come last in both directions. */
export function sortKeys(keys: readonly IndexedKey[], sort: Sort): readonly IndexedKey[] {
  const by = compare[sort.column]
  const sign = sort.descending ? -1 : 1
  return [...keys].sort((a, b) => {
    if (sort.column === 'due' && (a.key.dueAt === null) !== (b.key.dueAt === null))
      return a.key.dueAt === null ? 1 : -1
    // Names are not unique: the rest keeps those of the same name where they are.
    return sign * by(a, b) || plain(a.rank, b.rank) || plain(a.key.id, b.key.id)
  })
}

export const inScope = (key: Key, scope: Scope): boolean =>
  (scope.provider === undefined || key.provider === scope.provider) &&
  (scope.owner === undefined || ownerId(key.owner) === scope.owner) &&
  (scope.accountId === undefined || key.accountId === scope.accountId) &&
  (scope.type === undefined || (key.type === scope.type && !key.legacy)) &&
  (scope.legacy === undefined || key.legacy === scope.legacy)

/** Whether the list says when keys were last activated: where all are members' own and the vendor tells it of one. */
export const tellsActivation = (keys: readonly Key[]): boolean =>
  keys.every((key) => key.owner?.kind === 'user') && keys.some((key) => key.lastActivatedAt !== null)

/** What is shown: every word of the query must be found; what is not active only when asked for. */
export function filterKeys(
  keys: readonly IndexedKey[],
  scope: Scope,
  query: string,
  showDisabled: boolean,
): readonly Key[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: Key[] = []
  for (const { key, haystack } of keys) {
    if (!showDisabled && !shownAtFirst(key)) continue
    if (inScope(key, scope) && words.every((word) => haystack.includes(word))) found.push(key)
  }
  return found
}

// An orphan needs the user, and a key that just went should be seen to go.
const shownAtFirst = (key: Key): boolean =>
  key.state === 'active' || key.state === 'orphan' || key.change === 'gone'

export interface Counts {
  readonly all: number
  readonly active: number
  readonly disabled: number
}

export function countKeys(keys: readonly Key[], scope: Scope): Counts {
  let all = 0
  let active = 0
  for (const key of keys) {
    if (!inScope(key, scope)) continue
    all++
    if (key.state === 'active') active++
  }
  return { all, active, disabled: all - active }
}

/** Active keys by type. */
export type TypeCounts = ReadonlyMap<KeyType | 'legacy', number>

/** What the sidebar lists under each account: its types that have keys, then legacy. One pass over all keys. */
export function countByAccount(keys: readonly Key[]): ReadonlyMap<string, TypeCounts> {
  const accounts = new Map<string, Map<KeyType | 'legacy', number>>()
  for (const key of keys) {
    if (key.state !== 'active') continue
    const types = accounts.get(key.accountId) ?? new Map<KeyType | 'legacy', number>()
    accounts.set(key.accountId, types)
    const type = key.legacy ? 'legacy' : key.type
    types.set(type, (types.get(type) ?? 0) + 1)
  }
  return accounts
}

export interface OwnerChoice {
  readonly id: string
  readonly label: string
  readonly count: number
}

/** Whom the keys of a scope belong to, by kind and name; keys without an owner are not among them. */
export function ownersIn(
  keys: readonly Key[],
  { owner: _, ...scope }: Scope,
  accounts: readonly Account[],
): readonly OwnerChoice[] {
  const teams = new Map(accounts.map((account) => [account.id, account.teamName]))
  const found = new Map<string, { label: string; count: number }>()
  for (const key of keys) {
    if (!key.owner || !inScope(key, scope)) continue
    const id = ownerId(key.owner)
    const known = found.get(id)
    if (known) known.count++
    else found.set(id, { label: ownerWord(key.owner, teams.get(key.accountId) ?? null), count: 1 })
  }
  return [...found]
    .map(([id, rest]) => ({ id, ...rest }))
    .sort((a, b) => plain(a.label.toLowerCase(), b.label.toLowerCase()))
}
