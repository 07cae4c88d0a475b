import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BulkDoor, bulkCall } from '../../../../main/providers/coralogix/bulk.ts'
import type { ProviderKey, ProviderSession } from '../../../../main/providers/provider.ts'
import type { Fault } from '../../../../main/sandbox/faults.ts'
import type { SandboxOptions } from '../../../../main/sandbox/sandbox.ts'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import type { KeyBulkAction } from '../../../../shared/providers.ts'
import { type CoralogixBench, openBench } from './bench.ts'

async function bench(options: SandboxOptions = {}): Promise<CoralogixBench> {
  const opened = await openBench(options)
  onTestFinished(opened.close)
  return opened
}

async function listed(session: ProviderSession): Promise<readonly ProviderKey[]> {
  const listing = await session.listKeys([])
  if (!listing.ok) throw new Error(listing.failure.message)
  return listing.value.keys
}

const named = async (session: ProviderSession, ...names: string[]): Promise<readonly ProviderKey[]> => {
  const keys = await listed(session)
  return names.map((name) => {
    const key = keys.find((one) => one.name === name)
    if (key === undefined) throw new Error(`no key ${name}`)
    return key
  })
}

/** Runs it and returns what was said of each key: `ok`, or the failure's code. */
async function run(
  session: ProviderSession,
  keys: readonly Pick<ProviderKey, 'id' | 'type'>[],
  action: KeyBulkAction,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const said = new Map<string, Result<void>>()
  const tell = (id: string, result: Result<void>): void => {
    expect(said.has(id)).toBe(false)
    said.set(id, result)
  }
  await session.bulk?.(keys, action, tell, signal)
  return keys.map(({ id }) => {
    const result = said.get(id)
    return result === undefined ? 'nothing' : result.ok ? 'ok' : result.failure.code
  })
}

const bulkRoute = { method: 'POST', path: '/all/' } as const

