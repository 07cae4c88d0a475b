import { describe, expect, onTestFinished, test } from 'vitest'
import { aggregationsIoProvider } from '../../../main/providers/aggregations-io/aggregations-io.ts'
import { aggregationsIoFacts as facts } from '../../../main/providers/aggregations-io/facts.ts'
import { createHttp } from '../../../main/providers/http.ts'
import type { VerifyQuestion } from '../../../main/providers/provider.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { Account } from '../../../shared/model.ts'
import { anAccount } from '../../fakes/cli-samples.ts'
import { serve } from './local-server.ts'

const nowhere = {
  region: null,
  apiUrl: null,
  ingressUrl: null,
  grpcUrl: null,
  transport: null,
  instance: null,
}
const value = 'AbCdEfGh-KtCanary'.padEnd(71, 'x')

/** The vendor's web app and ingest in one: takes keys by what they may do. */
async function vendor(keys: Readonly<Record<string, readonly string[]>>) {
  const seen: string[] = []
  const url = await serve((request, response) => {
    const may = keys[String(request.headers['x-api-token'])] ?? []
    const path = (request.url ?? '').split('?')[0] ?? ''
    seen.push(`${request.method} ${request.url}`)
    const wants = path === '/api/v1/filter-definitions' ? 'Read' : 'Write'
    const status = may.includes(wants) ? 200 : 401
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 200 ? '[]' : '{}')
  })
  const http = createHttp({ retryBaseMs: 1 })
  onTestFinished(() => http.close())
  const open = (instance: string | null) =>
    aggregationsIoProvider(http).connect({
      ...{ apiUrl: url, ingressUrl: url, grpcUrl: null, transport: null, instance },
      ...{ credential: null, teamId: null, userId: null },
    })
  return { open, seen }
}

const asks = (more: Partial<VerifyQuestion> = {}): VerifyQuestion => ({
  ...{ type: 'org-wide', permissions: ['Read', 'Write'], marker: null, ingestId: null },
  ...more,
})

describe('an account at Aggregations.io', () => {
  test('needs nothing but a name', () => {
    expect(facts.info).toMatchObject({ mode: 'record', credential: null })
    expect(facts.endpointsOf(nowhere)).toMatchObject({
      ok: true,
      value: { region: 'global', ingressUrl: 'https://ingest.aggregations.io' },
    })
  })

  test('takes addresses of its own, but no unencrypted ones outside this machine', () => {
    const at = (apiUrl: string) => facts.endpointsOf({ ...nowhere, apiUrl })
    expect(at('app.example.com')).toMatchObject({ ok: true, value: { apiUrl: 'https://app.example.com' } })
    expect(at('http://127.0.0.1:9')).toMatchObject({ ok: true })
    expect(at('http://app.example.com')).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(facts.endpointsOf({ ...nowhere, region: 'eu1' })).toMatchObject({ ok: false })
  })

  test('gives back what is recorded, and never says that something is gone', async () => {
    const { open, seen } = await vendor({})
    const session = open(null)
    expect(await session.identify()).toMatchObject({ ok: true })
    expect(await session.listKeys([])).toMatchObject({ ok: true, value: { keys: [], covers: [] } })
    expect(await session.updateKey('k', { active: false })).toMatchObject({ ok: true })
    expect(seen).toEqual([])
  })

  test('cannot make a key, and says where one is made', async () => {
    const { open } = await vendor({})
    const owner = { kind: 'team', id: '', name: null } as const
    const rest = { presets: [], permissions: ['Read'], hashed: true, owner }
    const made = await open(null).createKey({ name: 'edge', type: 'org-wide', ...rest })
    expect(made).toMatchObject({ ok: false, failure: { code: 'refused' } })
    if (!made.ok) expect(made.failure.hint).toContain('Aggregations.io page')
  })

  test('says who may see and change keys, and that this is decided on its page', () => {
    const notes = facts.notes.map(({ text }) => text).join(' ')
    expect(notes).toContain('Admins decide on the web page who may change Org-Wide keys')
    expect(notes).toContain('a Personal one by its maker and by admins')
  })

  test('has its page at the vendor, or the sandbox’s own; other addresses have none', () => {
    const pages = (changes: Partial<Account>) =>
      facts.consolePages(anAccount({ provider: 'aggregations-io', consoleUrl: null, ...changes }))
    const apiUrl = 'http://127.0.0.1:4000'
    expect(pages({ region: 'global', consoleUrl: 'https://app.aggregations.io' })).toMatchObject([
      { id: 'keys', url: 'https://app.aggregations.io' },
    ])
    expect(pages({ region: 'sandbox', apiUrl })).toEqual([
      { id: 'keys', label: 'API Keys', url: `${apiUrl}/api-keys` },
    ])
    expect(pages({ region: 'custom', apiUrl })).toEqual([])
  })

  test('advises against a Personal key in an agent', () => {
    expect(facts.adviceOnUse({ type: 'personal', rum: false }, 'vector')).toContain('Org-Wide')
    expect(facts.adviceOnUse({ type: 'org-wide', rum: false }, 'vector')).toBeNull()
    expect(facts.cannot({} as never)).toHaveProperty('policy')
  })
})

describe('a value of Aggregations.io', () => {
  test('that may read works by the documented call alone', async () => {
    const { open, seen } = await vendor({ [value]: ['Read'] })
    const found = await open(null).verify(Secret.of(value), asks({ permissions: ['Read'] }))
    expect(found).toMatchObject({ ok: true, value: { verdict: 'works' } })
    expect(seen).toEqual(['GET /api/v1/filter-definitions'])
  })

  test('that may write is only asked about where an ingest is named; nothing is sent', async () => {
    const { open, seen } = await vendor({ [value]: ['Write'] })
    const question = asks({ permissions: ['Write'] })
    expect(await open(null).verify(Secret.of(value), question)).toMatchObject({
      value: { verdict: 'unknown', steps: [{ title: 'May write', outcome: 'skipped' }] },
    })
    expect(seen).toEqual([])
    expect(await open('post-1').verify(Secret.of(value), question)).toMatchObject({
      value: { verdict: 'works' },
    })
    expect(seen).toEqual(['GET /api/v1/organization/ping-w?ingest_id=post-1&schema=ARRAY_OF_EVENTS'])
  })

  test('sends one event where that was consented to', async () => {
    const { open, seen } = await vendor({ [value]: ['Write'] })
    const question = asks({ permissions: ['Write'], marker: 'kt-1', ingestId: 'a/b' })
    expect(await open(null).verify(Secret.of(value), question)).toMatchObject({ value: { verdict: 'works' } })
    expect(seen).toEqual(['POST /a%2Fb'])
    expect(await open(null).sendMarkedLine(Secret.of(value), 'kt-1')).toMatchObject({
      ok: false,
      failure: { code: 'refused' },
    })
  })

  test('that is disabled or lacks the right is rejected in plain words, without the value', async () => {
    const { open } = await vendor({ [value]: ['Write'] })
    const found = await open('post-1').verify(Secret.of(value), asks())
    expect(found).toMatchObject({ ok: true, value: { verdict: 'rejected' } })
    expect(JSON.stringify(found)).not.toContain('KtCanary')
  })
})
