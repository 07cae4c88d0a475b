import { describe, expect, it } from 'vitest'
import {
  countByAccount,
  countKeys,
  filterKeys,
  indexKeys,
  ownersIn,
  sortKeys,
  tellsActivation,
} from '../../../renderer/features/keys/key-list.ts'
import { fakeAccount, fakeFiles, fakeKey } from '../../fakes/keys.ts'
import { ibm, vendorKeys } from '../../fakes/vendor-accounts.ts'

const keys = [
  fakeKey({ id: 'a', name: 'edge-eu2-otel', usedIn: fakeFiles(3), dueAt: '2026-03-01T00:00:00.000Z' }),
  fakeKey({ id: 'b', name: 'Loki-bridge', usedIn: fakeFiles(1), dueAt: null }),
  fakeKey({ id: 'c', name: 'edge-10', state: 'disabled', dueAt: '2026-01-01T00:00:00.000Z' }),
  fakeKey({ id: 'd', name: 'edge-9', type: 'team', legacy: true }),
]
const index = indexKeys(keys, new Map())
const ids = (list: readonly { id: string }[]) => list.map((key) => key.id).join('')

describe('filterKeys', () => {
  it('hides what is not active until asked for', () => {
    expect(ids(filterKeys(index, {}, '', false))).toBe('abd')
    expect(ids(filterKeys(index, {}, '', true))).toBe('abcd')
  })

  it('finds keys that hold every word, in any case and order', () => {
    expect(ids(filterKeys(index, {}, 'OTEL edge', true))).toBe('a')
    expect(ids(filterKeys(index, {}, 'legacy', true))).toBe('d')
    expect(ids(filterKeys(index, {}, 'nothing-like-it', true))).toBe('')
  })

  it('keeps legacy keys apart from their type', () => {
    expect(ids(filterKeys(index, { type: 'team' }, '', true))).toBe('')
    expect(ids(filterKeys(index, { legacy: true }, '', true))).toBe('d')
  })

  it('shows a key that is not active while it is news or needs the user', () => {
    const news = indexKeys(
      [
        fakeKey({ id: 'g', state: 'gone', change: 'gone' }),
        fakeKey({ id: 'h', state: 'gone' }),
        fakeKey({ id: 'o', state: 'orphan' }),
      ],
      new Map(),
    )
    expect(ids(filterKeys(news, {}, '', false))).toBe('go')
  })
})

describe('sortKeys', () => {
  const sorted = (column: 'name' | 'uses' | 'age' | 'due', descending = false) =>
    ids(sortKeys(index, { column, descending }).map((item) => item.key))

  it('sorts names as people do', () => {
    expect(sorted('name')).toBe('dcab')
    expect(sorted('name', true)).toBe('bacd')
  })

  it('puts what is never due last in both directions', () => {
    expect(sorted('due').endsWith('db')).toBe(true)
    expect(sorted('due')).toBe('cadb')
    expect(sorted('due', true)).toBe('acdb')
  })

  it('keeps keys of the same name in one order, however they came', () => {
    const twins = ['x', 'y'].map((id) => fakeKey({ id, name: 'edge-collector' }))
    const order = (some: typeof twins) =>
      ids(sortKeys(indexKeys(some, new Map()), { column: 'name', descending: false }).map(({ key }) => key))
    expect(order(twins)).toBe('xy')
    expect(order(twins.toReversed())).toBe('xy')
  })
})

describe('tellsActivation', () => {
  const member = (id: string, lastActivatedAt: string | null) =>
    fakeKey({ id, name: id, owner: { kind: 'user', id: `user-${id}`, name: null }, lastActivatedAt })
  const some = [
    member('a', '2026-02-01T00:00:00.000Z'),
    member('b', null),
    member('c', '2025-02-01T00:00:00.000Z'),
  ]

  it('is so where all are members’ own and the vendor says it of one', () => {
    expect(tellsActivation(some)).toBe(true)
    expect(tellsActivation(some.slice(1, 2))).toBe(false)
    expect(tellsActivation([...some, ...keys])).toBe(false)
    expect(tellsActivation([])).toBe(false)
  })

  it('sorts by it', () => {
    const by = (descending: boolean) =>
      ids(sortKeys(indexKeys(some, new Map()), { column: 'activated', descending }).map(({ key }) => key))
    expect(by(false)).toBe('bca')
    expect(by(true)).toBe('acb')
  })
})

describe('counts', () => {
  it('counts active and others of a scope', () => {
    expect(countKeys(keys, { type: 'send-your-data' })).toEqual({ all: 3, active: 2, disabled: 1 })
  })

  it('counts the active keys of each account by type', () => {
    const counts = countByAccount(keys)
    const account = counts.get(keys[0]?.accountId ?? '')
    expect([...(account ?? [])]).toEqual([
      ['send-your-data', 2],
      ['legacy', 1],
    ])
  })
})

describe('several vendors', () => {
  const all = [
    fakeKey({ id: 'm', type: 'personal', owner: { kind: 'user', id: 'u2', name: 'dev-2@acme.example' } }),
    fakeKey({ id: 'n', type: 'personal', owner: { kind: 'user', id: 'u1', name: 'dev-1@acme.example' } }),
    ...vendorKeys(),
  ]
  const everything = indexKeys(all, new Map())
  const named = (list: readonly { name: string }[]) => list.map((key) => key.name)

  it('browses by vendor, by account and by type', () => {
    expect(filterKeys(everything, { provider: 'aggregations-io' }, '', false)).toHaveLength(3)
    expect(named(filterKeys(everything, { accountId: ibm, type: 'user' }, '', false))).toEqual([
      'ops-laptop',
      'keyturn',
    ])
  })

  it('finds a vendor, an owner, and what limits a key', () => {
    expect(named(filterKeys(everything, {}, 'ibm locked', false))).toEqual(['logs-agent-par'])
    expect(named(filterKeys(everything, {}, 'service id edge-fra', false))).toEqual(['logs-agent-fra'])
    expect(filterKeys(everything, {}, 'by your word', true)).toHaveLength(4)
  })

  it('lists the owners of a place by kind and name, and narrows to one', () => {
    expect(ownersIn(all, { type: 'personal' }, [])).toEqual([
      { id: 'user u1', label: 'dev-1@acme.example', count: 1 },
      { id: 'user u2', label: 'dev-2@acme.example', count: 1 },
    ])
    const owners = ownersIn(all, { accountId: ibm, owner: 'user nobody' }, [])
    expect(owners.map(({ label }) => label)).toContain('Service ID edge-par')
    const [first] = ownersIn(all, { accountId: ibm }, [])
    expect(filterKeys(everything, { owner: first?.id ?? '' }, '', true)).toHaveLength(first?.count ?? 0)
  })

  it('says a team by the name that its account has', () => {
    const [team] = ownersIn([fakeKey()], {}, [fakeAccount()])
    expect(team?.label).toBe('Team acme-observability')
  })

  it('groups by owner when sorted by it; without an owner comes last', () => {
    const sorted = sortKeys(everything, { column: 'owner', descending: false })
    expect(sorted.at(-1)?.key.owner).toBeNull()
    expect(sorted.slice(0, 2).map(({ key }) => key.owner?.name)).toEqual([
      'dev-1@acme.example',
      'dev-2@acme.example',
    ])
  })
})
