import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewKey } from '../../../../main/providers/provider.ts'
import type { Secret } from '../../../../main/vault/secret.ts'
import { type CoralogixBench, openBench } from './bench.ts'

async function bench(): Promise<CoralogixBench> {
  const opened = await openBench()
  onTestFinished(opened.close)
  return opened
}

const wish = ({ teamOwner }: CoralogixBench): NewKey => ({
  name: 'edge',
  type: 'send-your-data',
  presets: ['SendData'],
  permissions: [],
  hashed: true,
  owner: teamOwner,
})

async function aKey(from: CoralogixBench): Promise<{ keyId: string; value: Secret }> {
  const created = await from.session.createKey(wish(from))
  if (!created.ok) throw new Error(created.failure.message)
  return created.value
}

describe('one marked line', () => {
  test('arrives with the key that it was sent with, and with nothing but the marker', async () => {
    const at = await bench()
    const { keyId, value } = await aKey(at)
    // The session's own admin key may do little: the line goes with the other key.
    expect(await at.stranger.sendMarkedLine(value, 'keyturn-canary-7f3a')).toEqual({
      ok: true,
      value: { kind: 'accepted' },
    })
    expect(at.sandbox.lines()).toEqual([
      expect.objectContaining({
        keyId,
        application: 'keyturn',
        subsystem: 'canary',
        text: 'keyturn-canary-7f3a',
      }),
    ])
  })

  test('is refused for a key that is disabled, and for one that may not send', async () => {
    const at = await bench()
    const { keyId, value } = await aKey(at)
    await at.session.updateKey(keyId, { active: false })
    const refused = await at.session.sendMarkedLine(value, 'm')
    expect(refused).toMatchObject({ ok: true, value: { kind: 'refused', status: 401 } })
    at.sandbox.setFault({ kind: 'status', status: 403, server: 'ingress' })
    expect(await at.session.sendMarkedLine(value, 'm')).toMatchObject({
      value: { kind: 'refused', status: 403, text: expect.not.stringContaining('admin key') },
    })
    expect(JSON.stringify(refused)).not.toContain(value.expose((text) => text))
  })

  test('says that it may be stored when no answer comes, and is never sent twice', async () => {
    const at = await bench()
    const { keyId, value } = await aKey(at)
    for (const fault of [
      { kind: 'status', status: 500, server: 'ingress', commit: true },
      { kind: 'lost', when: 'after', server: 'ingress' },
    ] as const) {
      at.sandbox.setFault(fault)
      const answer = await at.session.sendMarkedLine(value, 'm')
      expect(answer).toMatchObject({
        failure: {
          code: 'outcome-unknown',
          message: expect.stringContaining('not known whether the line was stored'),
        },
      })
      at.sandbox.clearFaults()
    }
    expect(at.sandbox.counts().taken[keyId]).toEqual({ '/logs/v1/singles': 2 })
  })

  test('fails where nobody answers', async () => {
    const at = await bench()
    const { value } = await aKey(at)
    await at.sandbox.close()
    expect(await at.session.sendMarkedLine(value, 'm')).toMatchObject({
      failure: { code: 'vendor-unreachable', message: expect.stringContaining('No line was stored.') },
    })
  })
})
