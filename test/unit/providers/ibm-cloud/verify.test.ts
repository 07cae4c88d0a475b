import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../main/vault/secret.ts'
import type { Verification } from '../../../../shared/providers.ts'
import {
  accountId,
  adminValue,
  failureOf,
  type Iam,
  identityError,
  jwt,
  keyJson,
  policyError,
  type Reply,
  type Routes,
  serviceIamId,
  startIam,
  tokenError,
  tokenReply,
} from './iam-server.ts'

const value = 'Ag3ntValueOfTheKey-that-is-looked-at_0123456'
const itsClaims = { iam_id: serviceIamId, sub_type: 'ServiceId', name: 'agent', email: undefined }
const line = 'POST /logs/v1/singles'

/** The admin's token for the admin's value, the agent's for the agent's. */
const tokens: NonNullable<Routes[string]> = ({ body }) =>
  new URLSearchParams(body).get('apikey') === value ? tokenReply(itsClaims) : tokenReply()

const granted: Reply = {
  json: {
    policies: [
      {
        id: 'p-1',
        roles: [{ role_id: 'crn:v1:bluemix:public:logs::::serviceRole:Sender' }],
        resources: [
          {
            attributes: [
              { name: 'accountId', value: accountId },
              { name: 'serviceName', value: 'logs' },
            ],
          },
        ],
      },
    ],
  },
}

const usual: Routes = {
  'POST /identity/token': tokens,
  'GET /v1/apikeys/details': () => ({ json: keyJson('ApiKey-1', { name: 'edge', apikey: value }) }),
  'GET /v1/policies': () => granted,
  [line]: () => ({ json: {} }),
}

const question = { type: 'service-id', permissions: [], marker: null, ingestId: null } as const

async function verified(
  routes: Routes = {},
  marker: string | null = null,
  more = {},
): Promise<{ iam: Iam; found: Verification; outcomes: readonly string[] }> {
  const iam = await startIam({ ...usual, ...routes }, { teamId: accountId, ...more })
  const found = await iam.session.verify(Secret.of(value), { ...question, marker })
  if (!found.ok) throw new Error(found.failure.message)
  expect(JSON.stringify(found)).not.toContain(value)
  expect(found.value.steps).toHaveLength(4)
  return { iam, found: found.value, outcomes: found.value.steps.map(({ outcome }) => outcome) }
}

