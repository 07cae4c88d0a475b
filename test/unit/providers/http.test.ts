import { afterEach, describe, expect, test, vi } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { createKey, failureOf, key, readKeys, send } from './calls.ts'
import { always, serve } from './local-server.ts'

afterEach(() => vi.unstubAllEnvs())

describe('a call that works', () => {
  test('carries the credential, and comes back parsed and cleaned', async () => {
    const url = await serve((request, response) => {
      expect(request.headers.authorization).toBe(`Bearer ${key}`)
      response.end(JSON.stringify({ name: 'edge\u202e\u0007-otel', value: 'cxtp_kept' }))
    })
    expect(await send(readKeys(url))).toEqual({
      ok: true,
      value: { name: 'edge -otel', value: 'cxtp_kept' },
    })
  })

  test('may have an empty answer', async () => {
    expect(await send(createKey(await serve(always(200, ''))))).toEqual({ ok: true, value: undefined })
  })

  test('does not go through a proxy when it stays on this machine', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1')
    expect((await send(readKeys(await serve(always(200, '{}'))))).ok).toBe(true)
  })
})

describe('each way of being refused has its own code and next step', () => {
  test.each([
    [401, 'credential-rejected', /401.*does not accept/, /region/],
    [403, 'permission-missing', /403.*team-custom-api-keys:ReadConfig/, /admin key/],
    [400, 'refused', /refused it with 400 \(no such thing\)/, /Change/],
    [418, 'vendor-failed', /418/, /Try again/],
  ])('%i', async (status, code, message, hint) => {
    const url = await serve(always(status, JSON.stringify({ code: status, message: 'no such thing' })))
    const failure = await failureOf(readKeys(url))
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(failure.hint).toMatch(hint)
    expect(failure.message).not.toContain('Nothing was changed')
    const change = await failureOf({ ...readKeys(url), effect: 'change' })
    expect(change.message).toContain('Nothing was changed.')
  })

  test('a credential that was replaced meanwhile stops the call', async () => {
    const call = readKeys(await serve(always(200, '{}')))
    const credential = Secret.of('cxup_AdminKeyThatIsReplaced0000')
    credential.dispose()
    expect(await failureOf({ ...call, credential })).toMatchObject({ code: 'interrupted' })
    const late = Secret.of('cxup_AdminKeyThatIsReplaced0000')
    const url = await serve((_request, response) => {
      late.dispose()
      response.writeHead(500).end('{}')
    })
    expect(await failureOf({ ...readKeys(url), credential: late })).toMatchObject({ code: 'interrupted' })
    const change = { ...readKeys(url), credential: Secret.of('cxup_another00000'), effect: 'change' } as const
    expect((await failureOf(change)).code).toBe('outcome-unknown')
  })

  test('a key that is not there is not a route that is not there', async () => {
    const key = await serve(
      always(404, 'Not Found: api key 1 was not found', { 'content-type': 'text/plain' }),
    )
    expect(await failureOf(readKeys(key))).toMatchObject({ code: 'not-found' })
    for (const body of [
      '{"code":5,"message":"Not Found"}',
      'Not Found: Not Found',
      '',
      '<html>nginx</html>',
    ]) {
      expect(await failureOf(readKeys(await serve(always(404, body))))).toMatchObject({
        code: 'vendor-failed',
        message: expect.stringContaining('does not know this call'),
      })
    }
  })

  test.each([
    ['{"message":"one"}', 'one'],
    ['{"error":"two"}', 'two'],
    ['{"error":{"message":"three"}}', 'three'],
    ['{"detail":"four"}', 'four'],
    ['plain five', 'plain five'],
  ])('the vendor is quoted from %s', async (body, words) => {
    const failure = await failureOf(readKeys(await serve(always(400, body))))
    expect(failure.message).toContain(`(${words})`)
  })

  test('an error that repeats the credential is not repeated here', async () => {
    const url = await serve(
      always(400, `{"message":"bad \u202ebearer ${key} and 8f14e45fceea167a5a36dedd4bea2543"}`),
    )
    expect((await failureOf(readKeys(url))).message).toContain('(bad bearer [hidden] and [hidden])')
  })

  test('a redirect is not followed: the credential stays here', async () => {
    const seen = vi.fn(always(200, '{}'))
    const elsewhere = await serve(seen)
    const url = await serve(always(302, '', { location: `${elsewhere}/keys` }))
    expect(await failureOf(readKeys(url))).toMatchObject({
      code: 'vendor-failed',
      message: expect.stringMatching(/redirects/),
    })
    expect(seen).not.toHaveBeenCalled()
  })
})