describe('several keys at once', () => {
  test('of every type are disabled, enabled and deleted', async () => {
    const { session } = await bench()
    const names = ['edge-eu2-otel', 'loki-bridge', 'grafana-readonly', 'platform-adhoc', 'org-audit-export']
    const keys = await named(session, ...names)
    expect(new Set(keys.map(({ type }) => type)).size).toBe(4)
    expect(await run(session, keys, 'disable')).toEqual(names.map(() => 'ok'))
    expect((await named(session, ...names)).map(({ active }) => active)).toEqual(names.map(() => false))
    expect(await run(session, keys, 'enable')).toEqual(names.map(() => 'ok'))
    expect((await named(session, ...names)).map(({ active }) => active)).toEqual(names.map(() => true))
    expect(await run(session, keys, 'delete')).toEqual(names.map(() => 'ok'))
    const left = (await listed(session)).map(({ name }) => name)
    for (const name of names) expect(left).not.toContain(name)
  })

  test('are more than one call takes', async () => {
    const { session } = await bench({ extraKeys: 130 })
    const keys = (await listed(session)).filter(({ name }) => name.startsWith('fleet-'))
    expect(new Set(await run(session, keys, 'delete'))).toEqual(new Set(['ok']))
    expect((await listed(session)).filter(({ name }) => name.startsWith('fleet-'))).toEqual([])
  })

  test('one that cannot be deleted does not hold up the others, and it is said why', async () => {
    const { session } = await bench()
    const keys = await named(session, 'loki-bridge', 'Default key', 'prom-agent')
    const hints: string[] = []
    await session.bulk?.(keys, 'delete', (id, result) => {
      if (!result.ok) hints.push(`${id === keys[1]?.id} ${result.failure.hint}`)
    })
    expect(hints).toEqual([expect.stringMatching(/^true Coralogix never lets .* default/)])
    expect((await listed(session)).map(({ name }) => name)).not.toContain('prom-agent')
  })

  test('one that is gone: the vendor stops half-way, and the others are changed all the same', async () => {
    const { session } = await bench()
    const keys = await named(session, 'loki-bridge', 'edge-us1-otel', 'prom-agent')
    await session.deleteKey(keys[1]?.id ?? '')
    expect(await run(session, keys, 'disable')).toEqual(['ok', 'not-found', 'ok'])
    expect((await named(session, 'loki-bridge', 'prom-agent')).map(({ active }) => active)).toEqual([
      false,
      false,
    ])
    expect(await run(session, keys, 'delete')).toEqual(['ok', 'ok', 'ok'])
  })

  test.each<[string, Fault]>([
    ['an answer lost after the work was done', { ...bulkRoute, kind: 'lost', when: 'after' }],
    ['a connection lost before', { ...bulkRoute, kind: 'lost', when: 'before' }],
    ['a 503 after the work was done', { ...bulkRoute, kind: 'status', status: 503, commit: true }],
    ['a 500 before', { ...bulkRoute, kind: 'status', status: 500 }],
    ['an answer that makes no sense', { ...bulkRoute, kind: 'malformed' }],
    ['a vendor without the call', { ...bulkRoute, kind: 'status', status: 404, message: 'Not Found' }],
  ])('%s: looked at, and done', async (_, fault) => {
    const { session, sandbox } = await bench()
    const keys = await named(session, 'loki-bridge', 'grafana-readonly')
    sandbox.setFault(fault)
    expect(await run(session, keys, 'disable')).toEqual(['ok', 'ok'])
    expect((await named(session, 'loki-bridge', 'grafana-readonly')).map(({ active }) => active)).toEqual([
      false,
      false,
    ])
    expect(await run(session, keys, 'delete')).toEqual(['ok', 'ok'])
  })

  test('when nobody can say what became of them, that is what is said', async () => {
    const { session, sandbox } = await bench()
    const keys = await named(session, 'loki-bridge', 'grafana-readonly')
    sandbox.setFault({ ...bulkRoute, kind: 'lost', when: 'after' })
    sandbox.setFault({ method: 'GET', kind: 'status', status: 500 })
    expect(await run(session, keys, 'delete')).toEqual(['outcome-unknown', 'outcome-unknown'])
  })

  test('keys that only a refused list shows are asked for one by one', async () => {
    const { session, sandbox } = await bench()
    const keys = await named(session, 'loki-bridge', 'platform-adhoc')
    sandbox.setFault({ ...bulkRoute, kind: 'lost', when: 'after' })
    sandbox.setFault({ method: 'GET', kind: 'status', status: 403, path: 'v3$' })
    sandbox.setFault({ method: 'GET', kind: 'status', status: 403, path: 'list/all$' })
    expect(await run(session, keys, 'delete')).toEqual(['ok', 'ok'])
  })

  test('without the right to, nothing is changed and each says so', async () => {
    const { readOnly, stranger, session } = await bench()
    const keys = await named(readOnly, 'loki-bridge', 'grafana-readonly')
    expect(await run(readOnly, keys, 'delete')).toEqual(['permission-missing', 'permission-missing'])
    expect(await run(stranger, keys, 'delete')).toEqual(['credential-rejected', 'credential-rejected'])
    expect(await named(session, 'loki-bridge', 'grafana-readonly')).toHaveLength(2)
  })

  test('an id that is none is not sent, and one that comes twice counts once', async () => {
    const { session } = await bench()
    const [key] = await named(session, 'loki-bridge')
    if (key === undefined) throw new Error('no key')
    const odd = { id: '../../identity/whoami', type: 'team' as const }
    const said: string[] = []
    await session.bulk?.([key, odd, key], 'disable', (id, result) => said.push(`${id} ${result.ok}`))
    expect(said.sort()).toEqual([`${odd.id} false`, `${key.id} true`].sort())
  })

  test('stops between calls, and says what was not changed', async () => {
    const { session, sandbox } = await bench()
    const names = ['loki-bridge', 'grafana-readonly', 'platform-adhoc']
    const keys = await named(session, ...names)
    // Pressed while the first of three calls is on its way.
    sandbox.setFault({ ...bulkRoute, kind: 'slow', delayMs: 200, times: 1 })
    expect(await run(session, keys, 'disable', AbortSignal.timeout(50))).toEqual([
      'ok',
      'interrupted',
      'interrupted',
    ])
    expect((await named(session, ...names)).map(({ active }) => active)).toEqual([false, true, true])
  })
})