describe('without a line', () => {
  test('a key that is accepted and has a policy works; no line is sent', async () => {
    const { iam, found, outcomes } = await verified()
    expect(found.verdict).toBe('works')
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'skipped'])
    expect(found.steps[1]?.text).toBe('It is edge, belongs to the service ID agent, has no expiry.')
    expect(iam.times(line)).toBe(0)
    const details = iam.came.find(({ path }) => path === '/v1/apikeys/details')
    expect(details?.headers['iam-apikey']).toBe(value)
  })

  test('where no policy is shown it is not known', async () => {
    const { found, outcomes } = await verified({ 'GET /v1/policies': () => ({ json: { policies: [] } }) })
    expect(found.verdict).toBe('unknown')
    expect(outcomes).toEqual(['ok', 'ok', 'unknown', 'skipped'])
  })

  test('a key that is not accepted is rejected, and nothing more is asked', async () => {
    const { iam, found, outcomes } = await verified({
      'POST /identity/token': () => tokenError(400, 'BXNIM0415E', 'Provided API key could not be found.'),
    })
    expect(found.verdict).toBe('rejected')
    expect(outcomes).toEqual(['failed', 'skipped', 'skipped', 'skipped'])
    expect(iam.came).toHaveLength(1)
  })

  test('where details may not be looked at, the token tells whose it is', async () => {
    const { found } = await verified({
      'GET /v1/apikeys/details': () => identityError(403, 'BXNIM0513E', 'no'),
    })
    expect(found.verdict).toBe('works')
    expect(found.steps[1]).toMatchObject({ outcome: 'unknown', text: expect.stringContaining('agent') })
  })

  test('the account may look where the key itself may not', async () => {
    const { iam, found } = await verified({
      'GET /v1/apikeys/details': (_, times) =>
        times === 1
          ? identityError(403, 'BXNIM0513E', 'no')
          : { json: keyJson('ApiKey-1', { locked: true }) },
    })
    expect(found.steps[1]).toMatchObject({ outcome: 'ok', text: expect.stringContaining('locked') })
    const asked = iam.came.filter(({ path }) => path === '/v1/apikeys/details')
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${jwt(itsClaims)}`,
      `Bearer ${jwt()}`,
    ])
  })

  test('a key that is disabled meanwhile does not work, and one of another account is told', async () => {
    const off = await verified({
      'GET /v1/apikeys/details': () => ({ json: keyJson('ApiKey-1', { disabled: true }) }),
    })
    expect(off.found).toMatchObject({ verdict: 'rejected', sentence: expect.stringContaining('disabled') })
    const other = await verified({
      'GET /v1/apikeys/details': () => ({ json: keyJson('ApiKey-1', { account_id: 'another' }) }),
    })
    expect(other.found).toMatchObject({ verdict: 'unknown', sentence: expect.stringContaining('another') })
  })

  test('where nobody answers it fails', async () => {
    const iam = await startIam({ 'POST /identity/token': () => ({ status: 500, json: {} }) })
    expect((await failureOf(iam.session.verify(Secret.of(value), question))).code).toBe('vendor-failed')
  })
})

describe('with a line', () => {
  test('it goes out with the token of the key, never the account’s and never the key', async () => {
    const { iam, found } = await verified({}, 'keyturn-mark-1')
    expect(found.verdict).toBe('works')
    const sent = iam.came.find(({ path }) => path === '/logs/v1/singles')
    expect(sent?.headers.authorization).toBe(`Bearer ${jwt(itsClaims)}`)
    expect(JSON.parse(sent?.body ?? '[]')).toMatchObject([
      { applicationName: 'keyturn', subsystemName: 'canary', text: 'keyturn-mark-1' },
    ])
    expect(JSON.stringify(sent)).not.toContain(value)
    expect(JSON.stringify(sent)).not.toContain(adminValue)
  })

  test('that is not taken rejects the key, and names the role', async () => {
    const { found, outcomes } = await verified({ [line]: () => policyError(403, 'x', 'no') }, 'm')
    expect(found.verdict).toBe('rejected')
    expect(outcomes[3]).toBe('failed')
    expect(found.steps[3]?.text).toContain('Sender on IBM Cloud Logs')
  })

  test('without an instance nothing is sent', async () => {
    const { iam, outcomes } = await verified({}, 'm', { ingressUrl: '' })
    expect(outcomes[3]).toBe('skipped')
    expect(iam.times(line)).toBe(0)
  })
})

describe('the marked line alone', () => {
  const sending = async (routes: Routes, more = {}) => {
    const iam = await startIam({ ...usual, ...routes }, more)
    return { iam, sent: await iam.session.sendMarkedLine(Secret.of(value), 'm') }
  }

  test.each([
    ['an empty answer', { status: 200 }],
    ['a text', { text: 'OK' }],
    ['an answer that dropped nothing', { json: { dropped: 0, rejected: [] } }],
    ['words that nothing was dropped', { json: { message: '1 line accepted, 0 dropped' } }],
  ])('%s: taken', async (_, reply) => {
    const { sent } = await sending({ [line]: () => reply })
    expect(sent).toEqual({ ok: true, value: { kind: 'accepted' } })
  })

  test.each([
    ['401', { status: 401, json: {} }, 401, /does not take the token/],
    ['403', { status: 403, json: {} }, 403, /lacks the role Sender/],
    ['lines dropped', { json: { result: { dropped: 1 } } }, 200, /dropped/],
    ['a message', { json: { message: 'Not all logs were accepted' } }, 200, /\(Not all logs were accepted\)/],
    ['text alone', { text: '1 of 1 log lines were dropped: too old' }, 200, /too old/],
  ])('%s: refused', async (_, reply, status, text) => {
    const { sent } = await sending({ [line]: () => reply })
    expect(sent).toMatchObject({
      ok: true,
      value: { kind: 'refused', status, text: expect.stringMatching(text) },
    })
  })

  test('a key that is not accepted sends none', async () => {
    const { iam, sent } = await sending({ 'POST /identity/token': () => tokenError(400, 'BXNIM0415E', 'no') })
    expect(sent).toMatchObject({
      ok: true,
      value: { kind: 'refused', text: expect.stringContaining('BXNIM0415E') },
    })
    expect(iam.times(line)).toBe(0)
  })

  test('a lost answer is not known, and the line is not repeated', async () => {
    const { iam, sent } = await sending({ [line]: () => 'never' })
    expect(sent).toMatchObject({ ok: false, failure: { code: 'outcome-unknown' } })
    expect(iam.times(line)).toBe(1)
  })

  test('without an instance says what is missing', async () => {
    const { sent } = await sending({}, { ingressUrl: '' })
    expect(sent).toMatchObject({ ok: false, failure: { hint: expect.stringContaining('region') } })
  })
})

describe('who the account is', () => {
  test('from the token, and which key it is from the details', async () => {
    const { session } = await startIam({
      'GET /v1/apikeys/details': () => ({ json: keyJson('ApiKey-admin', { apikey: adminValue }) }),
    })
    expect(await session.identify()).toEqual({
      ok: true,
      value: {
        teamId: accountId,
        teamName: null,
        userName: 'ada@example.com',
        userId: 'IBMid-270001ABCD',
        credentialKeyId: 'ApiKey-admin',
        consoleUrl: null,
      },
    })
  })

  test.each([403, 404, 400])('a refusal of the details (%i) leaves only the key unknown', async (status) => {
    const { session } = await startIam({
      'GET /v1/apikeys/details': () => identityError(status, 'BXNIM0102E', 'no'),
    })
    expect(await session.identify()).toMatchObject({
      ok: true,
      value: { teamId: accountId, credentialKeyId: null },
    })
  })

  test('a token that does not say it: the details do, else it is told', async () => {
    const silent: Routes = {
      'POST /identity/token': () => ({ json: { access_token: 'opaque-token', expires_in: 60 } }),
    }
    const { session } = await startIam({
      ...silent,
      'GET /v1/apikeys/details': () => ({ json: keyJson('ApiKey-1') }),
    })
    expect(await session.identify()).toMatchObject({
      ok: true,
      value: { teamId: accountId, userId: serviceIamId },
    })
    const none = await startIam(silent)
    expect((await failureOf(none.session.identify())).code).toBe('vendor-failed')
    const empty = await startIam({ ...silent, 'GET /v1/apikeys/details': () => ({ json: {} }) })
    expect((await failureOf(empty.session.identify())).code).toBe('vendor-malformed')
  })
})
