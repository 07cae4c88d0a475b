import type { IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { createHttp } from '../../../../main/providers/http.ts'
import { ibmCloudProvider } from '../../../../main/providers/ibm-cloud/ibm-cloud.ts'
import type { Connection, NewKey, ProviderSession } from '../../../../main/providers/provider.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { ServiceId } from '../../../../shared/providers.ts'
import { serve } from '../local-server.ts'

export const adminValue = 'Kt4dminValueOfThisAccount_0123456789-abcdefg'
export const accountId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'
export const adminIamId = 'IBMid-270001ABCD'
export const serviceIamId = 'iam-ServiceId-11111111-2222-4333-8444-555555555555'
export const instance = '01234567-89ab-4cde-8f01-23456789abcd'

export const wish: NewKey = {
  name: 'edge · kx-abcdefghij',
  type: 'service-id',
  presets: [],
  permissions: [],
  hashed: true,
  owner: { kind: 'service-id', id: serviceIamId, name: null },
}

export const service: ServiceId = {
  id: 'ServiceId-11111111-2222-4333-8444-555555555555',
  ownerId: serviceIamId,
  name: 'agent',
  description: null,
  locked: false,
}

/** What came in. */
export interface Came {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Record<string, string>
}

/** By `METHOD /path`; a path that ends in `*` takes all that begin so. */
export type Routes = Record<string, (came: Came, times: number) => Reply | Promise<Reply> | 'never'>

/** A token as the vendor makes them: a JWT whose signature nobody here looks at. */
export function jwt(claims: Record<string, unknown> = {}): string {
  const part = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url')
  const whole = { iam_id: adminIamId, account: { bss: accountId }, email: 'ada@example.com', ...claims }
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(whole)}.${part('signature')}`
}

export const tokenReply = (claims?: Record<string, unknown>, seconds = 3600): Reply => ({
  json: {
    access_token: jwt(claims),
    refresh_token: 'not_supported',
    token_type: 'Bearer',
    expires_in: seconds,
    expiration: Math.floor(Date.now() / 1000) + seconds,
    scope: 'ibm openid',
  },
})

/** A key as IAM answers it. */
export const keyJson = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  context: { transaction_id: 'tx-1', operation: 'x', url: 'https://iam.cloud.ibm.com' },
  id,
  entity_tag: '1-aaaa',
  crn: `crn:v1:bluemix:public:iam-identity::a/${accountId}::apikey:${id}`,
  locked: false,
  disabled: false,
  created_at: '2026-01-02T03:04+0000',
  created_by: adminIamId,
  modified_at: '2026-01-02T03:04+0000',
  name: `name of ${id}`,
  support_sessions: false,
  action_when_leaked: 'disable',
  iam_id: serviceIamId,
  account_id: accountId,
  apikey: '',
  ...more,
})

export const identityError = (status: number, code: string, message: string, errorCode = 'x'): Reply => ({
  status,
  json: {
    context: { transaction_id: 'tx-4711', operation: 'x' },
    status_code: status,
    errors: [{ code: errorCode, message_code: code, message }],
    trace: 'tx-4711',
  },
})

export const policyError = (status: number, code: string, message: string): Reply => ({
  status,
  json: { trace: 'tx-4712', errors: [{ code, message }], status_code: status },
})

export const tokenError = (status: number, code: string, message: string): Reply => ({
  status,
  json: { errorCode: code, errorMessage: message, context: { requestId: 'tx-4713' } },
})

export interface Iam {
  readonly url: string
  readonly came: readonly Came[]
  /** How often a route was called. */
  times(route: string): number
  readonly connection: Connection
  readonly session: ProviderSession
}

/** IAM with these routes and a session to it; tokens are given out unless told otherwise. */
export async function startIam(routes: Routes, more: Partial<Connection> = {}): Promise<Iam> {
  const all: Routes = { 'POST /identity/token': () => tokenReply(), ...routes }
  const came: Came[] = []
  const counts = new Map<string, number>()
  const url = await serve(async (request, response) => {
    const at = new URL(request.url ?? '/', 'http://x')
    let body = ''
    for await (const part of request) body += String(part)
    const method = request.method ?? ''
    const { headers } = request
    const one = { method, path: at.pathname, query: at.searchParams, headers, body }
    came.push(one)
    const exact = `${method} ${at.pathname}`
    const wide = Object.keys(all).find((name) => name.endsWith('*') && exact.startsWith(name.slice(0, -1)))
    const name = exact in all ? exact : wide
    const times = (counts.get(exact) ?? 0) + 1
    counts.set(exact, times)
    const reply = name === undefined ? { status: 404, text: '' } : await all[name]?.(one, times)
    if (reply === undefined || reply === 'never') return
    response
      .writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
      .end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)))
  })
  const http = createHttp({ retryBaseMs: 5 })
  onTestFinished(() => http.close())
  const connection: Connection = {
    apiUrl: url,
    ingressUrl: url,
    grpcUrl: null,
    transport: null,
    instance,
    credential: Secret.of(adminValue),
    teamId: null,
    userId: null,
    ...more,
  }
  const provider = ibmCloudProvider(http, { read: 20_000, write: 2000, token: 10_000 })
  return {
    url,
    came,
    times: (route) => counts.get(route) ?? 0,
    connection,
    session: provider.connect(connection),
  }
}

/** The failure of what has to fail; the account's value is never in it. */
export async function failureOf(running: Promise<{ readonly ok: boolean }>): Promise<{
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retryAfterSeconds?: number
}> {
  const result = (await running) as { ok: boolean; failure?: never }
  if (result.ok || result.failure === undefined) throw new Error('expected a failure')
  if (JSON.stringify(result.failure).includes(adminValue)) throw new Error('the value is in the failure')
  return result.failure
}
