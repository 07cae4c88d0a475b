import { expect } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { Hold } from './contract.ts'

/** What holds for the parts that only some providers have, and for the changes that only some vendors know. */
export function partsContract(hold: Hold): void {
  const { traits, withBench } = hold
  changes(hold)
  if (traits.has.policies !== null) policies(hold)
  if (traits.has.history) history(hold)
  if (traits.has.bulk) bulk(hold)
  if (traits.has.serviceIds) serviceIds(hold)

  withBench('tells a value that works from one that does not', async (bench) => {
    const { text, key } = await hold.made(bench)
    const permissions = key.permissions
    const question = { type: key.type, permissions, marker: null, ingestId: null }
    const right = await bench.session.verify(Secret.of(text), question)
    if (traits.verifies === 'works') expect(right).toMatchObject({ ok: true, value: { verdict: 'works' } })
    expect(JSON.stringify(right)).not.toContain(text)
    const wrong = await bench.session.verify(Secret.of('NobodyKnowsThisKey000000000000'), question)
    expect(wrong.ok && wrong.value.verdict).not.toBe('works')
  })
}

function changes({ traits, withBench, made, listed }: Hold): void {
  if (traits.changes.includes('description')) {
    withBench('describes a key, and leaves the rest as it is', async (bench) => {
      const { keyId, name, key } = await made(bench)
      expect((await bench.session.updateKey(keyId, { description: 'for the edge' })).ok).toBe(true)
      expect(await listed(bench.session, [key])).toContainEqual(
        expect.objectContaining({ id: keyId, name, active: true, description: 'for the edge' }),
      )
    })
  }

  if (traits.changes.includes('locked')) {
    withBench('locks a key, which then is not changed until it is unlocked', async (bench) => {
      const { keyId, key } = await made(bench)
      expect((await bench.session.updateKey(keyId, { locked: true })).ok).toBe(true)
      expect(await listed(bench.session, [key])).toContainEqual(
        expect.objectContaining({ id: keyId, locked: true }),
      )
      expect((await bench.session.updateKey(keyId, { name: 'other' })).ok).toBe(false)
      expect((await bench.session.updateKey(keyId, { locked: false })).ok).toBe(true)
      expect((await bench.session.updateKey(keyId, { name: 'other' })).ok).toBe(true)
    })
  }

  if (traits.changes.includes('presets') || traits.changes.includes('permissions')) {
    withBench('gives a key other rights, and leaves what is left out as it is', async (bench) => {
      if (bench.rights === null) throw new Error('the bench names no rights')
      const { keyId, name, key } = await made(bench)
      expect((await bench.session.updateKey(keyId, { name: 'renamed' })).ok).toBe(true)
      const before = (await listed(bench.session, [key])).find(({ id }) => id === keyId)
      expect(before?.presets.map((preset) => preset.name)).toEqual(key.presets.map((preset) => preset.name))
      expect(before?.permissions).toEqual(key.permissions)
      expect((await bench.session.updateKey(keyId, bench.rights)).ok).toBe(true)
      const after = (await listed(bench.session, [key])).find(({ id }) => id === keyId)
      expect(name).not.toBe('renamed')
      expect(after?.name).toBe('renamed')
      expect({
        presets: after?.presets.map((preset) => preset.name),
        permissions: after?.permissions,
      }).toEqual({
        presets: bench.rights.presets ?? before?.presets.map((preset) => preset.name),
        permissions: bench.rights.permissions ?? before?.permissions,
      })
    })
  }
}

function policies({ withBench, made }: Hold): void {
  withBench('sets an access policy, reads it back, and takes it away', async (bench) => {
    const calls = bench.session.policies
    if (calls === null) throw new Error('no policies')
    const { keyId, key } = await made(bench)
    const ref = { id: keyId, type: key.type }
    expect(await calls.read(ref)).toEqual({ ok: true, value: null })
    const policy = {
      general: { access: 'read', policy: 'none' },
      rules: [{ groupId: '17', access: 'manage', policy: 'manage' }],
    } as const
    expect(await calls.write(ref, { ...policy, rules: [...policy.rules] })).toEqual({
      ok: true,
      value: undefined,
    })
    expect(await calls.read(ref)).toMatchObject({ ok: true, value: { policy } })
    // Nothing else of the key was touched.
    expect((await bench.session.updateKey(keyId, { name: 'renamed' })).ok).toBe(true)
    expect(await calls.read(ref)).toMatchObject({ ok: true, value: { policy } })
    expect((await calls.write(ref, null)).ok).toBe(true)
    expect(await calls.read(ref)).toEqual({ ok: true, value: null })
  })
}

function history({ withBench, made }: Hold): void {
  withBench('tells what was recorded of a key', async (bench) => {
    const { keyId } = await made(bench)
    const events = await bench.session.history?.(keyId)
    expect(events).toMatchObject({ ok: true })
    expect(events?.ok && events.value.length).toBeGreaterThan(0)
  })
}

function bulk({ withBench, made, listed }: Hold): void {
  withBench('changes several keys, and says of each once what became of it', async (bench) => {
    const both = [await made(bench), await made(bench, { name: 'the other' })]
    const refs = both.map(({ key }) => ({ id: key.id, type: key.type }))
    for (const action of ['disable', 'enable', 'delete'] as const) {
      const told: string[] = []
      await bench.session.bulk?.(refs, action, (keyId, result) => {
        expect(result).toEqual({ ok: true, value: undefined })
        told.push(keyId)
      })
      expect(told.sort()).toEqual(refs.map(({ id }) => id).sort())
      for (const { text } of both) expect(await bench.ingests(text)).toBe(action === 'enable')
    }
    const left = await listed(
      bench.session,
      both.map(({ key }) => key),
    )
    for (const { keyId } of both) expect(left.map(({ id }) => id)).not.toContain(keyId)
  })
}

function serviceIds({ withBench }: Hold): void {
  withBench('makes a service ID that may send, and removes it', async ({ session }) => {
    const calls = session.serviceIds
    if (calls === null) throw new Error('no service IDs')
    const created = await calls.create('edge', 'for the edge')
    if (!created.ok) throw new Error(created.failure.message)
    expect(await calls.list()).toMatchObject({
      ok: true,
      value: {
        serviceIds: expect.arrayContaining([expect.objectContaining({ id: created.value.id, name: 'edge' })]),
        notes: [],
      },
    })
    const { ownerId } = created.value
    const before = await calls.maySend(ownerId)
    expect(before.ok && before.value.state).not.toBe('granted')
    const granted = await calls.grantSending(created.value)
    if (!granted.ok) throw new Error(granted.failure.message)
    expect(await calls.maySend(ownerId)).toMatchObject({ ok: true, value: { state: 'granted' } })
    expect((await calls.revokeSending(granted.value.policyId)).ok).toBe(true)
    const after = await calls.maySend(ownerId)
    expect(after.ok && after.value.state).not.toBe('granted')
    expect((await calls.remove(created.value.id)).ok).toBe(true)
    expect((await calls.remove(created.value.id)).ok).toBe(true)
  })
}
