import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { policyPermissions } from '../../../../main/providers/coralogix/policy-permissions.ts'
import { readPolicy, writePolicy } from '../../../../main/providers/coralogix/policy-text.ts'
import type { Result } from '../../../../shared/errors.ts'
import type { AccessPolicy, PolicyAccess } from '../../../../shared/providers.ts'

const names = (type: 'team' | 'send-your-data' = 'team') => {
  const found = policyPermissions(type)
  if (found === null) throw new Error('no policies')
  return found
}
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}
const read = (text: string) => value(readPolicy(text, names()))
const write = (text: string | null, policy: AccessPolicy): string => value(writePolicy(text, policy, names()))
const json = (text: string) => JSON.parse(text) as { rules: unknown[]; default: unknown; version: unknown }

const all = (mark: 'grant' | 'deny') => ({
  'team-custom-api-keys:ReadConfig': mark,
  'team-custom-api-keys:Manage': mark,
  'team-custom-api-keys:ReadAccessPolicy': mark,
  'team-custom-api-keys:UpdateAccessPolicy': mark,
})
const everything = { access: 'manage', policy: 'manage' } as const
const nothing = { access: 'default', policy: 'default' } as const

describe('a policy that a user writes', () => {
  test('everybody may look, one group may change, another sees nothing', () => {
    const policy: AccessPolicy = {
      general: { access: 'read', policy: 'default' },
      rules: [
        { groupId: '7', ...everything },
        { groupId: '8', access: 'none', policy: 'none' },
      ],
    }
    const text = write(null, policy)
    expect(json(text)).toEqual({
      version: 'v2025-01-01',
      default: {
        permissions: {
          'team-custom-api-keys:ReadConfig': 'grant',
          'team-custom-api-keys:Manage': 'deny',
        },
      },
      rules: [
        { targets: [{ group: '7' }], permissions: all('grant') },
        { targets: [{ group: '8' }], permissions: all('deny') },
      ],
    })
    expect(read(text)).toEqual({ policy, kept: [] })
  })

  test("holds the permissions of the key's own kind only", () => {
    const text = value(writePolicy(null, { general: everything, rules: [] }, names('send-your-data')))
    expect(text).toContain('data-ingest-api-keys:Manage')
    expect(text).not.toContain('team-custom')
  })

  test('names each group once', () => {
    const rule = { groupId: '7', ...everything }
    const twice = { general: nothing, rules: [rule, rule] }
    expect(writePolicy(null, twice, names())).toMatchObject({
      ok: false,
      failure: { code: 'usage', message: expect.stringContaining('group 7 stands in two rules') },
    })
  })
})

const foreign = {
  version: '2026-09-09',
  owner: 'the platform team',
  default: {
    permissions: { ...all('grant'), 'alerts:ReadConfig': 'deny' },
    additionalInfo: { ticket: 4711 },
  },
  rules: [
    {
      targets: [{ group: '7' }, { group: '8' }, { user: 'someone' }],
      permissions: all('deny'),
      additionalInfo: { by: 'ci' },
    },
    'not a rule',
    { targets: [{ group: 9 }], permissions: { 'TEAM-CUSTOM-API-KEYS:READCONFIG': 'grant', other: 'maybe' } },
    { targets: [{ group: '7' }], permissions: all('grant') },
  ],
}

describe('what the form does not show', () => {
  test('is told', () => {
    const { policy, kept } = read(JSON.stringify(foreign))
    expect(policy).toEqual({
      general: everything,
      rules: [
        { groupId: '7', access: 'none', policy: 'none' },
        { groupId: '8', access: 'none', policy: 'none' },
        { groupId: '9', access: 'read', policy: 'default' },
      ],
    })
    const told = kept.join('\n')
    for (const what of [
      'version is 2026-09-09',
      'owner',
      'alerts:ReadConfig',
      'additionalInfo',
      'is no group',
      'Rule 2 has a form',
      'left to the role; access to the key is shown as read',
      'other',
      'names group 7 again',
    ]) {
      expect(told).toContain(what)
    }
  })

  test('stays where nothing is changed: not one character differs', () => {
    const text = `  ${JSON.stringify(foreign, null, 3)}\n`
    expect(write(text, read(text).policy)).toBe(text)
  })

  test('stays where one group is changed, for that group as well', () => {
    const text = JSON.stringify(foreign)
    const { policy } = read(text)
    const rules = policy.rules.map((rule) =>
      rule.groupId === '8' ? { ...rule, access: 'read' as const } : rule,
    )
    const next = json(write(text, { ...policy, rules }))
    expect(next.version).toBe('2026-09-09')
    expect(next.default).toEqual(foreign.default)
    expect(next.rules).toEqual([
      { ...(foreign.rules[0] as object), targets: [{ group: '7' }, { user: 'someone' }] },
      {
        targets: [{ group: '8' }],
        permissions: {
          ...all('deny'),
          'team-custom-api-keys:ReadConfig': 'grant',
        },
        additionalInfo: { by: 'ci' },
      },
      ...foreign.rules.slice(1),
    ])
  })

  test('a group that is taken out is in no rule any more; the others stay', () => {
    const text = JSON.stringify(foreign)
    const { policy } = read(text)
    const next = write(text, { ...policy, rules: policy.rules.filter(({ groupId }) => groupId !== '7') })
    expect(next).not.toContain('"group":"7"')
    expect(json(next).rules).toHaveLength(3)
  })

  test('a change of everybody leaves the rest of the map alone', () => {
    const text = JSON.stringify(foreign)
    const { policy } = read(text)
    const next = json(write(text, { ...policy, general: { access: 'none', policy: 'manage' } }))
    expect(next.default).toEqual({
      permissions: {
        ...all('grant'),
        'alerts:ReadConfig': 'deny',
        'team-custom-api-keys:ReadConfig': 'deny',
        'team-custom-api-keys:Manage': 'deny',
      },
      additionalInfo: { ticket: 4711 },
    })
    expect(next.rules).toEqual(foreign.rules)
  })
})