describe('reads are repeated, within bounds', () => {
  const failingTimes = (times: number, status: number, headers: Record<string, string> = {}) => {
    const listener = vi.fn((request, response) =>
      listener.mock.calls.length <= times
        ? always(status, '{}', headers)(request, response)
        : always(200, '{"keys":[]}')(request, response),
    )
    return listener
  }

  test('a 503 that passes is not seen', async () => {
    const listener = failingTimes(2, 503)
    expect((await send(readKeys(await serve(listener)))).ok).toBe(true)
    expect(listener).toHaveBeenCalledTimes(3)
  })

  test('a refusal is not repeated', async () => {
    const listener = failingTimes(9, 403)
    await failureOf(readKeys(await serve(listener)))
    expect(listener).toHaveBeenCalledTimes(1)
  })

  test('Retry-After is obeyed', async () => {
    const begun = Date.now()
    expect((await send(readKeys(await serve(failingTimes(1, 429, { 'retry-after': '1' }))))).ok).toBe(true)
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990)
  })

  test.each([
    ['seconds', () => '120'],
    ['a date', () => new Date(Date.now() + 120_000).toUTCString()],
  ])('a wait beyond the budget, in %s, is told instead of waited', async (_, value) => {
    const listener = failingTimes(9, 429, { 'retry-after': value() })
    const failure = await failureOf(readKeys(await serve(listener)))
    expect(failure.code).toBe('vendor-rate-limited')
    expect(failure.retryAfterSeconds).toBeGreaterThan(117)
    expect(failure.retryAfterSeconds).toBeLessThanOrEqual(121)
    expect(listener).toHaveBeenCalledTimes(1)
  })
})

describe('a creation is sent once, and says whether a key may exist', () => {
  test.each([400, 401, 403, 404, 409, 429, 501])('%i: no key was made', async (status) => {
    const listener = vi.fn(always(status, '{}'))
    const failure = await failureOf(createKey(await serve(listener)))
    expect(failure.code).not.toBe('outcome-unknown')
    expect(failure.message).toContain('No key was made.')
    expect(listener).toHaveBeenCalledTimes(1)
  })

  test.each([302, 408, 500, 502, 503, 504])('%i: not known', async (status) => {
    const listener = vi.fn(always(status, '{}'))
    const failure = await failureOf(createKey(await serve(listener)))
    expect(failure).toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringMatching(/not known whether the key was made/),
    })
    expect(listener).toHaveBeenCalledTimes(1)
  })

  test.each([
    ['a lost answer', (_: unknown, response: { destroy(): void }) => response.destroy()],
    ['no answer in time', () => undefined],
    ['an answer that is not JSON', always(200, '{"value":')],
  ])('%s: not known', async (_, listener) => {
    const failure = await failureOf(createKey(await serve(listener as never), { deadlineMs: 100 }))
    expect(failure.code).toBe('outcome-unknown')
  })
})

test('a credential is never sent where it must not go', async () => {
  for (const url of ['http://api.example.com', 'https://169.254.169.254', 'ftp://api.example.com']) {
    expect(await failureOf(readKeys(url))).toMatchObject({ code: 'usage' })
  }
  expect(
    await failureOf(readKeys('http://127.0.0.1:1', { credential: Secret.of('two\nlines') })),
  ).toMatchObject({
    code: 'credential-rejected',
  })
})
