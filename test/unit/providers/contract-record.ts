import { expect } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { Hold } from './contract.ts'

/** What a provider without an API for keys keeps to: it never claims to have done something at the vendor. */
export function recordContract({ withBench }: Hold): void {
  withBench('gives the recorded keys back as they are', async ({ session, known }) => {
    expect(known.length).toBeGreaterThan(0)
    const listing = await session.listKeys(known)
    expect(listing).toMatchObject({ ok: true, value: { keys: known } })
    expect((listing.ok && listing.value.gone) || []).toEqual([])
  })

  withBench('changes nothing at the vendor, and says so', async ({ session, known }) => {
    const [key] = known
    if (key === undefined) throw new Error('no recorded key')
    const wish = {
      name: 'edge',
      type: key.type,
      presets: [],
      permissions: key.permissions,
      hashed: true,
      owner: { kind: 'team', id: '1', name: null } as const,
    }
    for (const call of [
      session.createKey(wish),
      session.updateKey(key.id, { active: false }),
      session.deleteKey(key.id),
    ]) {
      expect(await call).toMatchObject({ ok: false, failure: { code: 'unsupported' } })
    }
    expect(await session.readValue(key.id)).toEqual({ ok: true, value: null })
  })

  withBench('tells a value that works from one that does not', async ({ session, known }) => {
    const [key] = known
    if (key === undefined) throw new Error('no recorded key')
    const question = { type: key.type, permissions: key.permissions, marker: null, ingestId: null }
    const wrong = await session.verify(Secret.of('NobodyKnowsThisKey000000000000'), question)
    expect(wrong.ok && wrong.value.verdict).not.toBe('works')
  })
}
