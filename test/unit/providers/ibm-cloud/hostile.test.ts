import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseCreated,
  parseHistory,
  parseKey,
  parsePage,
  parseServiceId,
  parseValue,
} from '../../../../main/providers/ibm-cloud/schemas.ts'
import { claimsOf } from '../../../../main/providers/ibm-cloud/token.ts'
import {
  errorMessage,
  errorWords,
  parseVendorJson,
  usualFields,
  type ValueFields,
} from '../../../../main/providers/vendor-text.ts'
import { keyJson, type Reply, serviceIamId, startIam } from './iam-server.ts'

const canary = 'KtCanaryHostile-0000_1111-2222_3333-4444_5555'
const atDoor: ValueFields = { whole: [], drop: ['apikey'] }

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '__proto__', 'constructor', '\u202eabc', '<img onerror=x>', canary, `x ${canary} y`),
)
const junk = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.anything({ maxDepth: 2, maxKeys: 3 }),
)
const often = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: junk })

const time = fc.oneof(
  fc.constantFrom(
    '2026-01-02T03:04+0000',
    '2026-01-02T03:04:05+0000',
    '',
    '9999999-01-01',
    '0000-00-00T00:00+0000',
  ),
  text,
)
const event = fc.record(
  {
    timestamp: often(time),
    action: often(text),
    iam_id: often(text),
    message: often(text),
    params: often(fc.array(text)),
  },
  { requiredKeys: [] },
)
const key = fc.record(
  {
    id: often(fc.uuid().map((id) => `ApiKey-${id}`)),
    iam_id: often(fc.constant(serviceIamId)),
    account_id: often(text),
    entity_tag: often(text),
    name: often(text),
    description: often(text),
    disabled: often(fc.boolean()),
    locked: often(fc.boolean()),
    created_at: often(time),
    expires_at: often(time),
    history: often(fc.array(event)),
    apikey: fc.constant(canary),
    extra: junk,
  },
  { requiredKeys: ['id', 'iam_id', 'apikey'] },
)
const link = fc.oneof(
  fc.constantFrom(
    'https://evil.example/v1/apikeys?pagetoken=x',
    '/v1/apikeys?pagetoken=y',
    '?pagetoken=',
    'javascript:x',
  ),
  text,
  fc.record({ href: often(text) }),
)

/** As it comes over the wire. */
const received = (json: unknown, fields = atDoor): unknown => {
  try {
    return parseVendorJson(JSON.stringify(json) ?? 'null', fields)
  } catch {
    return undefined
  }
}

test('whatever a list answers, nothing throws, and a value gets into no metadata', () => {
  const answer = often(
    fc.record(
      { apikeys: often(fc.array(often(key), { maxLength: 6 })), next: often(link) },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(answer, (json) => {
      const page = parsePage(received(json), 'apikeys', parseKey)
      if (page === null) return
      // Only where the value stood as one, it is known as one.
      const withValue = /"apikey":/.test(JSON.stringify(json))
      if (withValue) expect(JSON.stringify(page)).not.toContain(canary)
      for (const one of page.entries) {
        expect(one.id).toMatch(/^[A-Za-z0-9][\w.:-]*$/)
        expect(one.name).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        expect(one.name.length).toBeLessThanOrEqual(300)
        if (one.expiresAt !== null) expect(one.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      }
    }),
    { numRuns: 300, seed: 4711 },
  )
})

test('whatever single answers say, nothing throws', () => {
  fc.assert(
    fc.property(fc.oneof(key, junk), fc.string(), (json, token) => {
      for (const parse of [parseKey, parseServiceId, parseHistory, parseCreated, parseValue]) {
        parse(received(json) ?? null)
        parse(received(json, { whole: ['apikey'], drop: [] }) ?? null)
      }
      claimsOf(token)
      claimsOf(`x.${Buffer.from(JSON.stringify(json) ?? '').toString('base64url')}.y`)
      expect(JSON.stringify(parseHistory(received(json) ?? null))).not.toContain(canary)
    }),
    { numRuns: 300, seed: 4711 },
  )
})

test('whatever an error says, in each of the three shapes, its words are one short line', () => {
  const shapes = fc
    .record({ code: often(text), message: often(text), id: often(text) })
    .chain((said) =>
      fc.constantFrom(
        { errorCode: said.code, errorMessage: said.message, context: { requestId: said.id } },
        { errors: [{ code: said.code, message_code: said.code, message: said.message }], trace: said.id },
        { errors: [{ code: said.code, message: said.message }], context: { transaction_id: said.id } },
        { errors: said.message, context: said.id, trace: said.code },
      ),
    )
  fc.assert(
    fc.property(fc.oneof(shapes, junk), (json) => {
      const words = errorWords(errorMessage(JSON.stringify(json) ?? ''))
      expect(words.length).toBeLessThanOrEqual(450)
      expect(words).not.toContain(canary)
      expect(words).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
    }),
    { numRuns: 300, seed: 4711 },
  )
})

test('what names carry values is decided by the call, and nothing else is taken out', () => {
  expect(received({ apikey: canary, name: `a ${canary}`, deep: [{ text: canary }] })).toEqual({
    name: 'a [hidden]',
    deep: [{ text: '[hidden]' }],
  })
  expect(received({ apikey: { apikey: canary, name: 'x' }, name: canary })).toEqual({ name: '[hidden]' })
  expect(received({ apikey: '', name: 'x' })).toEqual({ name: 'x' })
  expect(received({ apikey: canary, value: 'kept' }, usualFields)).toEqual({ apikey: canary, value: 'kept' })
})

describe('answers that no vendor gives', () => {
  const listing = (reply: Reply) =>
    startIam({ 'GET /v1/*': () => reply }).then(({ session }) => session.listKeys([]))

  test.each([
    ['another list', { json: { serviceids: 7, apikeys: 'x' } }],
    ['a page for browsers', { text: '<html>sign in</html>' }],
    ['half an answer', { text: '{"apikeys":[' }],
    ['more than anybody can read', { text: `{"apikeys":[${'1,'.repeat(5 * 1024 * 1024)}1]}` }],
    ['ten thousand levels', { text: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }],
  ])('%s is refused in words', async (_, reply) => {
    expect(await listing(reply)).toMatchObject({ ok: false, failure: { code: 'vendor-malformed' } })
  })

  test('a redirect gets neither the token nor the key', async () => {
    const other = await startIam({ 'GET /v1/*': () => ({ json: { apikeys: [] } }) })
    const headers = { location: `${other.url}/v1/apikeys` }
    const listed = await listing({ status: 302, headers })
    expect(listed).toMatchObject({ ok: false, failure: { message: expect.stringContaining('redirects') } })
    const { session } = await startIam({
      'POST /identity/token': () => ({ status: 307, headers: { location: `${other.url}/identity/token` } }),
    })
    expect(await session.identify()).toMatchObject({ ok: false, failure: { code: 'vendor-failed' } })
    expect(other.came).toEqual([])
  })

  test('names of another language, and what looks like a page, are kept as plain text', async () => {
    const names = ['ключ', '鍵', '<b>x</b>', 'a\u202eb', 'x'.repeat(5000)]
    const apikeys = names.map((name, n) => keyJson(`ApiKey-${n}`, { name }))
    const listed = await listing({ json: { apikeys, serviceids: [] } })
    expect(listed.ok && listed.value.keys.map(({ name }) => name)).toEqual([
      'ключ',
      '鍵',
      '<b>x</b>',
      'ab',
      'x'.repeat(300),
    ])
  })
})
