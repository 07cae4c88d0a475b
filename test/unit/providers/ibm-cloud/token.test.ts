import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../../../main/providers/http.ts'
import { claimsOf, type Tokens, tokensOf } from '../../../../main/providers/ibm-cloud/token.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import {
  accountId,
  adminIamId,
  adminValue,
  failureOf,
  type Iam,
  jwt,
  type Routes,
  startIam,
  tokenError,
  tokenReply,
} from './iam-server.ts'

/** A clock that the test turns, and the tokens of one key by it. */
async function bench(
  reply: Routes[string],
): Promise<{ iam: Iam; tokens: Tokens; clock: { now: number }; asked: () => number }> {
  const iam = await startIam({ 'POST /identity/token': reply })
  const http = createHttp({ retryBaseMs: 5 })
  onTestFinished(() => http.close())
  const clock = { now: 1_000_000 }
  const tokens = tokensOf(http, iam.url, Secret.of(adminValue), { deadlineMs: 10_000, now: () => clock.now })
  return { iam, tokens, clock, asked: () => iam.times('POST /identity/token') }
}

const numbered =
  (seconds: number): Routes[string] =>
  (_, times) =>
    tokenReply({ jti: String(times) }, seconds)

const textOf = async (tokens: Tokens): Promise<string> => {
  const token = await tokens.get()
  if (!token.ok) throw new Error(token.failure.message)
  return token.value.bearer.expose((value) => value)
}

test('the key goes into the form and comes back as a token with its account', async () => {
  const { iam, tokens } = await bench(() => tokenReply())
  expect(await tokens.get()).toMatchObject({ ok: true, value: { claims: { accountId, iamId: adminIamId } } })
  const [sent] = iam.came
  expect(sent?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(sent?.headers.authorization).toBeUndefined()
  const form = new URLSearchParams(sent?.body)
  expect(form.get('grant_type')).toBe('urn:ibm:params:oauth:grant-type:apikey')
  expect(form.get('apikey')).toBe(adminValue)
})

test('a value with signs that a form has a meaning for arrives as it is', async () => {
  const { iam } = await bench(() => tokenReply())
  const odd = 'a&b=c+d e%f/ü-and-some-more-of-it-to-be-long'
  const http = createHttp()
  onTestFinished(() => http.close())
  await tokensOf(http, iam.url, Secret.of(odd), { deadlineMs: 2000 }).get()
  expect(new URLSearchParams(iam.came[0]?.body).get('apikey')).toBe(odd)
})

test('many callers share one exchange', async () => {
  const { tokens, asked } = await bench(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    return tokenReply()
  })
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.get()))
  expect(all.every(({ ok }) => ok)).toBe(true)
  expect(asked()).toBe(1)
})

test('one caller that stops does not stop the others', async () => {
  const { tokens, asked } = await bench(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    return tokenReply()
  })
  const stop = new AbortController()
  const stopped = tokens.get(stop.signal)
  const other = tokens.get()
  stop.abort()
  expect(await stopped).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
  expect((await other).ok).toBe(true)
  expect(asked()).toBe(1)
})

test.each([900, 3600])('a token of %i s is used until 10 s before its end', async (seconds) => {
  const { tokens, clock, asked } = await bench(numbered(seconds))
  const first = await textOf(tokens)
  clock.now += seconds * 1000 * 0.79
  expect(await textOf(tokens)).toBe(first)
  expect(asked()).toBe(1)
  clock.now = 1_000_000 + (seconds - 10) * 1000
  expect(await textOf(tokens)).not.toBe(first)
  expect(asked()).toBe(2)
})

test('at 80 % it is renewed while the old one still serves', async () => {
  const { tokens, clock, asked } = await bench(numbered(1000))
  const first = await textOf(tokens)
  clock.now += 800_000
  expect(await textOf(tokens)).toBe(first)
  await expect.poll(asked).toBe(2)
  await expect.poll(() => textOf(tokens)).not.toBe(first)
  expect(asked()).toBe(2)
})

test('a renewal that fails is not seen as long as the token lives', async () => {
  const { tokens, clock } = await bench((_, times) =>
    times === 1
      ? tokenReply({}, 1000)
      : tokenError(400, 'BXNIM0415E', 'Provided API key could not be found.'),
  )
  const first = await textOf(tokens)
  clock.now += 900_000
  expect(await textOf(tokens)).toBe(first)
  clock.now += 95_000
  expect((await failureOf(tokens.get())).code).toBe('credential-rejected')
})

test('a clock that is put back makes no token live longer', async () => {
  const { tokens, clock, asked } = await bench(numbered(3600))
  await textOf(tokens)
  clock.now -= 60_000
  await textOf(tokens)
  expect(asked()).toBe(2)
})

test.each([
  ['no life', { access_token: jwt() }],
  ['a life of nothing', { access_token: jwt(), expires_in: 0 }],
  ['a life that is text', { access_token: jwt(), expires_in: '3600' }],
  ['a token with a line break', { access_token: 'one\ntwo-three', expires_in: 3600 }],
  ['a token that would not fit a header', { access_token: 'x'.repeat(20_000), expires_in: 3600 }],
  ['no object', ['x']],
])('an answer with %s is refused', async (_, json) => {
  const { tokens } = await bench(() => ({ json }))
  expect((await failureOf(tokens.get())).code).toBe('vendor-malformed')
})

test('a token that the vendor does not take is not used again', async () => {
  let tokens = 0
  const iam = await startIam({
    'POST /identity/token': () => tokenReply({ jti: String(++tokens) }),
    'GET /v1/apikeys/ApiKey-1': () => ({ status: 401, json: {} }),
  })
  await iam.session.readValue('ApiKey-1')
  expect((await failureOf(iam.session.readValue('ApiKey-1'))).message).toContain('does not take the token')
  const [first, second] = iam.came.filter(({ method }) => method === 'GET')
  expect(first?.headers.authorization).not.toBe(second?.headers.authorization)
})

test('whose a token is', () => {
  expect(claimsOf(jwt())).toEqual({
    iamId: adminIamId,
    accountId,
    isServiceId: false,
    name: 'ada@example.com',
  })
  const service = { iam_id: 'iam-ServiceId-1', sub_type: 'ServiceId', name: 'agent\u202e', email: undefined }
  expect(claimsOf(jwt(service))).toMatchObject({ isServiceId: true, name: 'agent' })
  for (const odd of ['', 'x', 'a.b.c', `a.${Buffer.from('[1]').toString('base64url')}.c`]) {
    expect(claimsOf(odd)).toEqual({ iamId: null, accountId: null, isServiceId: false, name: null })
  }
})
