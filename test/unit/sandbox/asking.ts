import { onTestFinished } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../main/sandbox/sandbox.ts'

export const keys = '/mgmt/openapi/5/aaa/api-keys/v3'

export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

export interface Said {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON, looked into by tests
  readonly json: any
}

export async function ask(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Said> {
  const response = await fetch(`${sandbox.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.adminKey}`,
      // A sandbox that was started again has the same address, not the same connection.
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, text, json }
}

export const wish = (sandbox: Sandbox, more: object = {}): object => ({
  name: 'edge',
  owner: { teamId: sandbox.teamId },
  keyPermissions: { presets: ['SendData'], permissions: [] },
  hashed: true,
  ...more,
})

export const ingest = (
  sandbox: Sandbox,
  value: string,
  path = '/logs/v1/singles',
  body: string | Uint8Array = JSON.stringify([{ applicationName: 'a', subsystemName: 's', text: 'hello' }]),
  headers: Record<string, string> = {},
): Promise<number> =>
  fetch(`${sandbox.ingressUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json', ...headers },
    body: body as string,
  }).then((response) => response.status)

export const aKey = async (sandbox: Sandbox): Promise<{ keyId: string; value: string }> =>
  (await ask(sandbox, 'POST', keys, wish(sandbox))).json
