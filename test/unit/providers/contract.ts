import { describe, expect, test } from 'vitest'
import type { NewKey, Provider, ProviderKey, ProviderSession } from '../../../main/providers/provider.ts'
import type { KeyOwner } from '../../../shared/model.ts'

/** A vendor account that a provider is held against. */
export interface Bench {
  readonly provider: Provider
  readonly session: ProviderSession
  /** A session whose credential may list, but not change anything. */
  readonly readOnly: ProviderSession
  /** A session whose credential the vendor does not know. */
  readonly stranger: ProviderSession
  readonly teamOwner: KeyOwner
  /** Whether the vendor takes telemetry with this value now. */
  ingests(value: string): Promise<boolean>
  close(): Promise<void>
}

/** What every provider keeps to, against any vendor. `open` makes a new account for each test. */
export function providerContract(name: string, open: () => Promise<Bench>): void {
  const withBench = (title: string, run: (bench: Bench) => Promise<void>): void => {
    test(title, async () => {
      const bench = await open()
      try {
        await run(bench)
      } finally {
        await bench.close()
      }
    })
  }
  const wish = (bench: Bench, more: Partial<NewKey> = {}): NewKey => ({
    name: 'edge · kx-abcdefghij',
    type: 'send-your-data',
    presets: ['SendData'],
    permissions: [],
    hashed: true,
    owner: bench.teamOwner,
    ...more,
  })
  const listed = async (session: ProviderSession): Promise<readonly ProviderKey[]> => {
    const listing = await session.listKeys([])
    if (!listing.ok) throw new Error(listing.failure.message)
    return listing.value.keys
  }
  const made = async (bench: Bench, more: Partial<NewKey> = {}) => {
    const created = await bench.session.createKey(wish(bench, more))
    if (!created.ok) throw new Error(created.failure.message)
    return { ...created.value, text: created.value.value.expose((value) => value) }
  }

  describe(`${name} keeps the provider's contract`, () => {
    withBench('says who the credential is', async ({ session }) => {
      const who = await session.identify()
      expect(who).toMatchObject({ ok: true, value: { teamId: expect.any(String) } })
    })

    withBench('tells a wrong credential from a missing right', async (bench) => {
      for (const call of [
        bench.stranger.identify(),
        bench.stranger.listKeys([]),
        bench.stranger.createKey(wish(bench)),
      ]) {
        expect(await call).toMatchObject({ ok: false, failure: { code: 'credential-rejected' } })
      }
      const refused = await bench.readOnly.createKey(wish(bench))
      expect(refused).toMatchObject({
        ok: false,
        failure: { code: 'permission-missing', message: expect.stringContaining(':Manage') },
      })
    })

    withBench('lists keys of every type, each once, without a value', async ({ session }) => {
      const keys = await listed(session)
      expect(new Set(keys.map((key) => key.id)).size).toBe(keys.length)
      expect(new Set(keys.map((key) => key.type))).toContain('send-your-data')
      for (const key of keys) {
        expect(Object.keys(key)).not.toContain('value')
        expect(JSON.stringify(key)).not.toMatch(/\bcx[a-z]p_\w{30}/)
      }
    })

    withBench('creates a key whose value works, and can be found by its name', async (bench) => {
      const key = await made(bench)
      expect(await bench.ingests(key.text)).toBe(true)
      expect(await listed(bench.session)).toContainEqual(
        expect.objectContaining({ id: key.keyId, name: key.name, active: true, hashed: true }),
      )
    })

    withBench('reads the value of a readable key, and none of a hashed one', async (bench) => {
      const [hashed, readable] = [await made(bench), await made(bench, { hashed: false })]
      expect(await bench.session.readValue(hashed.keyId)).toEqual({ ok: true, value: null })
      const read = await bench.session.readValue(readable.keyId)
      expect(read.ok && read.value?.expose((value) => value)).toBe(readable.text)
    })

    withBench('renames, disables and enables; the same value comes back', async (bench) => {
      const { keyId, text } = await made(bench)
      expect((await bench.session.updateKey(keyId, { name: 'edge' })).ok).toBe(true)
      expect((await bench.session.updateKey(keyId, { active: false })).ok).toBe(true)
      expect(await bench.ingests(text)).toBe(false)
      expect(await listed(bench.session)).toContainEqual(
        expect.objectContaining({ id: keyId, name: 'edge', active: false }),
      )
      expect((await bench.session.updateKey(keyId, { active: true })).ok).toBe(true)
      expect(await bench.ingests(text)).toBe(true)
    })

    withBench('deletes, and a second deletion succeeds as well', async (bench) => {
      const { keyId, text } = await made(bench)
      expect((await bench.session.deleteKey(keyId)).ok).toBe(true)
      expect((await bench.session.deleteKey(keyId)).ok).toBe(true)
      expect(await bench.ingests(text)).toBe(false)
      expect((await listed(bench.session)).map((key) => key.id)).not.toContain(keyId)
      expect(await bench.session.updateKey(keyId, { active: true })).toMatchObject({
        ok: false,
        failure: { code: 'not-found' },
      })
    })

    withBench('offers what a key can be made of', async ({ session, provider }) => {
      const options = provider.createOptions(await listed(session), null)
      expect(options.types).toContain('send-your-data')
      expect(options.presets.length + options.permissions.length).toBeGreaterThan(0)
    })
  })
}
