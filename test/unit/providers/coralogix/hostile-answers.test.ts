import type { IncomingMessage, ServerResponse } from 'node:http'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { ProviderSession } from '../../../../main/providers/provider.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { Result } from '../../../../shared/errors.ts'
import { serve } from '../local-server.ts'
import { connectionTo } from './bench.ts'

const id = '00000000-0000-4000-8000-000000000001'
const key = { id, type: 'team' } as const

/** Every call of a session, by name. */
const calls: Readonly<Record<string, (session: ProviderSession) => Promise<Result<unknown>>>> = {
  identify: (session) => session.identify(),
  list: (session) => session.listKeys([]),
  create: (session) =>
    session.createKey({
      name: 'edge',
      type: 'team',
      presets: ['Alerts'],
      permissions: [],
      hashed: true,
      owner: { kind: 'team', id: '7', name: null },
    }),
  value: (session) => session.readValue(id),
  policy: async (session) => (await session.policies?.read(key)) ?? { ok: true, value: null },
  groups: async (session) => (await session.policies?.groups()) ?? { ok: true, value: null },
  rename: (session) => session.updateKey(id, { name: 'x' }),
  rights: (session) => session.updateKey(id, { permissions: ['slo:ReadConfig'] }),
  delete: (session) => session.deleteKey(id),
  save: async (session) =>
    (await session.policies?.write(key, { general: { access: 'none', policy: 'none' }, rules: [] })) ?? {
      ok: true,
      value: null,
    },
}
const writes = new Set(['create', 'rename', 'delete'])

async function sessionTo(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const url = await serve(listener)
  const http = createHttp({ retryBaseMs: 1, tries: 2 })
  onTestFinished(() => http.close())
  const provider = coralogixProvider(http, { list: 250, write: 250, identify: 250 })
  return provider.connect(connectionTo(url, url, 'cxtp_TheAdminKeyOfThisTest0000000000'))
}

const megabyte = Buffer.alloc(1024 * 1024, 0x20)

/** Ways in which an answer never becomes one. */
const ways: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'a body of 64 MB': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    let left = 64
    const more = (): void => {
      while (left-- > 0) {
        if (!response.write(megabyte)) {
          response.once('drain', more)
          return
        }
      }
      response.end('{}')
    }
    more()
  },
  'a body that drips': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 50)
    response.on('close', () => clearInterval(timer))
  },
  'no answer at all': () => undefined,
  'half a body, then closed': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
    response.write('{"keys":[', () => response.socket?.end())
  },
  'a page for browsers': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><script>alert(1)</script></html>')
  },
  'a number out of its kind': (response) => {
    response.writeHead(200).end('NaN')
  },
}

describe.each(Object.entries(ways))('%s', (_, answer) => {
  test.each(Object.entries(calls))('%s says clearly that it failed', async (name, call) => {
    const result = await call(await sessionTo((_request, response) => answer(response)))
    if (result.ok) throw new Error('taken for an answer')
    const { code, message, hint } = result.failure
    if (writes.has(name)) expect(code).toBe('outcome-unknown')
    else expect(['vendor-malformed', 'vendor-timeout', 'vendor-unreachable']).toContain(code)
    expect(message).toMatch(writes.has(name) ? /^Could not .+\. .+\.$/ : /^Could not .+\.$/)
    expect(hint).not.toBe('')
    expect(message + hint).not.toContain('<')
  })
})

const prefixed = 'cxtp_KtCanaryHostile000000000000000'
const bare = 'KtCanary-3f2b8c1e-0000-4000-8000-0123456789ab'

const nasty = fc.constantFrom(
  prefixed,
  `x ${prefixed} y`,
  bare,
  `the key ${bare}`,
  '\u202egnp.exe',
  'a\u0000b\u0007\u001b[31m\r\n\u2028',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  '\ud800 half',
  'z'.repeat(9000),
  '',
)
const anything = fc.oneof(nasty, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }))
const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: anything })
const some = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(shape, { requiredKeys: [] })

