import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../main/database/sqlite.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const names = () => [...world.vendor.keys.values()].map((key) => key.name)
const valueItems = () => world.vault.references().filter((name) => /:\d+$/.test(name))

describe('creating a key', () => {
  it('keeps the value, reads it back, and only then gives the key its name', async () => {
    const steps: string[] = []
    const outcome = must(await world.core.capture.create(world.request(), ({ step }) => steps.push(step)))
    expect(outcome).toMatchObject({
      kind: 'created',
      warning: null,
      key: { name: 'edge-eu2', hasValue: true },
    })
    expect(steps).toEqual([
      'preflight',
      'intent',
      'asked',
      'received',
      'kept',
      'read-back',
      'stored',
      'renamed',
    ])
    expect(names()).toEqual(['edge-eu2'])
    const [key] = world.core.keys.list()
    const value = must(
      await world.core.keys.value({ accountId: world.accountId, keyId: key?.id ?? '' }, 'print'),
    )
    expect(value.expose((text) => text)).toBe(world.vendor.values.get(key?.id ?? ''))
    expect(world.core.capture.open()).toEqual([])
  })

  it.each([
    ['an expiry', { expiresAt: '2099-01-01T00:00:00Z' }, 'do not expire'],
    ['a description', { description: 'of the edge' }, 'have no description'],
  ])('asks nothing of a vendor that has no %s, where one is wanted', async (_, wish, said) => {
    const outcome = await world.core.capture.create(world.request(wish))
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: 'usage', message: expect.stringContaining(said) },
    })
    expect(world.vendor.calls).toEqual([])
  })

  it('takes no description with characters that cannot be seen', async () => {
    const outcome = await world.core.capture.create(world.request({ description: 'edge\u202egde' }))
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(world.vendor.calls).toEqual([])
  })

  it('asks nothing of the vendor while the keychain is locked', async () => {
    world.vault.state = 'locked'
    const outcome = await world.core.capture.create(world.request())
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'keychain-locked' } })
    expect(world.vendor.calls).toEqual([])
  })

  it('has the intent in the database before the vendor is asked', async () => {
    let seen: unknown
    world.vendor.onCreate = () => {
      seen = world.core.capture.open().map(({ state, name }) => ({ state, name }))
    }
    await world.core.capture.create(world.request())
    expect(seen).toEqual([{ state: 'running', name: 'edge-eu2' }])
  })

  it('holds the value and offers retry when the keychain fails after the call', async () => {
    world.vault.onSet = (reference) => {
      if (/:1$/.test(reference)) world.vault.state = 'refused'
      return undefined
    }
    const outcome = must(await world.core.capture.create(world.request()))
    expect(outcome).toMatchObject({ kind: 'stuck' })
    expect(world.core.capture.hasStuck()).toBe(true)
    if (outcome.kind !== 'stuck') throw new Error('not stuck')
    const value = must(world.core.capture.stuckValue(outcome.intentId))
    expect(value.expose((text) => text)).toBe(world.vendor.values.get(outcome.keyId))
    expect(world.vendor.calls).not.toContain('delete')

    world.vault.onSet = null
    world.vault.state = 'ready'
    expect(must(await world.core.capture.retry(outcome.intentId))).toMatchObject({ kind: 'created' })
    expect(world.core.capture.hasStuck()).toBe(false)
    expect(names()).toEqual(['edge-eu2'])
  })

  it('never says stored when the keychain gives something else back', async () => {
    world.vendor.onCreate = () => world.vault.corruptNext()
    const outcome = must(await world.core.capture.create(world.request()))
    expect(outcome).toMatchObject({ kind: 'stuck' })
    expect(world.core.keys.list().some((key) => key.hasValue)).toBe(false)
  })

  it('says that the value is safe when only its record cannot be written', async () => {
    const other = must(Database.open(world.home))
    world.vault.onKept = (reference) => {
      const full = `CREATE TRIGGER full BEFORE UPDATE ON keys BEGIN SELECT RAISE(ABORT, 'disk is full'); END`
      if (/:1$/.test(reference)) other.run(full)
      return undefined
    }
    const outcome = must(await world.core.capture.create(world.request()))
    expect(outcome).toMatchObject({ kind: 'stuck', kept: true })
    if (outcome.kind !== 'stuck') throw new Error('not stuck')
    expect(outcome.message).toContain('in the keychain')
    expect(`${outcome.message} ${outcome.hint}`).not.toMatch(/only in Keyturn's memory|copy the value/)
    world.vault.onKept = null
    other.run('DROP TRIGGER full')
    other.close()
    expect(must(await world.core.capture.retry(outcome.intentId))).toMatchObject({ kind: 'created' })
  })

  it('warns, keeps the value and renames later when only the rename fails', async () => {
    world.vendor.updateFault = {
      ok: false,
      failure: { code: 'vendor-failed', message: 'HTTP 500.', hint: '' },
    }
    const outcome = must(await world.core.capture.create(world.request()))
    expect(outcome).toMatchObject({ kind: 'created', key: { hasValue: true } })
    if (outcome.kind === 'created') expect(outcome.warning).toContain('temporary name')
    world.vendor.updateFault = null
    // As the warning says: at the next sync.
    must(await world.core.accounts.sync(world.accountId))
    expect(names()).toEqual(['edge-eu2'])
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge-eu2' }])
  })

  it('says that nothing was made when the vendor refuses', async () => {
    world.vendor.createFault = 'refused'
    expect(await world.core.capture.create(world.request())).toMatchObject({ ok: false })
    expect(world.core.capture.open()).toEqual([])
  })
})

