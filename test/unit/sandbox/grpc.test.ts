import { describe, expect, onTestFinished, test } from 'vitest'
import { type RpcName, rpc } from '../../../main/providers/coralogix/grpc/messages.ts'
import { createGrpc } from '../../../main/providers/grpc.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../main/sandbox/sandbox.ts'
import { Secret } from '../../../main/vault/secret.ts'

async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Calls a procedure of the sandbox; what a failure says is only its code and its text. */
async function call(sandbox: Sandbox, name: RpcName, request: object, credential = sandbox.adminKey) {
  const grpc = createGrpc({ tries: 1 })
  onTestFinished(() => grpc.close())
  const { path, request: asked, response } = rpc(name)
  const answer = await grpc.send({
    ...{ vendor: 'Sandbox', effect: 'read', goal: 'ask', needs: [], deadlineMs: 2000 },
    url: sandbox.vendors.coralogix.grpcUrl ?? '',
    path,
    request: asked.encode(request),
    decode: (bytes) => response.decode(bytes),
    credential: Secret.of(credential),
  })
  return answer.ok ? (answer.value as Record<string, unknown>) : answer.failure
}

const team = (sandbox: Sandbox, more: object = {}): object => ({
  name: 'edge',
  owner: { teamId: sandbox.teamId },
  keyPermissions: { presets: ['Alerts'], permissions: [] },
  hashed: true,
  ...more,
})

describe('the sandbox over gRPC', () => {
  test('is the same account as over REST', async () => {
    const sandbox = await open()
    const made = await call(sandbox, 'CreateApiKey', team(sandbox))
    expect(made).toEqual({
      keyId: expect.any(String),
      name: 'edge',
      value: expect.stringMatching(/^cxtp_\w{30}$/),
    })
    const { keyId } = made as { keyId: string }
    const url = `${sandbox.apiUrl}/mgmt/openapi/5/aaa/api-keys/v3/${keyId}`
    const headers = { authorization: `Bearer ${sandbox.adminKey}` }
    const rest = (await (await fetch(url, { headers })).json()) as object
    expect(await call(sandbox, 'GetApiKey', { keyId })).toEqual(rest)
    expect(await call(sandbox, 'DeleteApiKey', { keyId })).toEqual({})
    expect((await fetch(url, { headers })).status).toBe(404)
  })

  test('has its procedures also where REST is told to have no such route', async () => {
    const sandbox = await open()
    sandbox.setFault({ kind: 'no-route', path: '/api-keys/v3' })
    const headers = { authorization: `Bearer ${sandbox.adminKey}` }
    const rest = await fetch(`${sandbox.apiUrl}/mgmt/openapi/5/aaa/api-keys/v3/list/all`, { headers })
    expect([rest.status, await rest.json()]).toEqual([404, { code: 5, message: 'Not Found' }])
    expect(await call(sandbox, 'CreateApiKey', team(sandbox))).toMatchObject({ name: 'edge' })
  })

  test('changes what is sent, and leaves what is not', async () => {
    const sandbox = await open()
    const { keyId } = (await call(sandbox, 'CreateApiKey', team(sandbox))) as { keyId: string }
    expect(await call(sandbox, 'UpdateApiKey', { keyId, isActive: false })).toEqual({})
    const off = await call(sandbox, 'GetApiKey', { keyId })
    expect(off).toMatchObject({
      keyInfo: { name: 'edge', keyPermissions: { presets: [{ name: 'Alerts' }] } },
    })
    expect((off as { keyInfo: object }).keyInfo).not.toHaveProperty('active')
    await call(sandbox, 'UpdateApiKey', { keyId, newName: 'other', isActive: true })
    expect(await call(sandbox, 'GetApiKey', { keyId })).toMatchObject({
      keyInfo: { name: 'other', active: true },
    })
  })

  test('lists Send-Your-Data keys bare, with a number for the team', async () => {
    const sandbox = await open()
    const { keys } = (await call(sandbox, 'GetSendDataApiKeys', {})) as { keys: readonly object[] }
    expect(keys.length).toBeGreaterThan(3)
    for (const key of keys) {
      expect(key).toMatchObject({ id: expect.any(String), owner: { teamId: sandbox.teamId } })
    }
  })

  test('refuses as it does over REST', async () => {
    const sandbox = await open()
    const id = '00000000-0000-4000-8000-000000000001'
    const cases: readonly (readonly [RpcName, object, string | undefined, string])[] = [
      ['GetApiKey', { keyId: id }, undefined, '5 NOT_FOUND'],
      ['GetApiKey', { keyId: 'x' }, undefined, '3 INVALID_ARGUMENT'],
      ['CreateApiKey', { name: 'x' }, undefined, '3 INVALID_ARGUMENT'],
      ['CreateApiKey', team(sandbox, { owner: { teamId: 1 } }), undefined, '3 INVALID_ARGUMENT'],
      // Without a text, as the vendor may do it.
      ['CreateApiKey', team(sandbox), sandbox.adminKeys.readOnly, '7 PERMISSION_DENIED to CreateApiKey;'],
      ['GetSendDataApiKeys', {}, 'cxtp_NobodyKnowsThisKey000000000000', '16 UNAUTHENTICATED'],
    ]
    for (const [name, request, credential, words] of cases) {
      const failure = await call(sandbox, name, request, credential)
      expect((failure as { message: string }).message).toContain(words)
    }
  })

  test('misbehaves as it is told to', async () => {
    const sandbox = await open()
    sandbox.setFault({ kind: 'status', status: 429, retryAfter: '7', times: 1 })
    expect(await call(sandbox, 'GetSendDataApiKeys', {})).toMatchObject({
      code: 'vendor-rate-limited',
      retryAfterSeconds: 7,
    })
    sandbox.setFault({ kind: 'slow', delayMs: 5000, path: 'send-data', times: 1 })
    expect(await call(sandbox, 'GetSendDataApiKeys', {})).toMatchObject({ code: 'vendor-timeout' })
    sandbox.setFault({ kind: 'lost', when: 'before', times: 1 })
    expect(await call(sandbox, 'GetSendDataApiKeys', {})).toMatchObject({ code: 'vendor-unreachable' })
    for (const kind of ['malformed', 'oversized', 'wrong-types'] as const) {
      sandbox.setFault({ kind, times: 1 })
      const answer = await call(sandbox, 'GetSendDataApiKeys', {})
      expect([kind, answer]).toMatchObject([kind, { code: 'vendor-malformed' }])
    }
    expect(await call(sandbox, 'GetSendDataApiKeys', {})).toHaveProperty('keys')
  })

  test('is left out when it is not wanted', async () => {
    expect((await open({ grpc: false })).vendors.coralogix.grpcUrl).toBeNull()
  })

  test('comes up beside one that has the port', async () => {
    const [one, two] = [await open(), await open()]
    expect(one.vendors.coralogix.grpcUrl).not.toBe(two.vendors.coralogix.grpcUrl)
    for (const sandbox of [one, two]) {
      expect(await call(sandbox, 'GetSendDataApiKeys', {})).toHaveProperty('keys')
    }
  })
})
