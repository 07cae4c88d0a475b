import { describe, expect, test } from 'vitest'
import type {
  KeyChange,
  NewKey,
  Provider,
  ProviderFacts,
  ProviderKey,
  ProviderSession,
} from '../../../main/providers/provider.ts'
import type { KeyType } from '../../../shared/model.ts'
import { partsContract } from './contract-parts.ts'
import { recordContract } from './contract-record.ts'

/** What a provider and its transport are, known before anything is opened: it decides which tests there are. */
export interface Traits {
  /** Begins the tests' titles, such as `Coralogix over gRPC`. */
  readonly name: string
  /** `record`: the vendor has no API for keys. Then only `recordContract` is held, which needs nothing but `known`. */
  readonly mode: 'remote' | 'record'
  /** `known`: there is no list of all keys, so only those are shown that `listKeys` is told of. */
  readonly lists: 'all' | 'known'
  /** The types that the listing of a new account shows at least, without being told of any key. */
  readonly shows: readonly KeyType[]
  /** What of a key `updateKey` changes. `presets` and `permissions` come from `Bench.rights`. */
  readonly changes: readonly (keyof KeyChange)[]
  /** A key can be made with `hashed: false`, and its value be read again. */
  readonly readable: boolean
  /** What a 403 to a creation names, such as `/:Manage/`. */
  readonly namesRight: RegExp
  /** What this vendor's values look like; whatever fits may stand in no metadata. */
  readonly valueLike: RegExp
  /** The parts that sessions have; usually the facts' own `has`. */
  readonly has: ProviderFacts['has']
  /** What `verify` says of a value that works, without a marked line. */
  readonly verifies: 'works' | 'unknown'
}

/** A new vendor account that a provider is held against, for one test. */
export interface Bench {
  readonly provider: Provider
  /** A session whose credential may do everything. */
  readonly session: ProviderSession
  /** A session whose credential may list, but not change anything; null where the vendor has no such thing. */
  readonly readOnly: ProviderSession | null
  /** A session whose credential the vendor does not know; null where none is needed. */
  readonly stranger: ProviderSession | null
  /** An active key that may send telemetry, shown once. Its name may be anything. Null for a record provider. */
  readonly wish: NewKey | null
  /** Rights that a key of `wish` can be given instead of its own; null where `changes` names none. */
  readonly rights: Pick<KeyChange, 'presets' | 'permissions'> | null
  /** Keys that are recorded in Keyturn, for a record provider; empty for the others. */
  readonly known: readonly ProviderKey[]
  /** Whether the vendor takes telemetry with this value now. */
  ingests(value: string): Promise<boolean>
  close(): Promise<void>
}

/** A key that was made for a test, with its value in plain text. */
export interface Made {
  readonly keyId: string
  readonly name: string
  readonly text: string
  readonly key: ProviderKey
}

/** What the tests of a contract share. */
export interface Hold {
  readonly traits: Traits
  /** Declares a test with a bench of its own. */
  withBench(title: string, run: (bench: Bench) => Promise<void>): void
  wish(bench: Bench, more?: Partial<NewKey>): NewKey
  made(bench: Bench, more?: Partial<NewKey>): Promise<Made>
  /** The keys as they are listed; `known` only matters where there is no list of all. */
  listed(session: ProviderSession, known?: readonly ProviderKey[]): Promise<readonly ProviderKey[]>
}

/** What every provider keeps to, against any vendor. `open` makes a new account for each test. */
export function providerContract(traits: Traits, open: () => Promise<Bench>): void {
  const withBench: Hold['withBench'] = (title, run) => {
    test(title, async () => {
      const bench = await open()
      try {
        await run(bench)
      } finally {
        await bench.close()
      }
    })
  }
  const wish: Hold['wish'] = (bench, more = {}) => {
    if (bench.wish === null) throw new Error('this vendor makes no keys')
    return { ...bench.wish, ...more }
  }
  const listed: Hold['listed'] = async (session, known = []) => {
    const listing = await session.listKeys(known)
    if (!listing.ok) throw new Error(listing.failure.message)
    return listing.value.keys
  }
  const made: Hold['made'] = async (bench, more = {}) => {
    const wanted = wish(bench, more)
    const created = await bench.session.createKey(wanted)
    if (!created.ok) throw new Error(created.failure.message)
    const { keyId, name, value } = created.value
    return { keyId, name, text: value.expose((text) => text), key: recorded(wanted, keyId) }
  }
  const hold: Hold = { traits, withBench, wish, made, listed }

  describe(`${traits.name} keeps the provider's contract`, () => {
    withBench('has the parts that it promises', async ({ session }) => {
      for (const part of ['policies', 'history', 'bulk', 'serviceIds'] as const) {
        expect([part, session[part] !== null]).toEqual([part, Boolean(traits.has[part])])
      }
    })
    if (traits.mode === 'record') recordContract(hold)
    else {
      remoteContract(hold)
      partsContract(hold)
    }
  })
}