describe('a lost answer', () => {
  it('is an orphan when the vendor made the key', async () => {
    world.vendor.createFault = 'lost-after-commit'
    expect(await world.core.capture.create(world.request())).toMatchObject({
      ok: false,
      failure: { code: 'outcome-unknown' },
    })
    await world.core.capture.settle()
    expect(world.core.capture.open()).toMatchObject([{ state: 'orphan', name: 'edge-eu2' }])
    expect(world.core.keys.list({ state: 'active' })).toMatchObject([{ state: 'orphan', hasValue: false }])
  })

  it('is an orphan once a sync has seen the key', async () => {
    world.vendor.createFault = 'lost-after-commit'
    await world.core.capture.create(world.request())
    must(await world.core.accounts.sync(world.accountId))
    expect(world.core.capture.open()).toMatchObject([{ state: 'orphan', name: 'edge-eu2' }])
  })

  it('is checked again until the vendor is known not to have the key', async () => {
    world.vendor.createFault = 'lost-before-commit'
    await world.core.capture.create(world.request())
    await world.core.capture.settle()
    expect(world.core.capture.open()).toMatchObject([{ state: 'checking' }])
    world.clock.passMinutes(16)
    await world.core.capture.settle()
    expect(world.core.capture.open()).toEqual([])
  })

  it('is an orphan even if the key appears long after', async () => {
    world.vendor.createFault = 'lost-after-commit'
    await world.core.capture.create(world.request())
    const late = [...world.vendor.keys.values()]
    world.vendor.keys.clear()
    world.clock.passMinutes(16)
    await world.core.capture.settle()
    for (const key of late) world.vendor.keys.set(key.id, key)
    await world.core.accounts.sync(world.accountId)
    expect(world.core.keys.list()).toMatchObject([{ state: 'orphan' }])
  })

  it('can be deleted and made again, and deletes nothing that is not its own', async () => {
    const other = world.vendor.add({ name: 'somebody-elses' })
    world.vendor.createFault = 'lost-after-commit'
    await world.core.capture.create(world.request())
    world.vendor.createFault = null
    await world.core.capture.settle()
    const [orphan] = world.core.capture.open()
    const again = must(await world.core.capture.removeOrphan(orphan?.intentId ?? '', true))
    expect(again).toMatchObject({ kind: 'created' })
    expect(names().sort()).toEqual(['edge-eu2', other.name])
  })

  it('is not deleted once somebody has renamed it', async () => {
    world.vendor.createFault = 'lost-after-commit'
    await world.core.capture.create(world.request())
    await world.core.capture.settle()
    const [orphan] = world.core.capture.open()
    const [key] = [...world.vendor.keys.values()]
    if (key) world.vendor.keys.set(key.id, { ...key, name: 'taken over' })
    const removed = await world.core.capture.removeOrphan(orphan?.intentId ?? '', false)
    expect(removed).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(names()).toEqual(['taken over'])
  })
})