describe('a text that is no policy is never replaced by a save', () => {
  test.each<[string, string]>([
    ['no JSON', 'grant everybody'],
    ['cut', '{"version":"v2025-01-01","default":{"permi'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a default of another kind', '{"default":[]}'],
    ['permissions of another kind', '{"default":{"permissions":"grant"}}'],
    ['rules of another kind', '{"rules":{"0":{}}}'],
    ['far too large', `{"version":"${'x'.repeat(300_000)}"}`],
    ['nested without end', `{"version":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a number that would be rounded', '{"default":{"additionalInfo":12345678901234567890}}'],
    [
      'more groups than the form holds',
      JSON.stringify({
        rules: [{ targets: Array.from({ length: 501 }, (_, n) => ({ group: `${n}` })), permissions: {} }],
      }),
    ],
  ])('%s', (_, text) => {
    const failure = { code: 'vendor-malformed', message: expect.stringContaining('Nothing was changed.') }
    expect(readPolicy(text, names())).toMatchObject({ ok: false, failure })
    expect(writePolicy(text, { general: everything, rules: [] }, names())).toMatchObject({
      ok: false,
      failure,
    })
  })
})

const access = fc.constantFrom<PolicyAccess>('default', 'none', 'read', 'manage')
const grant = fc.record({ access, policy: access })
const form: fc.Arbitrary<AccessPolicy> = fc.record({
  general: grant,
  rules: fc.uniqueArray(
    fc.record({ groupId: fc.constantFrom('1', '2', '3', '4', '5'), access, policy: access }),
    { selector: ({ groupId }) => groupId, maxLength: 5 },
  ),
})
const extra = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((one) => ({ additionalInfo: one })),
  fc.constant({}),
)
const mark = fc.constantFrom('grant', 'deny', 'maybe', 7, null)
const map = fc.dictionary(
  fc.constantFrom(
    ...Object.keys(all('grant')),
    'TEAM-CUSTOM-API-KEYS:MANAGE',
    'alerts:ReadConfig',
    '__proto__',
  ),
  mark,
)
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '3').map((group) => ({ group })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({ user: 'u' }, 'x', null, { group: '' }, { group: 'a\u202eb' }),
  },
)
const rule = fc
  .tuple(fc.record({ targets: fc.array(target, { maxLength: 4 }), permissions: map }), extra)
  .map(([known, more]) => ({ ...known, ...more }))
const text = fc
  .tuple(
    fc.record({
      version: fc.constantFrom('v2025-01-01', '2025-01-01', 'v9'),
      default: fc.record({ permissions: map }),
      rules: fc.array(
        fc.oneof(
          { weight: 6, arbitrary: rule as fc.Arbitrary<unknown> },
          { weight: 1, arbitrary: fc.jsonValue() },
        ),
        { maxLength: 4 },
      ),
    }),
    extra,
  )
  .map(([known, more]) => JSON.stringify({ ...known, ...more }))

const says = ({ access: key, policy }: { access: PolicyAccess; policy: PolicyAccess }): boolean =>
  key !== 'default' || policy !== 'default'
const meaning = ({ general, rules }: AccessPolicy) => ({
  general,
  rules: Object.fromEntries(rules.filter(says).map((one) => [one.groupId, `${one.access} ${one.policy}`])),
})

test('whatever stands there, what is saved is what is read again, and nothing else is lost', () => {
  fc.assert(
    fc.property(text, form, (before, wanted) => {
      const first = readPolicy(before, names())
      // A number that cannot be kept is refused, and that is all there is to it.
      if (!first.ok) return
      expect(write(before, first.value.policy)).toBe(before)
      const after = write(before, wanted)
      expect(meaning(read(after).policy)).toEqual(meaning(wanted))
      const [old, now] = [json(before), json(after)]
      expect(now.version).toBe(old.version)
      const others = (rules: readonly unknown[]): number =>
        rules
          .flatMap((one) => (one as { targets?: unknown[] } | null)?.targets ?? [null])
          .filter((one) => !/"group":"[1-5]"/.test(JSON.stringify(one) ?? '')).length
      expect(others(now.rules)).toBe(others(old.rules))
      // Once more with the same wish: nothing is left to do.
      expect(meaning(read(write(after, wanted)).policy)).toEqual(meaning(wanted))
    }),
    { seed: 20_261_121, numRuns: 400 },
  )
})

test('whatever stands there, nothing throws, and what is told is clean', () => {
  const canary = 'cxtp_KtCanaryPolicy0000000000000000'
  const wild = fc.oneof(
    fc.json(),
    text.map((one) => one.replaceAll('alerts', `${canary}\u202e\u0007<b>`)),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(wild, (one) => {
      const result = readPolicy(one, names())
      const told = JSON.stringify(result)
      expect(told).not.toContain(canary)
      if (!result.ok) return
      expect(result.value.kept.length).toBeLessThanOrEqual(21)
      for (const line of result.value.kept) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
        expect(line.length).toBeLessThan(1000)
      }
    }),
    { seed: 20_261_121, numRuns: 400 },
  )
})
