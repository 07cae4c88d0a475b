import type { IncomingMessage, RequestListener } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { NewKey, ProviderSession } from '../../../../main/providers/provider.ts'
import { type Sandbox, startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { serve } from '../local-server.ts'
import { connectionTo } from './bench.ts'

/** An answer of a REST API that is older or newer than ours; null: the sandbox answers. */
type Older = (request: { readonly method: string; readonly path: string }) => [number, string] | null

const noRoute: [number, string] = [404, '{"code":5,"message":"Not Found"}']

/** A vendor account whose REST lacks what `older` says, and whose gRPC is whole. */
async function open(older: Older, grpcUrl?: string) {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const asked: string[] = []
  const listener: RequestListener = (request, response) => {
    void (async () => {
      const { method = '', url = '' } = request
      const path = url.replace('/mgmt/openapi/5/aaa', '').replace(/[0-9a-f-]{36}$/, '{id}')
      asked.push(`${method} ${path}`)
      const body = await whole(request)
      const scripted = older({ method, path })
      if (scripted !== null) {
        response.writeHead(scripted[0], { 'content-type': 'application/json' }).end(scripted[1])
        return
      }
      const answer = await fetch(`${sandbox.apiUrl}${url}`, {
        method,
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': request.headers['content-type'] ?? '',
        },
        ...(body === '' ? {} : { body }),
      })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })()
  }
  const rest = await serve(listener)
  const http = createHttp({ retryBaseMs: 5 })
  onTestFinished(() => http.close())
  const provider = coralogixProvider(http, { list: 2000, write: 2000 }, { retryBaseMs: 5, idleMs: 20 })
  const session = provider.connect({
    ...connectionTo(rest, sandbox.ingressUrl, sandbox.adminKey),
    grpcUrl: grpcUrl ?? sandbox.vendors.coralogix.grpcUrl,
    transport: 'auto',
  })
  return { session, asked, sandbox }
}

