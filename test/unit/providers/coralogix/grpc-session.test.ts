import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { rpc } from '../../../../main/providers/coralogix/grpc/messages.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { NewKey, ProviderKey, ProviderSession } from '../../../../main/providers/provider.ts'
import type { Fault } from '../../../../main/sandbox/faults.ts'
import { always, serve } from '../local-server.ts'
import { type Scripted, serveProcedures } from '../procedures.ts'
import { type CoralogixBench, connectionTo, openBench } from './bench.ts'

async function bench(writeMs?: number): Promise<CoralogixBench> {
  const opened = await openBench({}, 'grpc', writeMs)
  onTestFinished(opened.close)
  return opened
}

const wish = ({ teamOwner }: CoralogixBench, more: Partial<NewKey> = {}): NewKey => ({
  name: 'edge · kx-abcdefghij',
  type: 'team',
  presets: ['Alerts'],
  permissions: [],
  hashed: true,
  owner: teamOwner,
  ...more,
})

const recorded = (id: string, more: Partial<ProviderKey> = {}): ProviderKey => ({
  ...{ id, name: 'recorded', type: 'team', legacyKind: null, isDefault: false, active: true, hashed: true },
  ...{ owner: null, presets: [], permissions: [], createdAt: null, lastActivatedAt: null, rum: false },
  ...{ description: null, locked: false, expiresAt: null, hasPolicy: null },
  ...more,
})

async function namesOverRest({ sandbox, provider }: CoralogixBench): Promise<readonly string[]> {
  const { apiUrl, ingressUrl, adminKey } = sandbox
  const listing = await provider.connect(connectionTo(apiUrl, ingressUrl, adminKey)).listKeys([])
  return listing.ok ? listing.value.keys.map((key) => key.name) : []
}

/** A session to a scripted gRPC server, with whoami answered as told. */
async function scripted(
  answer: Parameters<typeof serveProcedures>[0],
  whoami: Parameters<typeof always> = [404, '{"code":5,"message":"Not Found"}'],
): Promise<ProviderSession> {
  const rest = await serve(always(...whoami))
  const { url } = await serveProcedures(answer)
  const http = createHttp({ retryBaseMs: 5 })
  onTestFinished(() => http.close())
  const provider = coralogixProvider(http, { list: 5000, write: 3000 }, { retryBaseMs: 5, idleMs: 20 })
  const connection = connectionTo(rest, rest, 'cxtp_AdminKeyOfThisTest00000000000000')
  return provider.connect({ ...connection, grpcUrl: url, transport: 'grpc' })
}

const keys = (...list: readonly object[]): Scripted => ({
  messages: [rpc('GetSendDataApiKeys').response.encode({ keys: list })],
})
const single = (keyInfo: object): Scripted => ({
  messages: [rpc('GetApiKey').response.encode({ keyInfo })],
})
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