/** The record that Keyturn has of a key which it has just made. */
function recorded(wanted: NewKey, id: string): ProviderKey {
  return {
    id,
    name: wanted.name,
    type: wanted.type,
    legacyKind: null,
    isDefault: false,
    active: true,
    hashed: wanted.hashed,
    owner: wanted.owner,
    presets: wanted.presets.map((name) => ({ name, permissions: [] })),
    permissions: wanted.permissions,
    createdAt: null,
    lastActivatedAt: null,
    rum: false,
    description: wanted.description ?? null,
    locked: false,
    expiresAt: wanted.expiresAt ?? null,
    hasPolicy: null,
  }
}

function remoteContract({ traits, withBench, wish, made, listed }: Hold): void {
  withBench('says who the credential is', async ({ session }) => {
    const who = await session.identify()
    expect(who).toMatchObject({ ok: true, value: { teamId: expect.any(String) } })
    expect(JSON.stringify(who)).not.toMatch(traits.valueLike)
  })

  withBench('tells a wrong credential from a missing right', async (bench) => {
    for (const call of [
      bench.stranger?.identify(),
      bench.stranger?.listKeys([]),
      bench.stranger?.createKey(wish(bench)),
    ]) {
      if (call === undefined) continue
      expect(await call).toMatchObject({ ok: false, failure: { code: 'credential-rejected' } })
    }
    const refused = await bench.readOnly?.createKey(wish(bench))
    if (refused === undefined) return
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'permission-missing', message: expect.stringMatching(traits.namesRight) },
    })
  })

  withBench('lists keys of its types, each once, without a value', async ({ session }) => {
    const keys = await listed(session)
    expect(new Set(keys.map((key) => key.id)).size).toBe(keys.length)
    const types = new Set(keys.map((key) => key.type))
    for (const type of traits.shows) expect(types).toContain(type)
    for (const key of keys) {
      expect(Object.keys(key)).not.toContain('value')
      expect(JSON.stringify(key)).not.toMatch(traits.valueLike)
    }
  })

  withBench('says on what its word about rights rests', async ({ session }) => {
    const listing = await session.listKeys([])
    if (!listing.ok) throw new Error(listing.failure.message)
    for (const right of listing.value.rights) {
      for (const text of [right.what, right.permission, right.evidence]) expect(text).not.toBe('')
    }
  })

  withBench('stops when it is told to', async ({ session }) => {
    const stop = AbortSignal.abort()
    for (const call of [session.identify(stop), session.listKeys([], stop)]) {
      expect(await call).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
    }
  })

  withBench('creates a key whose value works, and can be found by its name', async (bench) => {
    const { keyId, name, text, key } = await made(bench)
    expect(await bench.ingests(text)).toBe(true)
    const found = await listed(bench.session, [key])
    expect(found).toContainEqual(
      expect.objectContaining({ id: keyId, name, type: key.type, active: true, hashed: true }),
    )
    expect(JSON.stringify(found)).not.toContain(text)
  })

  withBench('reads no value of a key that is shown once', async (bench) => {
    const { keyId } = await made(bench)
    expect(await bench.session.readValue(keyId)).toEqual({ ok: true, value: null })
  })

  if (traits.readable) {
    withBench('reads the value of a readable key', async (bench) => {
      const { keyId, text } = await made(bench, { hashed: false })
      const read = await bench.session.readValue(keyId)
      expect(read.ok && read.value?.expose((value) => value)).toBe(text)
    })
  }

  withBench('renames, disables and enables; the same value comes back', async (bench) => {
    const { keyId, text, key } = await made(bench)
    expect(await bench.session.updateKey(keyId, { name: 'edge' })).toEqual({ ok: true, value: undefined })
    expect((await bench.session.updateKey(keyId, { active: false })).ok).toBe(true)
    expect(await bench.ingests(text)).toBe(false)
    expect(await listed(bench.session, [key])).toContainEqual(
      expect.objectContaining({ id: keyId, name: 'edge', active: false }),
    )
    expect((await bench.session.updateKey(keyId, { active: true })).ok).toBe(true)
    expect(await bench.ingests(text)).toBe(true)
  })

  withBench('deletes, and a second deletion succeeds as well', async (bench) => {
    const { keyId, text, key } = await made(bench)
    expect((await bench.session.deleteKey(keyId)).ok).toBe(true)
    expect((await bench.session.deleteKey(keyId)).ok).toBe(true)
    expect(await bench.ingests(text)).toBe(false)
    const after = await bench.session.listKeys([key])
    expect(after.ok && after.value.keys.map(({ id }) => id)).not.toContain(keyId)
    // A key is gone where a whole list leaves it out, or where it was asked for.
    const told = after.ok && (after.value.covers.includes(key.type) || after.value.gone?.includes(keyId))
    expect(told).toBe(true)
    expect(await bench.session.updateKey(keyId, { active: true })).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    })
  })

  withBench('sends no id that could be anything but an id', async ({ session }) => {
    for (const id of ['', '..', '../x', 'a/b', 'a?b=c', 'a\nb']) {
      for (const call of [
        session.deleteKey(id),
        session.updateKey(id, { active: false }),
        session.readValue(id),
      ]) {
        expect(await call).toMatchObject({ ok: false, failure: { code: 'usage' } })
      }
    }
  })

  withBench('offers what a key can be made of', async (bench) => {
    const options = bench.provider.createOptions(await listed(bench.session), null)
    expect(options.types).toContain(wish(bench).type)
  })
}
