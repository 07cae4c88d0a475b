import { describe, expect, onTestFinished, test } from 'vitest'
import type { VerifyQuestion } from '../../../../main/providers/provider.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import { type CoralogixBench, openBench } from './bench.ts'

async function bench(): Promise<CoralogixBench> {
  const opened = await openBench()
  onTestFinished(opened.close)
  return opened
}

async function aValue({ session, teamOwner }: CoralogixBench): Promise<{ id: string; value: Secret }> {
  const made = await session.createKey({
    name: 'edge',
    type: 'send-your-data',
    presets: ['SendData'],
    permissions: [],
    hashed: true,
    owner: teamOwner,
  })
  if (!made.ok) throw new Error(made.failure.message)
  return { id: made.value.keyId, value: made.value.value }
}

const ask = (more: Partial<VerifyQuestion> = {}): VerifyQuestion => ({
  type: 'send-your-data',
  permissions: ['logs.data-ingress:SendData'],
  marker: null,
  ingestId: null,
  ...more,
})

describe('whether a value works', () => {
  test('is not known without a line, and nothing is sent', async () => {
    const vendor = await bench()
    const { value } = await aValue(vendor)
    expect(await vendor.session.verify(value, ask())).toMatchObject({
      ok: true,
      value: {
        verdict: 'unknown',
        sentence: expect.stringContaining('Only a marked line'),
        steps: [
          {
            outcome: 'ok',
            text: expect.stringContaining('looks like a Coralogix Send-Your-Data or Team key'),
          },
          { outcome: 'skipped', text: expect.stringContaining('counts against the plan') },
        ],
      },
    })
    expect(vendor.sandbox.lines()).toEqual([])
  })

  test('is proved by a line that is taken', async () => {
    const vendor = await bench()
    const { value } = await aValue(vendor)
    expect(await vendor.session.verify(value, ask({ marker: 'keyturn-mark-1' }))).toMatchObject({
      ok: true,
      value: {
        verdict: 'works',
        steps: [{}, { outcome: 'ok', text: expect.stringContaining('keyturn-mark-1') }],
      },
    })
    expect(vendor.sandbox.lines('keyturn-mark-1')).toHaveLength(1)
  })

  test('is disproved by one that is refused', async () => {
    const vendor = await bench()
    const { id, value } = await aValue(vendor)
    await vendor.session.updateKey(id, { active: false })
    expect(await vendor.session.verify(value, ask({ marker: 'x' }))).toMatchObject({
      ok: true,
      value: { verdict: 'rejected', steps: [{}, { outcome: 'failed' }] },
    })
  })

  test('says nothing of a key that may not send: no line is sent, and a refused one proves nothing', async () => {
    const vendor = await bench()
    const value = Secret.of(vendor.sandbox.adminKeys.readOnly)
    const team = { type: 'team', marker: 'x' } as const
    expect(
      await vendor.session.verify(value, ask({ ...team, permissions: ['alerts:ReadConfig'] })),
    ).toMatchObject({ value: { verdict: 'unknown', steps: [{}, { outcome: 'skipped' }] } })
    expect(vendor.sandbox.lines()).toEqual([])
    expect(await vendor.session.verify(value, ask({ ...team, permissions: [] }))).toMatchObject({
      value: { verdict: 'unknown', steps: [{}, { outcome: 'unknown' }] },
    })
  })

  test.each([
    ['cxup_abcdefghijklmnopqrstuvwxyz0123', 'which this key is not'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123', 'does not look like a Coralogix key'],
  ])('%.5s: says that the value looks like something else', async (text, words) => {
    const { session } = await bench()
    const result = await session.verify(Secret.of(text), ask())
    expect(result).toMatchObject({
      value: { steps: [{ outcome: 'unknown', text: expect.stringContaining(words) }, {}] },
    })
    expect(JSON.stringify(result)).not.toContain(text)
  })

  test('fails where nobody could be asked', async () => {
    const vendor = await bench()
    const { value } = await aValue(vendor)
    vendor.sandbox.setFault({ server: 'ingress', kind: 'lost', when: 'after' })
    expect(await vendor.session.verify(value, ask({ marker: 'x' }))).toMatchObject({
      ok: false,
      failure: { code: 'outcome-unknown' },
    })
  })
})
