import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { NewKey } from '../../../../main/providers/provider.ts'
import type { Fault } from '../../../../main/sandbox/faults.ts'
import { always, serve } from '../local-server.ts'
import { type CoralogixBench, connectionTo, openBench } from './bench.ts'

async function bench(writeMs?: number): Promise<CoralogixBench> {
  const opened = await openBench({}, 'rest', writeMs)
  onTestFinished(opened.close)
  return opened
}

const wish = ({ teamOwner }: CoralogixBench, more: Partial<NewKey> = {}): NewKey => ({
  name: 'edge · kx-abcdefghij',
  type: 'send-your-data',
  presets: ['SendData'],
  permissions: [],
  hashed: true,
  owner: teamOwner,
  ...more,
})

async function namesOf({ session }: CoralogixBench): Promise<readonly string[]> {
  const listing = await session.listKeys([])
  return listing.ok ? listing.value.keys.map((key) => key.name) : []
}

const post = { method: 'POST', path: 'api-keys' } as const

describe('what a failed creation says is true', () => {
  test.each<[string, Fault]>([
    ['a 503 after the work was done', { ...post, kind: 'status', status: 503, commit: true }],
    ['an answer lost after the work was done', { ...post, kind: 'lost', when: 'after' }],
    ['an answer that breaks off', { ...post, kind: 'truncated' }],
    ['an answer that is not JSON', { ...post, kind: 'malformed' }],
    ['an answer with other types', { ...post, kind: 'wrong-types' }],
    ['an answer that is far too large', { ...post, kind: 'oversized' }],
    ['an answer after the deadline', { ...post, kind: 'slow', delayMs: 600 }],
  ])('%s: not known, and the name finds the key', async (_, fault) => {
    const vendor = await bench(fault.kind === 'slow' ? 300 : undefined)
    vendor.sandbox.setFault(fault)
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    // A slow vendor finishes its work after we stopped waiting.
    await expect.poll(() => namesOf(vendor)).toContain('edge · kx-abcdefghij')
  })

  test.each<[string, Fault]>([
    ['a connection lost before', { ...post, kind: 'lost', when: 'before' }],
    ['a 500 before', { ...post, kind: 'status', status: 500 }],
  ])('%s: not known either, and the name finds nothing', async (_, fault) => {
    const vendor = await bench()
    vendor.sandbox.setFault(fault)
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    expect(await namesOf(vendor)).not.toContain('edge · kx-abcdefghij')
  })

  test.each<[string, Fault, string]>([
    ['429', { ...post, kind: 'status', status: 429, retryAfter: '60' }, 'vendor-rate-limited'],
    ['a redirect', { ...post, kind: 'redirect', to: 'https://example.com', status: 307 }, 'vendor-failed'],
  ])('%s: no key was made', async (_, fault, code) => {
    const vendor = await bench()
    vendor.sandbox.setFault(fault)
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code } })
    expect(await namesOf(vendor)).not.toContain('edge · kx-abcdefghij')
  })

  test('it is sent once, whatever happens', async () => {
    const vendor = await bench()
    vendor.sandbox.setFault({ ...post, kind: 'status', status: 503, times: 1 })
    expect((await vendor.session.createKey(wish(vendor))).ok).toBe(false)
    expect(await namesOf(vendor)).not.toContain('edge · kx-abcdefghij')
  })
})

