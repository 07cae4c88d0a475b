import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { must, World } from '../../fakes/world.ts'

/*
 * A vendor, or a colleague who renames keys there, may make any key look like the one that a creation made. A key
 * that was known before the creation began is none of its business.
 */

const precious = 'precious-value-of-an-older-key'

let world: World
let older: { readonly accountId: string; readonly keyId: string }
beforeEach(async () => {
  world = await new World().withAccount()
  const { id } = world.vendor.add({ name: 'prod-logs' })
  await world.core.accounts.sync(world.accountId)
  older = { accountId: world.accountId, keyId: id }
  await importValue(precious)
  world.clock.passMinutes(1)
})
afterEach(() => world.end())

async function importValue(text: string) {
  const candidate = must(world.core.imports.openValue(Secret.of(text), older))
  must(await world.core.imports.store(candidate.importId, older))
}

const heldValue = async () => must(await world.core.keys.value(older, 'print')).expose((text) => text)

/** The older key takes the name under which a creation asked for its key. */
function takeTemporaryName() {
  const asked = world.vendor.names.at(-1) ?? ''
  const key = world.vendor.keys.get(older.keyId)
  if (key) world.vendor.keys.set(older.keyId, { ...key, name: asked })
}

describe('an older key that looks like a creation of ours', () => {
  it('keeps its value and its name when the vendor answers a creation with its id', async () => {
    world.vendor.answerWithId = older.keyId
    const outcome = await world.core.capture.create(world.request())
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    expect(await heldValue()).toBe(precious)
    expect(world.vendor.keys.get(older.keyId)?.name).toBe('prod-logs')
    // What was really made is found by its name, and shown.
    await world.core.capture.settle()
    expect(world.core.capture.open()).toMatchObject([{ state: 'orphan', name: 'edge-eu2' }])
    expect(world.core.capture.open()[0]?.keyId).not.toBe(older.keyId)
  })

  it('is no orphan when it carries the name of a refused creation', async () => {
    world.vendor.createFault = 'refused'
    await world.core.capture.create(world.request())
    takeTemporaryName()
    await world.core.accounts.sync(world.accountId)
    expect(world.core.capture.open()).toEqual([])
    expect(world.core.keys.list()).toMatchObject([{ state: 'active', hasValue: true }])
  })

  it('is neither adopted nor renamed when it carries the name of a creation without an answer', async () => {
    await importValue('a-newer-value-of-the-older-key')
    world.vendor.createFault = 'lost-before-commit'
    await world.core.capture.create(world.request())
    takeTemporaryName()
    const name = world.vendor.keys.get(older.keyId)?.name
    await world.core.capture.settle()
    expect(world.core.capture.open()).toMatchObject([{ state: 'checking' }])
    expect(world.vendor.keys.get(older.keyId)?.name).toBe(name)
    expect(await heldValue()).toBe('a-newer-value-of-the-older-key')
  })
})
