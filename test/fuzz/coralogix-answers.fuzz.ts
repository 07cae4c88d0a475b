import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseGroups } from '../../main/providers/coralogix/groups.ts'
import { mergeLists } from '../../main/providers/coralogix/listing.ts'
import { policyPermissions } from '../../main/providers/coralogix/policy-permissions.ts'
import { readPolicy, writePolicy } from '../../main/providers/coralogix/policy-text.ts'
import {
  parseCreated,
  parseIdentity,
  parseKey,
  parseList,
  parsePolicyText,
  parseValue,
} from '../../main/providers/coralogix/schemas.ts'
import { parseVendorJson } from '../../main/providers/vendor-text.ts'
import { numRuns } from './fuzz.ts'

const seed = Number(process.env.KEYTURN_FUZZ_SEED ?? 20_261_121)
const timeout = 30_000 + numRuns * 60

const value = 'cxtp_KtCanaryFuzz000000000000000000'
const names = policyPermissions('team')
if (names === null) throw new Error('team keys have policies')

const policy = {
  version: 'v2025-01-01',
  default: { permissions: { [names.read]: 'grant', [names.manage]: 'deny' }, additionalInfo: null },
  rules: [
    { targets: [{ group: '8100' }, { group: '8101' }], permissions: { [names.readPolicy]: 'deny' } },
    { targets: [{ group: '8102' }], permissions: { [names.manage]: 'grant' }, additionalInfo: { a: [1] } },
  ],
}
const key = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'edge',
  owner: { teamId: 7 },
  active: true,
  keyPermissions: { presets: [{ name: 'Alerts', permissions: ['alerts:ReadConfig'] }], permissions: ['a:B'] },
  value,
  accessPolicy: JSON.stringify(policy),
}
const summary = {
  apiKey: {
    id: key.id,
    keyName: 'mine',
    isActive: true,
    owner: { user: { userId: 'u', userEmail: 'a@example.com' } },
  },
  presets: [{ id: 1, name: 'LiveTail' }],
}
const bases = [
  { keys: [key, { keyInfo: key }, summary] },
  { keyInfo: key },
  { keyId: key.id, name: 'edge', value },
  { groups: [{ groupId: 7, name: 'On-call' }], nextPageToken: 'x' },
  { team_id: 7, team_name: 'Acme', user_name: 'a@example.com', team_url: 'https://acme.coralogix.com' },
].map((base) => JSON.stringify(base))

const piece = fc.constantFrom(
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '0',
  '\\u202e',
  '\\u0000',
  value,
  '\\',
  '-',
  'e9',
  ' ',
)
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat({ max: 12 }), piece })

const mutated = (bases: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...bases), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([base, edits]) =>
    edits.reduce((text, { at, cut, piece }) => {
      const from = Math.floor(at * text.length)
      return text.slice(0, from) + piece + text.slice(from + cut)
    }, base),
  )

/** As it comes over the wire, with the fields whole that the session asks to be; undefined where it is no JSON. */
function received(text: string): unknown {
  try {
    return parseVendorJson(text, { whole: ['value', 'accessPolicy', 'access_policy'], drop: [] })
  } catch {
    return undefined
  }
}

it(
  'a mutated answer is read or refused, and its value comes out of it only as one',
  () => {
    fc.assert(
      fc.property(mutated(bases), (text) => {
        const json = received(text)
        const list = parseList(json)
        const lists = list && mergeLists({ all: ok(list), sendData: ok(list), members: ok(list) })
        const made = parseCreated(json)
        const told = [
          lists,
          parseKey(json),
          parseIdentity(json),
          parseGroups(json),
          made && { ...made, value: null },
        ]
        expect(JSON.stringify(told)).not.toContain(value)
        parseValue(json)
        const found = parsePolicyText(json)
        if (found?.text && !found.holdsValue && names) {
          expect(JSON.stringify(readPolicy(found.text, names))).not.toContain(value)
        }
      }),
      { numRuns, seed },
    )
  },
  timeout,
)

it(
  'a mutated policy is refused whole, or saved without a loss',
  () => {
    fc.assert(
      fc.property(mutated([JSON.stringify(policy), JSON.stringify(policy, null, 2)]), (text) => {
        const read = readPolicy(text, names)
        const wanted = { general: { access: 'manage', policy: 'none' }, rules: [] } as const
        const next = writePolicy(text, { ...wanted, rules: [...wanted.rules] }, names)
        expect(next.ok).toBe(read.ok)
        if (!read.ok || !next.ok) return
        const same = writePolicy(text, read.value.policy, names)
        expect(same.ok && same.value).toBe(text)
        const again = readPolicy(next.value, names)
        expect(again.ok && again.value.policy).toEqual(wanted)
      }),
      { numRuns, seed },
    )
  },
  timeout,
)

const ok = <T>(one: T) => ({ ok: true, value: one }) as const
