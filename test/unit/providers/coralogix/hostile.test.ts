import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeLists } from '../../../../main/providers/coralogix/listing.ts'
import {
  parseCreated,
  parseIdentity,
  parseList,
  parseValue,
} from '../../../../main/providers/coralogix/schemas.ts'
import { cleanErrorText, errorMessage, parseVendorJson } from '../../../../main/providers/vendor-text.ts'

const canary = 'cxtp_KtCanaryHostile000000000000000'

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'constructor', canary))
const junk = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.anything({ maxDepth: 2, maxKeys: 3 }),
)
const often = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<T | unknown> =>
  fc.oneof({ weight: 6, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: junk })

const rights = fc.record(
  {
    presets: often(
      fc.array(often(fc.record({ name: often(text), permissions: often(fc.array(often(text))) }))),
    ),
    permissions: often(fc.array(often(text))),
  },
  { requiredKeys: [] },
)
const keyInfo = fc.record(
  {
    id: often(fc.oneof(fc.uuid(), fc.integer())),
    name: often(text),
    owner: often(fc.record({ teamId: often(fc.nat()), userId: often(text) }, { requiredKeys: [] })),
    active: often(fc.boolean()),
    hashed: often(fc.boolean()),
    keyPermissions: often(rights),
    value: fc.constant(canary),
    extra: junk,
  },
  { requiredKeys: ['id', 'value'] },
)
const summary = fc.record(
  {
    apiKey: often(
      fc.record(
        { id: often(fc.uuid()), keyName: often(text), isActive: often(fc.boolean()), createdAt: often(text) },
        { requiredKeys: [] },
      ),
    ),
    presets: junk,
    value: fc.constant(canary),
  },
  { requiredKeys: [] },
)
const answer = often(
  fc.record({
    keys: often(
      fc.array(often(fc.oneof(keyInfo, fc.record({ key_info: keyInfo }), summary)), { maxLength: 6 }),
    ),
  }),
)

/** As it comes over the wire. */
const received = (json: unknown): unknown => {
  try {
    return parseVendorJson(JSON.stringify(json) ?? 'null')
  } catch {
    return undefined
  }
}

test('whatever a list answers, nothing throws and no value gets into metadata', () => {
  fc.assert(
    fc.property(answer, answer, answer, (one, two, three) => {
      const lists = [one, two, three].map((json) => {
        const list = parseList(received(json))
        return list === null
          ? ({ ok: false, failure: { code: 'vendor-malformed', message: 'x', hint: '' } } as const)
          : ({ ok: true, value: list } as const)
      })
      const [all, sendData, members] = lists as [(typeof lists)[0], (typeof lists)[0], (typeof lists)[0]]
      const merged = mergeLists({ all, sendData, members })
      expect(JSON.stringify(merged)).not.toContain(canary)
      if (!merged.ok) return
      for (const key of merged.value.keys) {
        expect(key.id.length).toBeGreaterThan(0)
        expect(key.name).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        expect(key.name.length).toBeLessThanOrEqual(300)
      }
    }),
    { seed: 20_261_121, numRuns: 150 },
  )
}, 20_000)

test('whatever the other calls answer, nothing throws', () => {
  fc.assert(
    fc.property(junk, (json) => {
      const read = received(json)
      for (const parse of [parseIdentity, parseCreated, parseValue]) parse(read)
    }),
    { seed: 20_261_121, numRuns: 200 },
  )
})

test('whatever an error says, its message is one short line without a value', () => {
  const body = fc.oneof(
    text,
    fc.json(),
    fc
      .record({ message: text })
      .map((json) => JSON.stringify({ ...json, message: `${json.message}${canary}` })),
  )
  fc.assert(
    fc.property(body, (raw) => {
      const shown = cleanErrorText(errorMessage(raw).message)
      expect(shown.length).toBeLessThanOrEqual(300)
      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
      expect(shown).not.toContain(canary)
    }),
    { seed: 20_261_121 },
  )
})

test('a very deep answer is refused, not a crash', () => {
  const deep = `{"keys":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  let parsed: unknown
  expect(() => {
    try {
      parsed = parseVendorJson(deep)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
    }
    parseList(parsed)
  }).not.toThrow()
})

test.each([
  ['cut', 'cxtp_'],
  ['with a line break in it', 'cxtp_abc\ndefghijklmnop'],
  ['longer than a keychain takes', 'x'.repeat(3000)],
  ['missing', undefined],
])('a value that is %s is not taken for a whole one', (_, value) => {
  const json = received({ keyId: '00000000-0000-4000-8000-000000000001', name: 'x', value })
  expect(parseCreated(json)).toBeNull()
})

test('a masked value is not a value', () => {
  expect(parseValue({ keyInfo: { id: 'x', value: 'cxtp_****************' } })).toBeNull()
  expect(parseValue({ keyInfo: { id: 'x' } })).toBeNull()
  expect(parseValue({ message: 'x' })).toBeUndefined()
})