async function whole(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

const wish = (sandbox: Sandbox): NewKey => ({
  ...{ name: 'edge · kx-abcdefghij', type: 'team', presets: ['Alerts'], permissions: [], hashed: true },
  owner: { kind: 'team', id: String(sandbox.teamId), name: null },
})

async function made(session: ProviderSession, sandbox: Sandbox): Promise<string> {
  const created = await session.createKey(wish(sandbox))
  if (!created.ok) throw new Error(created.failure.message)
  return created.value.keyId
}

describe('where REST says that a route does not exist', () => {
  test('the same call goes over gRPC, and REST is not asked for it again', async () => {
    const { session, asked, sandbox } = await open(() => noRoute)
    const before = sandbox.keyCount()
    const [first, second] = [await made(session, sandbox), await made(session, sandbox)]
    expect(sandbox.keyCount()).toBe(before + 2)
    for (const id of [first, second]) {
      expect(await session.updateKey(id, { active: false })).toMatchObject({ ok: true })
      expect(await session.readValue(id)).toEqual({ ok: true, value: null })
      expect(await session.deleteKey(id)).toMatchObject({ ok: true })
    }
    expect(sandbox.keyCount()).toBe(before)
    expect(asked).toEqual([
      'POST /api-keys/v3',
      'PUT /api-keys/v3/{id}',
      'GET /api-keys/v3/{id}',
      'DELETE /api-keys/v3/{id}',
    ])
  })

  test.each([
    'Not Found: Not Found',
    '404 page not found\n',
    'default backend - 404',
    '{"message":"no Route matched with those values"}',
    '<html>404</html>',
  ])('the words of a gateway for it count as well: %s', async (words) => {
    const { session, sandbox } = await open(() => [404, words])
    expect(await session.createKey(wish(sandbox))).toMatchObject({ ok: true })
  })

  test('of a list no words are needed: it is not the list that is missing', async () => {
    const { session } = await open(({ method }) =>
      method === 'GET' ? [404, '{"message":"no Route matched with those values"}'] : null,
    )
    const listing = await session.listKeys([])
    expect(listing).toMatchObject({ ok: true })
    expect(listing.ok && new Set(listing.value.keys.map((key) => key.type))).toEqual(
      new Set(['send-your-data']),
    )
  })

  test('recorded keys that no list shows are asked for', async () => {
    const { session, sandbox } = await open(() => noRoute)
    const id = await made(session, sandbox)
    const listing = await session.listKeys([])
    if (!listing.ok) throw new Error(listing.failure.message)
    expect(new Set(listing.value.keys.map((key) => key.type))).toEqual(new Set(['send-your-data']))
    const [example] = listing.value.keys
    if (example === undefined) throw new Error('no key')
    const again = await session.listKeys([{ ...example, id, type: 'team' }])
    expect(again.ok && again.value.keys).toContainEqual(expect.objectContaining({ id, type: 'team' }))
  })

  test('only what is missing goes over gRPC', async () => {
    const { session, asked } = await open(({ path }) => (path === '/send-data-keys/v3' ? noRoute : null))
    for (const _ of [1, 2]) {
      const listing = await session.listKeys([])
      expect(listing).toMatchObject({ ok: true, value: { notes: [] } })
      expect(listing.ok && new Set(listing.value.keys.map((key) => key.type))).toEqual(
        new Set(['send-your-data', 'team', 'personal', 'organisation']),
      )
    }
    expect(asked.filter((one) => one === 'GET /send-data-keys/v3')).toHaveLength(1)
    expect(asked.filter((one) => one === 'GET /api-keys/v3/list/all')).toHaveLength(2)
  })

  test('a team without whoami is known by its keys', async () => {
    const { session, sandbox } = await open(({ path }) => (path === '/identity/whoami' ? noRoute : null))
    expect(await session.identify()).toMatchObject({
      ok: true,
      value: { teamId: String(sandbox.teamId), teamName: null },
    })
  })

  test('and gRPC is not there either, REST has the word', async () => {
    const { session, sandbox } = await open(() => noRoute, 'http://127.0.0.1:1')
    const result = await session.createKey(wish(sandbox))
    expect(result).toMatchObject({ ok: false, failure: { code: 'vendor-failed' } })
    expect(!result.ok && result.failure.message).toContain('does not know this call (404). No key was made.')
  })
})

describe('after any other answer gRPC is not asked', () => {
  test.each<[string, [number, string], string]>([
    ['a missing key', [404, '{"code":404,"message":"Not Found: api key x was not found"}'], 'not-found'],
    ['a missing right', [403, '{"code":403,"message":"Permissions are not granted"}'], 'permission-missing'],
    ['a wrong credential', [401, '{"code":401,"message":"Unauthorized"}'], 'credential-rejected'],
    ['too many calls', [429, '{"code":429,"message":"slow down"}'], 'vendor-rate-limited'],
    ['an error', [500, '{"code":500,"message":"oops"}'], 'outcome-unknown'],
    ['an answer that cannot be read', [200, '<html>'], 'outcome-unknown'],
    ['an answer without a value', [200, '{"keyId":"x"}'], 'outcome-unknown'],
  ])('%s', async (_, answer, code) => {
    const { session, sandbox } = await open(() => answer)
    const before = sandbox.keyCount()
    expect(await session.createKey(wish(sandbox))).toMatchObject({ ok: false, failure: { code } })
    expect(sandbox.keyCount()).toBe(before)
  })

  test('a creation over gRPC whose answer is lost is not made again', async () => {
    const { session, sandbox, asked } = await open(() => noRoute)
    sandbox.setFault({ method: 'POST', path: 'api-keys', kind: 'lost', when: 'after' })
    const before = sandbox.keyCount()
    expect(await session.createKey(wish(sandbox))).toMatchObject({
      ok: false,
      failure: { code: 'outcome-unknown' },
    })
    expect(sandbox.keyCount()).toBe(before + 1)
    expect(asked).toHaveLength(1)
  })
})
