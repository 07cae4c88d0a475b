import { expect, onTestFinished } from 'vitest'
import { createHttp, type HttpCall, type HttpLimits } from '../../../main/providers/http.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { Failure, Result } from '../../../shared/errors.ts'

export const key = 'cxup_AdminKeyOfThisTest00000000000000'

export const readKeys = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
  vendor: 'Coralogix',
  effect: 'read',
  goal: "list the team's keys",
  needs: ['team-custom-api-keys:ReadConfig'],
  method: 'GET',
  url: `${url}/keys`,
  credential: Secret.of(key),
  deadlineMs: 2000,
  ...more,
})

export const createKey = (url: string, more: Partial<HttpCall> = {}): HttpCall =>
  readKeys(url, { effect: 'create', goal: 'create the key', method: 'POST', body: { name: 'x' }, ...more })

export async function send(call: HttpCall, limits: Partial<HttpLimits> = {}): Promise<Result<unknown>> {
  const http = createHttp({ retryBaseMs: 10, ...limits })
  onTestFinished(() => http.close())
  return http.send(call)
}

export async function failureOf(call: HttpCall, limits: Partial<HttpLimits> = {}): Promise<Failure> {
  const result = await send(call, limits)
  if (result.ok) throw new Error('expected a failure')
  // Whatever happened, the credential is in no message.
  expect(JSON.stringify(result.failure)).not.toContain(key)
  return result.failure
}
