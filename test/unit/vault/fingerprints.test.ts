import { describe, expect, it } from 'vitest'
import { type FingerprintKeyRecord, Fingerprints, tag } from '../../../main/vault/fingerprints.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { fingerprintReference } from '../../../main/vault/vault.ts'
import { FakeVault } from '../../fakes/vault.ts'

const reference = fingerprintReference('install')
const value = Secret.of('cxtp_1')

class MemoryRecord implements FingerprintKeyRecord {
  text: string | null = null
  read = () => this.text
  swap(before: string | null, next: string): boolean {
    if (this.text !== before) return false
    this.text = next
    return true
  }
}

const make = (vault = new FakeVault(), record = new MemoryRecord(), now?: () => number) => ({
  vault,
  record,
  prints: new Fingerprints(vault, reference, record, now),
})
const sets = (vault: FakeVault) => vault.calls.filter((call) => call.startsWith('set')).length

async function print(prints: Fingerprints, of = value): Promise<string> {
  const result = await prints.of(of)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

describe('a fingerprint', () => {
  it('is the same for the same value, also after a restart, and another for another', async () => {
    const { prints, vault, record } = make()
    const first = await print(prints)
    expect(first).toMatch(/^[a-z2-7]{16}$/)
    expect(tag(first)).toBe(first.slice(12))
    expect(await print(new Fingerprints(vault, reference, record))).toBe(first)
    expect(await print(prints, Secret.of('cxtp_2'))).not.toBe(first)
    expect(sets(vault)).toBe(1)
  })

  it('is another in another data folder', async () => {
    expect(await print(make().prints)).not.toBe(await print(make().prints))
  })

  it('needs the keychain once', async () => {
    const { prints, vault } = make()
    await print(prints)
    vault.state = 'locked'
    await print(prints)
  })
})

describe('the key', () => {
  it('is never made over one that was stored', async () => {
    const { prints, vault, record } = make()
    await print(prints)
    vault.state = 'locked'
    vault.nullWhenLocked = true
    expect(await new Fingerprints(vault, reference, record).of(value)).toMatchObject({ ok: false })
    vault.state = 'ready'
    await vault.delete(reference)
    expect(await new Fingerprints(vault, reference, record).of(value)).toMatchObject({ ok: false })
    expect(sets(vault)).toBe(1)
  })

  it('is taken from the keychain when the database knows nothing of it', async () => {
    const { prints, vault } = make()
    const first = await print(prints)
    expect(await print(make(vault).prints)).toBe(first)
    expect(sets(vault)).toBe(1)
  })

  it('that is not the one in use is refused', async () => {
    const { prints, vault, record } = make()
    await print(prints)
    await vault.set(reference, Secret.of('another'))
    expect(await new Fingerprints(vault, reference, record).of(value)).toMatchObject({
      failure: { code: 'keychain-refused' },
    })
  })

  it.each(['fails', 'keeps other bytes'])(
    'is not in use when the keychain %s, and is settled later',
    async (how) => {
      const { prints, vault } = make()
      if (how === 'fails') vault.failSet()
      else vault.corruptNext()
      expect(await prints.of(value)).toMatchObject({ ok: false })
      expect(await print(prints)).toBe(await print(prints))
    },
  )

  it('is one when many processes start at once', async () => {
    const vault = new FakeVault()
    const record = new MemoryRecord()
    const processes = Array.from({ length: 8 }, () => make(vault, record).prints)
    const first = await Promise.all(processes.map((it) => it.of(value)))
    const given = first.flatMap((it) => (it.ok ? [it.value] : []))
    expect(given.length).toBeGreaterThan(0)
    const later = await Promise.all(processes.map((it) => print(it)))
    expect(new Set([...given, ...later]).size).toBe(1)
    expect(sets(vault)).toBe(1)
  })

  it('claimed by a process that died before it was stored can be made after 3 minutes', async () => {
    const record = new MemoryRecord()
    record.text = JSON.stringify({ check: 'x', stored: false, claimedAt: 0 })
    expect(await make(new FakeVault(), record, () => 60_000).prints.of(value)).toMatchObject({ ok: false })
    expect(await make(new FakeVault(), record, () => 200_000).prints.of(value)).toMatchObject({ ok: true })
  })
})