const rights = some({
  presets: mostly(
    fc.array(mostly(some({ name: nasty, permissions: mostly(fc.array(nasty, { maxLength: 3 })) })), {
      maxLength: 3,
    }),
  ),
  permissions: mostly(fc.array(nasty, { maxLength: 4 })),
})
const owner = mostly(
  some({
    teamId: mostly(fc.nat()),
    userId: nasty,
    organisationId: nasty,
    user: mostly(some({ userId: nasty, userEmail: nasty })),
  }),
)
const policyText = fc.oneof(
  nasty,
  fc
    .record({
      version: nasty,
      default: some({ permissions: fc.dictionary(nasty, nasty, { maxKeys: 3 }) }),
      rules: fc.array(
        some({
          targets: fc.array(some({ group: nasty, user: nasty }), { maxLength: 3 }),
          permissions: fc.dictionary(nasty, nasty, { maxKeys: 2 }),
          additionalInfo: anything,
        }),
        { maxLength: 3 },
      ),
    })
    .map((json) => JSON.stringify(json)),
)
const keyShape = {
  id: mostly(fc.constant(id)),
  name: nasty,
  owner,
  active: mostly(fc.boolean()),
  hashed: mostly(fc.boolean()),
  keyPermissions: mostly(rights),
  value: fc.constantFrom(bare, prefixed),
  accessPolicy: mostly(policyText),
}
const keyInfo = fc.record(keyShape)
const summary = some({
  apiKey: mostly(
    some({ id: mostly(fc.uuid()), keyName: nasty, isActive: fc.boolean(), createdAt: nasty, owner }),
  ),
  presets: anything,
  permissions: mostly(fc.array(nasty)),
})
const answers = fc.oneof(
  some({ keys: mostly(fc.array(mostly(fc.oneof(keyInfo, summary)), { maxLength: 4 })) }),
  keyInfo.map((one) => ({ keyInfo: one })),
  fc.record({ keyId: fc.oneof(fc.constant(id), nasty), name: nasty, value: fc.constantFrom(bare, prefixed) }),
  some({
    groups: mostly(fc.array(mostly(some({ groupId: mostly(fc.nat()), name: nasty })), { maxLength: 4 })),
    nextPageToken: nasty,
  }),
  some({ team_id: mostly(fc.nat()), team_name: nasty, user_name: nasty, team_url: nasty }),
  anything,
)

/** Every text in it, without what a `Secret` carries. */
function textsIn(found: unknown): readonly string[] {
  if (typeof found === 'string') return [found]
  if (found === null || typeof found !== 'object' || found instanceof Secret) return []
  return Object.entries(found).flatMap(([name, one]) => [name, ...textsIn(one)])
}

test('whatever they answer, no value and nothing unclean comes out of any call', async () => {
  let body: unknown
  const session = await sessionTo((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body) ?? 'null')
  })
  const asked = Object.entries(calls).filter(([name]) => !['rename', 'delete', 'save'].includes(name))
  await fc.assert(
    fc.asyncProperty(answers, fc.constantFrom(...asked), async (json, [name, call]) => {
      body = json
      const texts = textsIn(await call(session))
      for (const text of texts) {
        expect(text, name).not.toContain(prefixed)
        expect(text, name).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
        expect(text.length, name).toBeLessThanOrEqual(1000)
      }
    }),
    { seed: 20_261_121, numRuns: 600 },
  )
}, 60_000)

test('a value that stands beside its key is in nothing else that is told of the key', async () => {
  let body: unknown
  const session = await sessionTo((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const told = fc.record({ ...keyShape, value: fc.constant(bare) })
  const named = fc.constantFrom('list', 'policy', 'create')
  await fc.assert(
    fc.asyncProperty(told, named, async (one, name) => {
      body = { list: { keys: [one] }, policy: { keyInfo: one }, create: { ...one, keyId: one.name } }[name]
      const result = await calls[name]?.(session)
      expect(textsIn(result).join('\n'), name).not.toContain(bare)
    }),
    { seed: 20_261_121, numRuns: 300 },
  )
}, 60_000)
