import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { type SecretReference, valueReference } from '../../../main/vault/vault.ts'
import { must, World } from '../../fakes/world.ts'

const value = 'cxtp_0123456789abcdefghijABCDEFGHIJ'

let world: World
let ref: { accountId: string; keyId: string }
beforeEach(async () => {
  world = await new World().withAccount()
  const key = world.vendor.add({ name: 'edge-eu2' })
  await world.core.accounts.sync(world.accountId)
  ref = { accountId: world.accountId, keyId: key.id }
  await bring(value)
})
afterEach(() => world.end())

async function bring(text: string) {
  const candidate = must(world.core.imports.openValue(Secret.of(text), ref))
  return world.core.imports.store(candidate.importId, ref)
}
const fingerprintItem = () =>
  (world.vault.references().find((reference) => reference.endsWith(':fingerprint')) ??
    'none') as SecretReference
const lose = async () => {
  await world.vault.delete(fingerprintItem())
  await world.restart()
}

describe('a fingerprint key that somebody deleted', () => {
  it('blocks what needs it, doctor says so, and the repair makes it anew', async () => {
    await lose()
    expect(await bring(`${value}2`)).toMatchObject({ failure: { code: 'keychain-refused' } })
    const check = (await world.core.doctor()).find(({ id }) => id === 'keychain')
    expect(check).toMatchObject({ status: 'failed', hint: expect.stringContaining('doctor --repair') })
    expect(must(await world.core.repairFingerprints())).toEqual({ renewed: 1 })
    // The value is the one that was stored, is recognised, and another can be stored.
    expect(must(await world.core.keys.value(ref, 'print')).equals(Secret.of(value))).toBe(true)
    await world.restart()
    expect(must(await world.core.keys.value(ref, 'print')).equals(Secret.of(value))).toBe(true)
    expect(await bring(`${value}2`)).toMatchObject({ ok: true })
    expect(world.core.audit.list(null, 10).some(({ action }) => action === 'keychain.repair')).toBe(true)
  })

  it('is not made anew in a keychain that lacks a stored value', async () => {
    const item = valueReference(ref.accountId, ref.keyId, 1)
    await lose()
    await world.vault.delete(item)
    expect(await world.core.repairFingerprints()).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('lacks 1 of the 1 values') },
    })
    expect(fingerprintItem()).toBe('none')
  })

  it('is not replaced where it is there, nor while the keychain is locked', async () => {
    expect(await world.core.repairFingerprints()).toMatchObject({ failure: { code: 'refused' } })
    await lose()
    world.vault.state = 'locked'
    world.vault.nullWhenLocked = true
    expect(await world.core.repairFingerprints()).toMatchObject({ failure: { code: 'keychain-locked' } })
    world.vault.state = 'ready'
    expect(fingerprintItem()).toBe('none')
  })

  it('is finished by a second repair when the first one was killed half-way', async () => {
    await lose()
    // Killed right after the keychain took the new key: nothing may use it until all fingerprints are made anew.
    world.vault.onKept = (reference) =>
      reference.endsWith(':fingerprint') ? new Promise<never>(() => undefined) : undefined
    void world.core.repairFingerprints()
    await expect.poll(fingerprintItem).not.toBe('none')
    world.vault.onKept = null
    await world.restart()
    expect(await bring(`${value}2`)).toMatchObject({ failure: { code: 'keychain-refused' } })
    expect(must(await world.core.repairFingerprints())).toEqual({ renewed: 1 })
    expect(must(await world.core.keys.value(ref, 'print')).equals(Secret.of(value))).toBe(true)
    expect(await bring(`${value}2`)).toMatchObject({ ok: true })
  })
})