type State = 'active' | 'disabled' | 'gone'
const wanted = { enable: 'active', disable: 'disabled', delete: 'gone' } as const

test('however a vendor carries it out, each key is told once and truly', async () => {
  const key = fc.record({
    type: fc.constantFrom('team' as const, 'personal' as const),
    state: fc.constantFrom<State>('active', 'disabled', 'gone'),
    /** The vendor refuses it for this key. */
    refused: fc.boolean(),
  })
  const way = fc.record({
    keys: fc.array(key, { minLength: 1, maxLength: 70 }),
    action: fc.constantFrom<KeyBulkAction>('enable', 'disable', 'delete'),
    atomic: fc.boolean(),
    /** The vendor answers 200 and has left out what it refuses. */
    silent: fc.boolean(),
    /** The answer is lost, after so many keys were changed. */
    lostAfter: fc.option(fc.nat({ max: 70 })),
    listing: fc.constantFrom('whole', 'without personal', 'refused', 'down'),
    looking: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(way, async ({ keys, action, atomic, silent, lostAfter, listing, looking }) => {
      const states = keys.map(({ state }) => state)
      const at = (id: string): number => Number(id)
      const apply = (id: string): Result<void> => {
        const index = at(id)
        if (keys[index]?.refused) return fail('refused', 'no')
        if (states[index] === 'gone') return action === 'delete' ? ok(undefined) : fail('not-found', 'gone')
        states[index] = wanted[action]
        return ok(undefined)
      }
      const door: BulkDoor = {
        mayBeSent: ok,
        async all(ids) {
          const bad = ids.find((id) => keys[at(id)]?.refused || states[at(id)] === 'gone')
          if (atomic && !silent && bad !== undefined)
            return lostAfter === null ? fail('refused', 'no') : fail('outcome-unknown', 'lost')
          for (const [count, id] of ids.entries()) {
            if (count === lostAfter) return fail('outcome-unknown', 'lost')
            const one = apply(id)
            if (!one.ok && silent) continue
            if (!one.ok) return lostAfter === null ? one : fail('outcome-unknown', 'lost')
          }
          return lostAfter === null ? ok(undefined) : fail('outcome-unknown', 'lost')
        },
        async one(id) {
          // Never what is done already.
          expect(states[at(id)]).not.toBe(wanted[action])
          return apply(id)
        },
        async list() {
          if (listing === 'down') return fail('vendor-unreachable', 'down')
          if (listing === 'refused') return fail('permission-missing', 'no')
          const shown = keys.flatMap(({ type }, index) => {
            const hidden = states[index] === 'gone' || (listing !== 'whole' && type === 'personal')
            return hidden ? [] : [{ id: String(index), active: states[index] === 'active' } as ProviderKey]
          })
          const covers = listing === 'whole' ? (['team', 'personal'] as const) : (['team'] as const)
          return ok({ keys: shown, covers, notes: [], rights: [] })
        },
        async look(id) {
          if (!looking) return fail('vendor-failed', 'down')
          const state = states[at(id)]
          return ok(state === 'gone' ? null : state === 'active')
        },
      }
      const before = [...states]
      const said = new Map<string, Result<void>>()
      await bulkCall(door)(
        keys.map(({ type }, index) => ({ id: String(index), type })),
        action,
        (id, result) => {
          expect(said.has(id)).toBe(false)
          said.set(id, result)
        },
      )
      for (const [index, state] of states.entries()) {
        const result = said.get(String(index))
        if (result === undefined) throw new Error('not told')
        // With a vendor that says done and shows nothing, there is only its word.
        if (result.ok && !(silent && listing !== 'whole')) expect(state).toBe(wanted[action])
        else if (result.ok) continue
        else if (result.failure.code !== 'outcome-unknown') expect(state).toBe(before[index])
        else expect(listing === 'down' || !looking).toBe(true)
      }
    }),
    { seed: 20_261_121, numRuns: 300 },
  )
})
