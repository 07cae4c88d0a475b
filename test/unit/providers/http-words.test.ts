import { describe, expect, test, vi } from 'vitest'
import type { Refusal } from '../../../main/providers/http-failure.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { createKey, failureOf, key, readKeys, send } from './calls.ts'
import { always, serve } from './local-server.ts'

describe('a call that says what refusals mean', () => {
  const meaning = (seen: Refusal[]) => (refusal: Refusal) => {
    seen.push(refusal)
    return refusal.status === 400
      ? ({ code: 'credential-rejected', what: `no key (${refusal.said})`, hint: 'Look.' } as const)
      : null
  }

  test('is told status, words, name and route, and its sentence is shown with what is safe', async () => {
    const seen: Refusal[] = []
    const body = { errors: [{ code: 'x', message_code: 'E1', message: 'gone\u202e' }], trace: 't-1' }
    const url = await serve(always(400, JSON.stringify(body)))
    expect(await failureOf(createKey(url, { meaning: meaning(seen) }))).toEqual({
      code: 'credential-rejected',
      message: 'Could not create the key: no key (gone; E1; request t-1). No key was made.',
      hint: 'Look.',
    })
    expect(seen).toEqual([{ status: 400, said: 'gone; E1; request t-1', name: 'E1', missingRoute: false }])
  })

  test('has the usual words where it says nothing', async () => {
    const url = await serve(always(404, ''))
    const seen: Refusal[] = []
    const failure = await failureOf(readKeys(url, { meaning: meaning(seen) }))
    expect(failure.message).toContain('does not know this call')
    expect(seen).toMatchObject([{ missingRoute: true }])
  })

  test.each([302, 408, 500, 503])('cannot make %i look as if nothing was done', async (status) => {
    const means = vi.fn(() => ({ code: 'refused', what: 'x', hint: '' }) as const)
    const failure = await failureOf(createKey(await serve(always(status, '{}')), { meaning: means }))
    expect(failure.code).toBe('outcome-unknown')
    expect(means).not.toHaveBeenCalled()
  })

  test('a 429 that it names still says how long to wait', async () => {
    const url = await serve(always(429, '{}', { 'retry-after': '120' }))
    const means = () => ({ code: 'vendor-rate-limited', what: 'slow', hint: '' }) as const
    expect(await failureOf(readKeys(url, { meaning: means }))).toMatchObject({ retryAfterSeconds: 120 })
  })
})

test.each([
  ['b1c7d3a6-b3a5-4e3f-8f5c-6d7e8f9a0b1c', true],
  ['aB3_x-Q-0123456789abcdef0123456789abcdef', true],
  ['tx-4711', true],
  ['Aa0-Bb1_Cc2-Dd3_Ee4-Ff5_Gg6-Hh7_Ii8-Jj9_Kk0L', false],
  ['two words', false],
  ['x'.repeat(100), false],
])('the id of a request is shown where it can be no value: %s', async (id, shown) => {
  const body = { errorCode: 'E1', errorMessage: 'no', context: { requestId: id } }
  const failure = await failureOf(readKeys(await serve(always(400, JSON.stringify(body)))))
  expect(failure.message.includes(`(no; E1; request ${id})`)).toBe(shown)
  expect(failure.message.includes(id)).toBe(shown)
})

describe('what a call makes', () => {
  test('is named where it is no key', async () => {
    const refused = await failureOf(createKey(await serve(always(400, '{}')), { thing: 'policy' }))
    expect(refused.message).toContain('No policy was made.')
    const lost = await failureOf(createKey(await serve(always(500, '{}')), { thing: 'policy' }))
    expect(lost.message).toContain('It is not known whether the policy was made.')
  })
})

describe('what was sent as a secret comes back in nothing', () => {
  const other = 'AnotherValueThatIsNotSent-0123456789'

  test('not in an answer, but for the field that was asked for', async () => {
    const json = { name: `x ${key}`, note: other, list: [{ text: key }], value: key }
    const url = await serve(always(200, JSON.stringify(json)))
    expect(await send(readKeys(url, { hide: [Secret.of(other)] }))).toEqual({
      ok: true,
      value: { name: 'x [hidden]', note: '[hidden]', list: [{ text: '[hidden]' }], value: key },
    })
  })

  test('not when it was in a header or a form', async () => {
    const url = await serve(always(200, JSON.stringify({ name: other })))
    for (const more of [
      { headers: { 'x-key': Secret.of(other) } },
      { method: 'POST' as const, form: { apikey: Secret.of(other) } },
    ]) {
      expect(await send(readKeys(url, more))).toEqual({ ok: true, value: { name: '[hidden]' } })
    }
  })

  test('not in an error', async () => {
    const words = 'only-letters-and-no-digits'
    const url = await serve(always(400, JSON.stringify({ message: `bad ${words}` })))
    const failure = await failureOf(readKeys(url, { credential: Secret.of(words) }))
    expect(failure.message).toContain('(bad [hidden])')
  })

  test('one that is too short to be a value does not spoil the answer', async () => {
    const url = await serve(always(200, '{"name":"a key"}'))
    const answer = await send(readKeys(url, { credential: Secret.of('a') }))
    expect(answer).toEqual({ ok: true, value: { name: 'a key' } })
  })
})

describe('answers', () => {
  test('that are no JSON are text where anything will do', async () => {
    const url = await serve(always(200, `OK\u0007 ${key}`))
    expect(await send(readKeys(url, { answer: 'any' }))).toEqual({ ok: true, value: 'OK  [hidden]' })
    expect((await failureOf(readKeys(url))).code).toBe('vendor-malformed')
  })

  test('may be held shorter for one call, and never longer than for all', async () => {
    const url = await serve(always(200, JSON.stringify('x'.repeat(3000))))
    expect((await failureOf(readKeys(url, { maxBytes: 2048 }))).message).toContain('larger than 2 KiB')
    expect((await failureOf(readKeys(url, { maxBytes: 9000 }), { maxBytes: 1024 })).code).toBe(
      'vendor-malformed',
    )
  })
})
