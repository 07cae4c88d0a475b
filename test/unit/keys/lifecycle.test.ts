import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { valueReference } from '../../../main/vault/vault.ts'
import { fail } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const sync = () => world.core.accounts.sync(world.accountId)
const add = async (key: Parameters<World['vendor']['add']>[0]): Promise<KeyRef> => {
  const made = world.vendor.add(key)
  must(await sync())
  return { accountId: world.accountId, keyId: made.id }
}

describe('sync', () => {
  it('counts new, changed and gone, and marks them until the next one', async () => {
    const first = world.vendor.add({ name: 'a' })
    world.vendor.add({ name: 'b' })
    expect(must(await sync())).toEqual({ new: 2, changed: 0, gone: 0, total: 2 })
    expect(world.core.keys.list().every((key) => key.change === null)).toBe(true)

    world.vendor.keys.set(first.id, { ...first, active: false })
    world.vendor.add({ name: 'c' })
    world.vendor.keys.delete([...world.vendor.keys.values()].find((key) => key.name === 'b')?.id ?? '')
    expect(must(await sync())).toEqual({ new: 1, changed: 1, gone: 1, total: 2 })
    expect(world.core.keys.list().map(({ name, state, change }) => [name, state, change])).toEqual([
      ['a', 'disabled', 'changed'],
      ['b', 'gone', 'gone'],
      ['c', 'active', 'new'],
    ])
    expect(must(await sync())).toEqual({ new: 0, changed: 0, gone: 0, total: 2 })
  })

  it('finds by its name the key that replaced one of the same name', async () => {
    const old = await add({ name: 'edge' })
    world.vendor.keys.delete(old.keyId)
    const made = await add({ name: 'edge' })
    expect(must(world.core.keys.find('edge')).id).toBe(made.keyId)
    expect(must(world.core.keys.find(old.keyId)).state).toBe('gone')
  })

  it('keeps a value whose key the vendor no longer lists', async () => {
    const created = must(await world.core.capture.create(world.request()))
    if (created.kind !== 'created') throw new Error('not created')
    world.vendor.keys.clear()
    must(await sync())
    expect(world.core.keys.list()).toMatchObject([{ state: 'gone', hasValue: true }])
    must(await world.core.keys.value({ accountId: world.accountId, keyId: created.key.id }, 'print'))
  })

  it('marks nothing as gone of a type that the list does not cover', async () => {
    await add({ name: 'a' })
    world.vendor.keys.clear()
    world.vendor.covers = ['personal']
    expect(must(await sync())).toMatchObject({ gone: 0 })
    expect(world.core.keys.list()).toMatchObject([{ state: 'active' }])
  })

  it('keeps when a key was last activated, also where a later list does not say it', async () => {
    const at = '2026-11-03T08:00:00.000Z'
    const made = world.vendor.add({ name: 'a', type: 'personal', lastActivatedAt: at })
    must(await sync())
    expect(world.core.keys.list()).toMatchObject([{ lastActivatedAt: at }])
    world.vendor.keys.set(made.id, { ...made, lastActivatedAt: null })
    must(await sync())
    expect(world.core.keys.list()).toMatchObject([{ lastActivatedAt: at }])
  })

  it('leaves everything browsable when the vendor fails, and says why', async () => {
    await add({ name: 'a' })
    world.vendor.listFault = fail('vendor-failed', 'The vendor answered 503.', 'Try again later.')
    expect(await sync()).toMatchObject({ ok: false })
    expect(world.core.keys.list()).toHaveLength(1)
    expect(world.core.accounts.list()[0]?.sync.failure).toMatchObject({ message: 'The vendor answered 503.' })
  })
})