describe('without a list of all keys', () => {
  test('the recorded keys are asked for one by one, and it is said what has no list', async () => {
    const vendor = await bench()
    const made = await vendor.session.createKey(wish(vendor))
    const id = made.ok ? made.value.keyId : ''
    const listing = await vendor.session.listKeys([recorded(id), recorded(uuid(1))])
    if (!listing.ok) throw new Error(listing.failure.message)
    expect(listing.value.keys).toContainEqual(
      expect.objectContaining({ id, name: 'edge · kx-abcdefghij', type: 'team', active: true }),
    )
    expect(listing.value.gone).toEqual([uuid(1)])
    expect(listing.value.covers).toEqual(['send-your-data'])
    const notes = listing.value.notes.join('\n')
    expect(notes).toContain("gRPC has no list of the team's keys.")
    expect(notes).toContain("gRPC has no list of members' keys.")
  })

  test('a key of the list is not asked for again, nor one with an id of something else', async () => {
    const asked: string[] = []
    const session = await scripted(({ method }) => {
      asked.push(method)
      return keys({ id: uuid(1), name: 'a', owner: { teamId: 7 } })
    })
    const known = [recorded(uuid(1)), recorded('../../identity/whoami')]
    expect(await session.listKeys(known)).toMatchObject({ ok: true, value: { gone: [] } })
    expect(asked).toEqual(['GetSendDataApiKeys'])
  })

  test('300 at most, and it is said', async () => {
    let asked = 0
    const session = await scripted(({ method }) => {
      if (method === 'GetSendDataApiKeys') return keys()
      asked += 1
      return { code: 5 }
    })
    const listing = await session.listKeys(Array.from({ length: 310 }, (_, n) => recorded(uuid(n))))
    expect(asked).toBe(300)
    expect(listing.ok && listing.value.gone).toHaveLength(300)
    expect(listing.ok && listing.value.notes.join('\n')).toContain('300 of 310 were')
  })

  test('a key that may not be read stays, with the reason', async () => {
    const session = await scripted(({ method }) => (method === 'GetApiKey' ? { code: 7 } : keys()))
    const listing = await session.listKeys([recorded(uuid(1)), recorded(uuid(2))])
    expect(listing).toMatchObject({ ok: true, value: { keys: [], gone: [] } })
    const notes = (listing.ok && listing.value.notes.join('\n')) || ''
    expect(notes).toContain('2 recorded keys could not be read')
    expect(notes).toContain('team-custom-api-keys:ReadConfig')
  })

  test('where no list may be read, recorded keys may', async () => {
    const answer = ({ method }: { method: string }): Scripted =>
      method === 'GetApiKey'
        ? single({ id: uuid(1), name: 'a', owner: { teamId: 7 }, active: true })
        : { code: 7 }
    const session = await scripted(answer)
    expect(await session.listKeys([])).toMatchObject({
      ok: false,
      failure: {
        code: 'permission-missing',
        message: expect.stringContaining('data-ingest-api-keys:ReadConfig'),
      },
    })
    expect(await session.listKeys([recorded(uuid(1))])).toMatchObject({
      ok: true,
      value: { keys: [{ id: uuid(1), name: 'a' }], covers: [] },
    })
  })

  test('another key than the one that was asked for is not taken', async () => {
    const session = await scripted(({ method }) =>
      method === 'GetApiKey' ? single({ id: uuid(2), name: 'b', owner: { teamId: 7 } }) : keys(),
    )
    const listing = await session.listKeys([recorded(uuid(1))])
    expect(listing.ok && listing.value.keys).toEqual([])
    expect(listing.ok && listing.value.notes.join()).toContain('not with the key that was asked for')
  })

  test('it stops when it is told to', async () => {
    const stop = new AbortController()
    const session = await scripted(({ method }) => {
      if (method === 'GetApiKey') stop.abort()
      return method === 'GetApiKey' ? { code: 5 } : keys()
    })
    const known = Array.from({ length: 50 }, (_, n) => recorded(uuid(n)))
    expect(await session.listKeys(known, stop.signal)).toMatchObject({
      ok: false,
      failure: { code: 'interrupted' },
    })
  })
})

describe('who the credential is', () => {
  test('whoami says it where it exists', async () => {
    const vendor = await bench()
    expect(await vendor.session.identify()).toMatchObject({
      ok: true,
      value: { teamId: String(vendor.sandbox.teamId), teamName: expect.any(String) },
    })
  })

  test('where it does not, the keys tell the team', async () => {
    const session = await scripted(() => keys({ id: uuid(1), name: 'a', owner: { teamId: 7 } }))
    expect(await session.identify()).toEqual({
      ok: true,
      value: {
        ...{ teamId: '7', teamName: null, userName: null, userId: null },
        ...{ credentialKeyId: null, consoleUrl: null },
      },
    })
  })

  test('a missing right is one of a credential that is taken', async () => {
    const session = await scripted(() => ({ code: 7 }))
    expect(await session.identify()).toMatchObject({ ok: true, value: { teamId: null } })
  })

  test('a wrong credential stays one', async () => {
    const session = await scripted(() => ({ code: 16 }))
    expect(await session.identify()).toMatchObject({ ok: false, failure: { code: 'credential-rejected' } })
    const refused = await scripted(() => keys(), [401, '{"code":401,"message":"Unauthorized"}'])
    expect(await refused.identify()).toMatchObject({ ok: false, failure: { code: 'credential-rejected' } })
  })
})

