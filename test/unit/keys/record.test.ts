import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { RecordRequest } from '../../../shared/providers.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let accountId: string
beforeEach(async () => {
  world = new World()
  accountId = await world.addAccount('aggregations-io', 'metrics')
})
afterEach(() => world.end())

const request = (more: Partial<RecordRequest> = {}): RecordRequest => ({
  ...{ accountId, name: 'ingest', type: 'org-wide', permissions: ['Write'], active: true },
  ...{ description: null, ...more },
})
const recorded = (more: Partial<RecordRequest> = {}): KeyRef => {
  const key = must(world.core.care.record(request(more)))
  return { accountId, keyId: key.id }
}
const text = (ref: KeyRef) => world.core.audit.list(ref, 1)[0]?.text

describe('a key of a vendor without an API', () => {
  it('is recorded on the user’s word, and its value is imported right after', async () => {
    const ref = recorded()
    expect(world.core.keys.list()).toMatchObject([
      {
        name: 'ingest',
        stateBasis: 'user',
        state: 'active',
        secret: 'once',
        hasValue: false,
        permissions: ['Write'],
      },
    ])
    expect(text(ref)).toContain('on your word')
    const paste = must(world.core.imports.openValue(Secret.of('agg_0123456789abcdef'), ref))
    expect(must(await world.core.imports.store(paste.importId, ref))).toMatchObject({ hasValue: true })
    expect(must(await world.core.keys.value(ref, 'copy')).length).toBe(20)
  })

  it('is renamed, disabled, enabled and deleted in the record alone, and the record says so', async () => {
    const ref = recorded()
    must(await world.core.keys.rename(ref, 'edge'))
    expect(text(ref)).toBe('Renamed ingest to edge; recorded on your word')
    expect(must(await world.core.keys.setActive(ref, false))).toMatchObject({ state: 'disabled' })
    expect(text(ref)).toBe("Recorded edge as disabled, on your word: disable it on the vendor's page too")
    must(await world.core.keys.setActive(ref, true))
    expect(text(ref)).toBe("Recorded edge as enabled, on your word: enable it on the vendor's page too")
    must(await world.core.keys.remove(ref))
    expect(text(ref)).toBe("Recorded edge as deleted, on your word: delete it on the vendor's page too")
    expect(must(world.core.keys.find(ref.keyId)).state).toBe('gone')
  })

  it('is given no right that the vendor does not have, since nobody else would say so', async () => {
    const ref = recorded()
    for (const change of [{ permissions: ['Admin'] }, { permissions: [] }, { presets: ['SendData'] }]) {
      expect(await world.core.care.setRights(ref, change)).toMatchObject({ failure: { code: 'usage' } })
    }
    const changed = must(await world.core.care.setRights(ref, { permissions: ['Read', 'Write'] }))
    expect(changed.permissions).toEqual(['Read', 'Write'])
  })

  it('is neither lost nor brought back by a sync, which counts what is there', async () => {
    const kept = recorded()
    const off = recorded({ name: 'off', active: false })
    const deleted = recorded({ name: 'deleted' })
    must(await world.core.keys.remove(deleted))
    expect(must(await world.core.accounts.sync(accountId))).toEqual({ new: 0, changed: 0, gone: 0, total: 2 })
    expect([kept, off, deleted].map((ref) => must(world.core.keys.find(ref.keyId)).state)).toEqual([
      'active',
      'disabled',
      'gone',
    ])
  })

  it('keeps what is changed while a sync runs', async () => {
    const ref = recorded()
    world.records.onList = async () => {
      must(await world.core.keys.rename(ref, 'renamed meanwhile'))
    }
    must(await world.core.accounts.sync(accountId))
    expect(must(world.core.keys.find(ref.keyId)).name).toBe('renamed meanwhile')
  })

  it('is refused where there is an API, and for what the vendor does not have', async () => {
    const other = await world.addAccount('coralogix', 'acme')
    expect(world.core.care.record(request({ accountId: other }))).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('has an API') },
    })
    expect(world.core.care.record(request({ type: 'team' }))).toMatchObject({ failure: { code: 'usage' } })
    expect(world.core.care.record(request({ permissions: ['Admin'] }))).toMatchObject({
      failure: { code: 'usage', message: expect.stringContaining('Admin') },
    })
    expect(world.core.keys.list()).toEqual([])
  })
})