describe('the life of a key', () => {
  it('renames, disables, enables and deletes at the vendor, with a record of each', async () => {
    const ref = await add({ name: 'a' })
    must(await world.core.keys.rename(ref, 'b'))
    expect(must(await world.core.keys.setActive(ref, false))).toMatchObject({
      name: 'b',
      state: 'disabled',
      dueAt: null,
    })
    expect(must(await world.core.keys.setActive(ref, true))).toMatchObject({ state: 'active' })
    must(await world.core.keys.remove(ref))
    expect(world.vendor.keys.size).toBe(0)
    expect(world.core.audit.list(ref, 10).map((entry) => entry.action)).toEqual([
      'key.delete',
      'key.enable',
      'key.disable',
      'key.rename',
    ])
  })

  it('never deletes the default key', async () => {
    const ref = await add({ name: 'Default', isDefault: true })
    expect(await world.core.keys.remove(ref)).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(world.vendor.calls).not.toContain('delete')
  })

  it('fetches the value of a readable key once, and keeps it', async () => {
    const ref = await add({ name: 'readable', hashed: false })
    world.vendor.values.set(ref.keyId, 'cxtp_readableReadableReadableRea')
    must(await world.core.keys.value(ref, 'copy'))
    expect(world.core.keys.find(ref.keyId)).toMatchObject({ value: { hasValue: true } })
  })

  it('tells whoever looks that a value was given out: the history has a new entry', async () => {
    const made = must(await world.core.capture.create(world.request()))
    if (made.kind !== 'created') throw new Error('not created')
    const told: string[] = []
    const stop = world.core.onChange((topics) => told.push(...topics))
    must(await world.core.keys.value({ accountId: world.accountId, keyId: made.key.id }, 'reveal'))
    stop()
    expect(told).toContain('keys')
  })

  it('says that a hashed value is not held, and what to do', async () => {
    const ref = await add({ name: 'hashed' })
    const value = await world.core.keys.value(ref, 'copy')
    expect(value).toMatchObject({ ok: false, failure: { code: 'not-found' } })
  })

  it('finds a key by id, by the beginning of its id, or by its name', async () => {
    const ref = await add({ name: 'edge' })
    for (const id of [ref.keyId, ref.keyId.slice(0, 8), 'edge']) {
      expect(world.core.keys.find(id)).toMatchObject({ ok: true, value: { id: ref.keyId } })
    }
    await add({ name: 'edge' })
    expect(world.core.keys.find('edge')).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(world.core.keys.find('none')).toMatchObject({ ok: false, failure: { code: 'not-found' } })
  })

  it('means the only active one of the keys that a rotation left with one name', async () => {
    const old = await add({ name: 'edge' })
    world.clock.passMinutes(5)
    const made = await add({ name: 'edge' })
    expect(world.core.keys.find('edge')).toMatchObject({
      ok: false,
      failure: {
        code: 'usage',
        message: expect.stringMatching(
          new RegExp(`^edge names 2 keys: .*${made.keyId} \\(edge, [^)]*, the newer one\\)`),
        ),
      },
    })
    expect(JSON.stringify(world.core.keys.find('edge'))).toContain(`${old.keyId} (edge, `)
    must(await world.core.keys.setActive(old, false))
    expect(world.core.keys.find('edge')).toMatchObject({ ok: true, value: { id: made.keyId } })
    must(await world.core.keys.setActive(made, false))
    expect(world.core.keys.find('edge')).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })
})

describe('a value whose item was changed in the keychain', () => {
  it('is not given out, and an import makes it right', async () => {
    const created = must(await world.core.capture.create(world.request()))
    if (created.kind !== 'created') throw new Error('not created')
    const ref = { accountId: world.accountId, keyId: created.key.id }
    must(await world.vault.set(valueReference(ref.accountId, ref.keyId, 1), Secret.of('another-value-here')))
    const refused = await world.core.keys.value(ref, 'inject')
    expect(refused).toMatchObject({ ok: false, failure: { code: 'keychain-refused' } })
    expect(JSON.stringify(refused)).not.toContain('another-value-here')

    const { importId } = must(world.core.imports.openValue(Secret.of('another-value-here'), ref))
    must(await world.core.imports.store(importId, ref))
    const value = must(await world.core.keys.value(ref, 'print'))
    expect(value.expose((text) => text)).toBe('another-value-here')
  })
})