describe('rules that need no call', () => {
  test('a RUM key stands alone', async () => {
    const vendor = await bench()
    const mixed = await vendor.session.createKey(wish(vendor, { presets: ['RUM', 'SendData'] }))
    expect(mixed).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(await vendor.session.createKey(wish(vendor, { presets: ['RUM'] }))).toMatchObject({ ok: true })
  })

  test('a team id is a number', async () => {
    const vendor = await bench()
    for (const id of ['', 'seven', '-1', '99999999999']) {
      const owner = { kind: 'team', id, name: null } as const
      expect(await vendor.session.createKey(wish(vendor, { owner }))).toMatchObject({ ok: false })
    }
  })

  test('an id that is no UUID is never put into a path', async () => {
    const { session } = await bench()
    for (const id of ['list', '../../identity/whoami', 'all/delete', '', `${'0'.repeat(36)}`]) {
      for (const call of [
        session.deleteKey(id),
        session.updateKey(id, { active: false }),
        session.readValue(id),
      ]) {
        expect(await call).toMatchObject({ ok: false, failure: { code: 'usage' } })
      }
    }
  })
})

describe('refusals of the vendor', () => {
  test('the default key is not deleted, and it is said why', async () => {
    const { session } = await bench()
    const listing = await session.listKeys([])
    const key = listing.ok ? listing.value.keys.find((one) => one.isDefault) : undefined
    expect(await session.deleteKey(key?.id ?? '')).toMatchObject({
      ok: false,
      failure: {
        code: 'refused',
        message: expect.stringContaining('cannot be deleted'),
        hint: expect.stringContaining('default'),
      },
    })
  })

  test('after a listing, the one missing permission is named', async () => {
    const { readOnly } = await bench()
    const listing = await readOnly.listKeys([])
    const key = listing.ok ? listing.value.keys.find((one) => one.type === 'team') : undefined
    expect(await readOnly.updateKey(key?.id ?? '', { active: false })).toMatchObject({
      ok: false,
      failure: {
        code: 'permission-missing',
        message: expect.stringContaining('lacks team-custom-api-keys:Manage'),
      },
    })
  })

  test('a deletion whose route does not exist is not taken for done', async () => {
    const url = await serve(always(404, '{"code":5,"message":"Not Found"}'))
    const http = createHttp()
    onTestFinished(() => http.close())
    const session = coralogixProvider(http).connect(connectionTo(url, url, 'x'))
    expect(await session.deleteKey('00000000-0000-4000-8000-000000000001')).toMatchObject({
      ok: false,
      failure: { code: 'vendor-failed' },
    })
  })

  test('a change whose answer was lost may have been made', async () => {
    const vendor = await bench()
    const made = await vendor.session.createKey(wish(vendor))
    vendor.sandbox.setFault({ method: 'PUT', kind: 'lost', when: 'after' })
    const result = await vendor.session.updateKey(made.ok ? made.value.keyId : '', { name: 'new name' })
    expect(result).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    expect(await namesOf(vendor)).toContain('new name')
  })
})

describe('who the credential is', () => {
  const identify = async (body: unknown) => {
    const url = await serve(always(200, JSON.stringify(body)))
    const http = createHttp()
    onTestFinished(() => http.close())
    const provider = coralogixProvider(http)
    return provider.connect(connectionTo(`${url}/`, url, 'x')).identify()
  }

  test('a full console address', async () => {
    const body = { team_id: 7, team_name: 'Acme', team_url: 'https://acme.app.eu2.coralogix.com/#/home' }
    expect(await identify(body)).toEqual({
      ok: true,
      value: {
        teamId: '7',
        teamName: 'Acme',
        userName: null,
        userId: null,
        credentialKeyId: null,
        consoleUrl: 'https://acme.app.eu2.coralogix.com',
      },
    })
  })

  test('a label of an unknown region, or an address not to open', async () => {
    for (const team_url of [
      'acme',
      'javascript:alert(1)',
      'http://acme.example.com',
      'https://a@b.example.com',
    ]) {
      expect(await identify({ team_id: '7', team_url })).toMatchObject({
        ok: true,
        value: { consoleUrl: null },
      })
    }
  })

  test('an answer that says nothing', async () => {
    for (const body of [{}, [], null, { status: 'ok' }]) {
      expect(await identify(body)).toMatchObject({ ok: false, failure: { code: 'vendor-malformed' } })
    }
  })
})