describe('what a failed creation says is true', () => {
  const post = { method: 'POST', path: 'api-keys' } as const

  test.each<[string, Fault]>([
    ['an error after the work was done', { ...post, kind: 'status', status: 503, commit: true }],
    ['an answer lost after the work was done', { ...post, kind: 'lost', when: 'after' }],
    ['half an answer', { ...post, kind: 'truncated' }],
    ['bytes that mean nothing', { ...post, kind: 'malformed' }],
    ['an answer of other types', { ...post, kind: 'wrong-types' }],
    ['an answer that is far too large', { ...post, kind: 'oversized' }],
    ['an answer after the deadline', { ...post, kind: 'slow', delayMs: 3000, when: 'after' }],
  ])('%s: not known, and the name finds the one key', async (_, fault) => {
    const vendor = await bench(fault.kind === 'slow' ? 1500 : undefined)
    vendor.sandbox.setFault(fault)
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    const ours = async () => (await namesOverRest(vendor)).filter((name) => name.includes('kx-abcdefghij'))
    await expect.poll(ours).toHaveLength(1)
  })

  test.each<[string, Fault, string]>([
    ['lost before the work', { ...post, kind: 'lost', when: 'before' }, 'outcome-unknown'],
    ['too many calls', { ...post, kind: 'status', status: 429, retryAfter: '60' }, 'vendor-rate-limited'],
    ['a missing right', { ...post, kind: 'read-only' }, 'permission-missing'],
    ['an unknown call', { ...post, kind: 'status', status: 501 }, 'vendor-failed'],
  ])('%s: no key is there', async (_, fault, code) => {
    const vendor = await bench()
    vendor.sandbox.setFault(fault)
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code } })
    expect((await namesOverRest(vendor)).join()).not.toContain('kx-abcdefghij')
  })

  test('a server that is gone says so, and nothing was made', async () => {
    const vendor = await bench()
    await vendor.sandbox.close()
    const result = await vendor.session.createKey(wish(vendor))
    expect(result).toMatchObject({ ok: false, failure: { code: 'vendor-unreachable' } })
  })
})

describe('hostile answers', () => {
  const hostile = 'cxtp_KtCanaryHostile000000000000000'

  test('a value in a list or in another field is in no metadata', async () => {
    const entry = {
      id: uuid(1),
      name: `x ${hostile}`,
      owner: { teamId: 7 },
      keyPermissions: { presets: [{ name: hostile, permissions: [`a\u202eb\u0000${hostile}`] }] },
      value: hostile,
    }
    const session = await scripted(() => keys(entry))
    const listing = await session.listKeys([])
    expect(listing.ok).toBe(true)
    expect(JSON.stringify(listing)).not.toContain(hostile)
    expect(JSON.stringify(listing)).not.toMatch(/\\u0000|\u202e/)
  })

  test('a created value that was damaged on the way is not taken for whole', async () => {
    for (const value of ['', 'cxtp_', 'cxtp_abc\ndefghijklmnop', 'x'.repeat(3000)]) {
      const made = { keyId: uuid(1), name: 'x', value }
      const session = await scripted(() => ({ messages: [rpc('CreateApiKey').response.encode(made)] }))
      const owner = { kind: 'team', id: '7', name: null } as const
      const result = await session.createKey({
        ...{ name: 'x', type: 'team', presets: ['Alerts'], permissions: [], hashed: true, owner },
      })
      expect(result).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    }
  })
})
