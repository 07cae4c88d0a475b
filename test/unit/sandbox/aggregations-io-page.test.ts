import { expect, test } from 'vitest'
import type { Sandbox } from '../../../main/sandbox/sandbox.ts'
import { start } from './asking.ts'

/* The page as a browser has it: it reads the form and posts what stands in it. */

const url = (sandbox: Sandbox, path = '/api-keys') => `${sandbox.vendors['aggregations-io'].apiUrl}${path}`

async function look(
  sandbox: Sandbox,
  path?: string,
): Promise<{ readonly page: string; readonly token: string }> {
  const page = await (await fetch(url(sandbox, path))).text()
  return { page, token: /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '' }
}

const post = (sandbox: Sandbox, path: string, fields: Record<string, string>) =>
  fetch(url(sandbox, path), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

const listed = (page: string): readonly string[] =>
  [...page.matchAll(/<th scope="row">([^<]*)/g)].map(([, name = '']) => name)

test('says whose it is, lists the enabled keys, all on request, and lets no script in', async () => {
  const sandbox = await start()
  const answer = await fetch(url(sandbox))
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self';/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const page = await answer.text()
  expect(page).toContain('<h1>Sandbox of Aggregations.io</h1>')
  expect(page).not.toMatch(/<script|\son\w+=|style="/i)
  expect(listed(page)).toEqual(['edge events', 'grafana', 'local tests'])
  expect(listed((await look(sandbox, '/api-keys?disabled=true')).page)).toContain('edge events (old)')
})

test('makes a key, and shows its value once, also as a text file', async () => {
  const sandbox = await start()
  const { token } = await look(sandbox)
  const name = '<b>"edge" & co</b>'
  const made = await post(sandbox, '/api-keys', { token, name, type: 'personal', write: 'on', enabled: 'on' })
  expect(made.status).toBe(200)
  const shown = await made.text()
  const value = /<code id="value">([^<]+)/.exec(shown)?.[1] ?? ''
  expect(value).toMatch(/^[A-Za-z0-9]{8}-[A-Za-z0-9]{62}$/)
  const [, file, href = ''] = /<a download="([^"]+)" href="([^"]+)"/.exec(shown) ?? []
  expect(file).toBe('-b-edge-co-b-.txt')
  expect(await (await fetch(href)).text()).toBe(value)
  const { page } = await look(sandbox)
  expect(page).not.toContain(value)
  expect(page).not.toContain('<b>')
  expect(listed(page)).toContain('&lt;b&gt;&quot;edge&quot; &amp; co&lt;/b&gt;')
  expect(sandbox.aggregationsIo.keys().at(-1)).toMatchObject({
    ...{ name, orgWide: false, enabled: true },
    permissions: { read: false, write: true },
  })
  expect((await post(sandbox, '/api-keys', { token, name: 'nothing' })).status).toBe(400)
  expect((await post(sandbox, '/api-keys', { token, name: ' ', read: 'on' })).status).toBe(400)
})

test('disables and enables', async () => {
  const sandbox = await start()
  const { token } = await look(sandbox)
  const { id = '' } = sandbox.aggregationsIo.keys()[0] ?? {}
  const works = async () => {
    const headers = { 'x-api-token': sandbox.aggregationsIo.trying.write }
    const ping = `/api/v1/organization/ping-w?ingest_id=${sandbox.aggregationsIo.ingestId}&schema=ARRAY_OF_EVENTS`
    return (await fetch(url(sandbox, ping), { headers })).status
  }
  const disabled = await post(sandbox, `/api-keys/${id}/disable`, { token, disabled: 'true' })
  expect(disabled.status).toBe(303)
  expect(disabled.headers.get('location')).toBe('/api-keys?disabled=true')
  expect(await works()).toBe(401)
  expect(listed((await look(sandbox)).page)).not.toContain('edge events')
  expect((await post(sandbox, `/api-keys/${id}/enable`, { token })).status).toBe(303)
  expect(await works()).toBe(200)
  expect((await post(sandbox, '/api-keys/none/disable', { token })).status).toBe(404)
  expect((await post(sandbox, `/api-keys/${id}/delete`, { token })).status).toBe(404)
})

test('takes no form from another web page', async () => {
  const sandbox = await start()
  const before = sandbox.aggregationsIo.keys()
  const { id = '' } = before[0] ?? {}
  const wish = { name: 'theirs', write: 'on', enabled: 'on' }
  for (const fields of [wish, { ...wish, token: 'x' }, { ...wish, token: 'A'.repeat(43) }])
    expect((await post(sandbox, '/api-keys', fields)).status).toBe(403)
  expect((await post(sandbox, `/api-keys/${id}/disable`, {})).status).toBe(403)
  const { token } = await look(sandbox)
  const text = await fetch(url(sandbox), {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: new URLSearchParams({ ...wish, token }).toString(),
  })
  expect(text.status).toBe(415)
  expect((await fetch(url(sandbox), { method: 'DELETE' })).status).toBe(404)
  // A token of another run is none of this one.
  const { token: other } = await look(await start())
  expect((await post(sandbox, '/api-keys', { ...wish, token: other })).status).toBe(403)
  expect(sandbox.aggregationsIo.keys()).toEqual(before)
})
