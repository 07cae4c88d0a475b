import type { Sandbox } from '../../../main/sandbox/sandbox.ts'
import type { Said } from './asking.ts'

export const apiKeyGrant = 'urn:ibm:params:oauth:grant-type:apikey'

const said = async (response: Response): Promise<Said> => {
  const text = await response.text()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, text, json }
}

/** Exchanges a key as any client of IBM Cloud does. */
export const exchange = (
  sandbox: Sandbox,
  apikey: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Said> =>
  fetch(`${sandbox.vendors['ibm-cloud'].apiUrl}/identity/token`, {
    method: 'POST',
    // A sandbox that was started again has the same address, not the same connection.
    headers: { accept: 'application/json', connection: 'close' },
    body: new URLSearchParams({ grant_type: apiKeyGrant, apikey, ...more }),
  }).then(said)

export const tokenOf = async (sandbox: Sandbox, apikey: string): Promise<string> =>
  (await exchange(sandbox, apikey)).json.access_token

/** Somebody who talks to IAM with the token of one key. */
export async function caller(sandbox: Sandbox, apikey = sandbox.ibmCloud.credentials.admin) {
  const token = await tokenOf(sandbox, apikey)
  const ask = (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Said> =>
    fetch(`${sandbox.vendors['ibm-cloud'].apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).then(said)
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const accountId: string = claims.account.bss
  return {
    ...{ ask, token, claims, accountId },
    /** A service ID of the seed. */
    service: async (name: string): Promise<{ readonly id: string; readonly iam_id: string }> =>
      (await ask('GET', `/v1/serviceids?account_id=${accountId}&name=${name}`)).json.serviceids[0],
    keysOf: async (iamId: string): Promise<Said> =>
      ask('GET', `/v1/apikeys?account_id=${accountId}&iam_id=${iamId}&pagesize=100`),
  }
}

/** Sends one log line as an agent does. */
export const send = (
  sandbox: Sandbox,
  bearer: string,
  text = 'hello',
  body: unknown = [{ applicationName: 'shop', subsystemName: 'edge', text }],
): Promise<Said> =>
  fetch(`${sandbox.vendors['ibm-cloud'].ingressUrl}/logs/v1/singles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, connection: 'close', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }).then(said)