describe('after a crash', () => {
  /** Leaves the rows as a killed process would: the work stops dead inside a step. */
  const crashAt = async (stop: () => Promise<never>) => {
    await new Promise<void>((reached) => {
      world.vault.onSet = (reference) => {
        if (!/:1$/.test(reference)) return undefined
        reached()
        return stop()
      }
      void world.core.capture.create(world.request())
    })
    world.vault.onSet = null
    await world.restart()
  }

  it('before the value was kept: the key is shown as an orphan', async () => {
    await crashAt(() => new Promise<never>(() => {}))
    await world.core.capture.settle()
    expect(world.core.capture.open()).toMatchObject([{ state: 'orphan' }])
  })

  it('after the value was kept: it is found in the keychain and recorded', async () => {
    await new Promise<void>((reached) => {
      world.vault.onKept = (reference) => {
        if (!/:1$/.test(reference)) return undefined
        reached()
        return new Promise<never>(() => {})
      }
      void world.core.capture.create(world.request())
    })
    world.vault.onKept = null
    expect(valueItems()).toHaveLength(1)
    await world.restart()
    await world.core.capture.settle()
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge-eu2', state: 'active', hasValue: true }])
    expect(names()).toEqual(['edge-eu2'])
  })

  it('with the keychain locked: nothing is concluded', async () => {
    await crashAt(() => new Promise<never>(() => {}))
    world.vault.state = 'locked'
    world.vault.nullWhenLocked = true
    const settled = await world.core.capture.settle()
    expect(settled.settled).toBe(0)
    expect(world.core.capture.open()).toMatchObject([{ state: 'checking' }])
  })
})

describe('the rules of a creation', () => {
  it('takes no name that forges lines where it is shown', async () => {
    for (const name of ['a\nb', 'a\u001b[31mb', 'a\u202eb']) {
      const refused = await world.core.capture.create(world.request({ name }))
      expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } })
      const account = {
        ...{
          provider: 'coralogix' as const,
          name,
          region: null,
          grpcUrl: null,
          transport: null,
          instance: null,
        },
        ...{ apiUrl: 'http://127.0.0.1:1', ingressUrl: 'http://127.0.0.1:2' },
      } as const
      const added = await world.core.accounts.add({ ...account, credential: Secret.of('cxtp_admin') })
      expect(added).toMatchObject({ ok: false, failure: { code: 'usage' } })
    }
    must(await world.core.capture.create(world.request({ name: 'Größe 👩‍🚀 日本' })))
    const [key] = world.core.keys.list()
    const ref = { accountId: world.accountId, keyId: key?.id ?? '' }
    expect(await world.core.keys.rename(ref, 'a\rb')).toMatchObject({ failure: { code: 'usage' } })
  })

  it('gives a Send-Your-Data key its preset, and asks for one elsewhere', async () => {
    must(await world.core.capture.create(world.request()))
    expect(world.core.keys.list()[0]?.presets).toEqual(['SendData'])
    const team = await world.core.capture.create(world.request({ type: 'team' }))
    expect(team).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })

  it('lets RUM stand alone only', async () => {
    const options = must(world.core.keys.createOptions(world.accountId))
    const rum = options.presets.find((preset) => preset.standalone)?.name ?? ''
    const both = await world.core.capture.create(world.request({ type: 'team', presets: [rum, 'Alerts'] }))
    expect(both).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('wants to know whose a personal key is', async () => {
    const request = world.request({ type: 'personal', presets: ['Alerts'] })
    expect(await world.core.capture.create(request)).toMatchObject({
      ok: false,
      failure: { code: 'refused' },
    })
    world.vendor.add({
      name: 'theirs',
      type: 'personal',
      owner: { kind: 'user', id: 'u1', name: 'ops@example.com' },
    })
    await world.core.accounts.sync(world.accountId)
    expect(must(await world.core.capture.create(request))).toMatchObject({ key: { owner: { id: 'u1' } } })
  })

  it("makes an organisation's key only where its organisation is known", async () => {
    const request = world.request({ type: 'organisation', presets: ['Alerts'] })
    expect(await world.core.capture.create(request)).toMatchObject({ ok: false })
    const owner = { kind: 'organisation', id: 'org-1', name: null } as const
    world.vendor.add({ name: 'theirs', type: 'organisation', owner })
    await world.core.accounts.sync(world.accountId)
    expect(must(await world.core.capture.create(request))).toMatchObject({ key: { owner } })
  })
})