describe('accounts', () => {
  it('does not lose values with an account unless told so, and touches no other account', async () => {
    must(await world.core.capture.create(world.request()))
    expect(world.core.accounts.valuesLost(world.accountId)).toBe(1)
    expect(await world.core.accounts.remove(world.accountId, false)).toMatchObject({
      failure: { code: 'refused' },
    })
    const others = world.vault.references().filter((name) => !name.startsWith(world.accountId))
    must(await world.core.accounts.remove(world.accountId, true))
    expect(world.vault.references().sort()).toEqual(others.sort())
    expect(world.core.keys.list()).toEqual([])
  })

  it('stays while a key is being created in it, and the key is recorded', async () => {
    let removed: Promise<unknown> = Promise.resolve()
    world.vendor.onCreate = () => {
      removed = world.core.accounts.remove(world.accountId, true)
    }
    must(await world.core.capture.create(world.request()))
    expect(await removed).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge-eu2', hasValue: true }])
    must(await world.core.accounts.remove(world.accountId, true))
  })

  it('leaves no item behind that an import stored and could not record', async () => {
    const { id: keyId } = world.vendor.add({ name: 'imported' })
    await world.core.accounts.sync(world.accountId)
    const value = Secret.of('a-value-that-was-not-recorded')
    const candidate = must(world.core.imports.openValue(value, null))
    world.vault.corruptNext()
    const stored = await world.core.imports.store(candidate.importId, { accountId: world.accountId, keyId })
    expect(stored.ok).toBe(false)
    must(await world.core.accounts.remove(world.accountId, true))
    expect(world.vault.references().filter((name) => name.startsWith(world.accountId))).toEqual([])
  })

  it('keeps the old admin key when the new one is of another team', async () => {
    world.vendor.identity = { ...world.vendor.identity, teamId: '7', teamName: 'Other' }
    const replaced = await world.core.accounts.replaceCredential(world.accountId, Secret.of('cxtp_other'))
    expect(replaced).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })
})

describe('the audit', () => {
  it('notices a changed line', async () => {
    await add({ name: 'a' })
    const checks = await world.core.doctor()
    expect(checks.find((check) => check.id === 'database')).toMatchObject({ status: 'ok' })
    const { Database } = await import('../../../main/database/sqlite.ts')
    const db = must(Database.open(world.home))
    expect(() => db.run("UPDATE audit SET text = 'nothing happened'")).toThrow('append-only')
    db.run('DROP TRIGGER audit_is_append_only')
    db.run("UPDATE audit SET text = 'nothing happened' WHERE seq = 1")
    db.close()
    const after = await world.core.doctor()
    expect(after.find((check) => check.id === 'database')).toMatchObject({ status: 'failed' })
  })
})

describe('the key with which Keyturn reaches an account', () => {
  it('is neither disabled nor deleted where the vendor says which it is', async () => {
    const ibm = await world.addAccount('ibm-cloud', 'ibm')
    const ref = await world.withKey(world.ibm, ibm, { id: 'ApiKey-admin', name: 'mine', type: 'user' })
    const before = [...world.ibm.calls]
    for (const tried of [await world.core.keys.setActive(ref, false), await world.core.keys.remove(ref)]) {
      expect(tried).toMatchObject({ ok: false, failure: { code: 'refused' } })
      expect(tried.ok || tried.failure.message).toContain('with which Keyturn reaches ibm')
    }
    expect(world.ibm.calls).toEqual(before)
    must(await world.core.keys.rename(ref, 'ours'))
  })

  it('is not cut where the values show it; who names a key of which nothing is known means it', async () => {
    const ref = await add({ name: 'admin', type: 'team' })
    const other = await add({ name: 'other', type: 'team' })
    const value = Secret.of(`cxtp_admin${'acme'.padEnd(20, 'x')}`)
    const opened = must(world.core.imports.openValue(value, ref))
    must(await world.core.imports.store(opened.importId, ref))
    expect(await world.core.keys.setActive(ref, false)).toMatchObject({ failure: { code: 'refused' } })
    expect(must(await world.core.keys.setActive(other, false)).state).toBe('disabled')
  })
})

describe('a sync while a key is made', () => {
  it('does not take a key for gone that was made after the vendor was asked', async () => {
    let made: KeyRef | null = null
    world.vendor.onList = async () => {
      world.vendor.onList = () => {}
      made = await world.madeKey()
    }
    expect(must(await sync())).toMatchObject({ gone: 0 })
    expect(must(world.core.keys.find((made as KeyRef | null)?.keyId ?? '')).state).toBe('active')
  })
})
