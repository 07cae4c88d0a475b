import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../../main/sandbox/sandbox.ts'
import { aKey, ask, keys, start } from './asking.ts'
import { caller, exchange, send } from './ibm-asking.ts'

const aStateFile = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-sandbox-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return join(path, 'sandbox.json')
}

describe('three vendors in one process', () => {
  test('each at its own addresses, with a credential where there is one', async () => {
    const { vendors, adminKey, ibmCloud, aggregationsIo } = await start()
    expect(vendors.coralogix).toMatchObject({ credential: adminKey, instance: null })
    expect(vendors['ibm-cloud']).toMatchObject({
      credential: ibmCloud.credentials.admin,
      instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
      grpcUrl: null,
    })
    expect(vendors['aggregations-io']).toMatchObject({
      credential: null,
      instance: aggregationsIo.ingestId,
      grpcUrl: null,
    })
    const urls = Object.values(vendors).flatMap(({ apiUrl, ingressUrl }) => [apiUrl, ingressUrl])
    expect(new Set(urls).size).toBe(6)
  })

  test('outlive a restart with addresses, keys and rights', async () => {
    const stateFile = aStateFile()
    const first = await startSandbox({ stateFile })
    const admin = await caller(first)
    const { iam_id } = await admin.service('billing-logs')
    const { apikey } = (await admin.ask('POST', '/v1/apikeys', { name: 'new', iam_id })).json
    const made = first.aggregationsIo.create({
      name: 'new',
      orgWide: true,
      permissions: { read: true, write: false },
    })
    const coralogix = await aKey(first)
    // The others' accounts were written after: Coralogix's next change must not bring old ones back.
    await ask(first, 'PUT', `${keys}/${coralogix.keyId}`, { isActive: false })
    await first.close()

    const second = await start({ stateFile })
    expect(second.vendors).toEqual(first.vendors)
    const { access_token } = (await exchange(second, apikey)).json
    expect((await send(second, access_token)).status).toBe(200)
    const { apiUrl } = second.vendors['aggregations-io']
    const headers = { 'x-api-token': made.value, connection: 'close' }
    expect((await fetch(`${apiUrl}/api/v1/organization/ping`, { headers })).status).toBe(200)
    await ask(second, 'PUT', `${keys}/${coralogix.keyId}`, { isActive: true })
    await second.close()
    const third = await start({ stateFile })
    expect((await exchange(third, apikey)).status).toBe(200)
    for (const value of [apikey, made.value]) expect(readFileSync(stateFile, 'utf8')).not.toContain(value)
  })

  test('a state of an earlier version loads, and the new vendors start new', async () => {
    const stateFile = aStateFile()
    const first = await startSandbox({ stateFile })
    const { keyId } = await aKey(first)
    await first.close()
    const { ibmCloud: _, aggregationsIo: __, ...earlier } = JSON.parse(readFileSync(stateFile, 'utf8'))
    writeFileSync(stateFile, JSON.stringify(earlier))
    const second = await start({ stateFile })
    expect(second.adminKeys).toEqual(first.adminKeys)
    expect((await ask(second, 'GET', `${keys}/${keyId}`)).status).toBe(200)
    expect((await exchange(second, second.ibmCloud.credentials.admin)).status).toBe(200)
    expect(second.ibmCloud.accountId).not.toBe(first.ibmCloud.accountId)
  })

  test('one that cannot have its port ends them all', async () => {
    const taken = await start()
    const iam = Number(new URL(taken.vendors['ibm-cloud'].apiUrl).port)
    const attempt = () => startSandbox({ port: iam - 3 }).catch((error: Error) => error.message)
    const refused = await attempt()
    expect(refused).toMatch(/EADDRINUSE/)
    // What came before it is free again, or the next attempt would stop there.
    expect(await attempt()).toBe(refused)
  })
})

describe('the controls', () => {
  test('of IBM Cloud: the account, its settings, its tokens, what came in', async () => {
    const sandbox = await start()
    const on = (method: string, route: string, body?: unknown) =>
      ask(sandbox, method, `/sandbox/v1/ibm-cloud/${route}`, body)
    const account = (await on('GET', 'account')).json
    expect(account.credentials).toEqual(sandbox.ibmCloud.credentials)
    expect((await on('POST', 'settings', { pageLimit: 3, tokenSeconds: 900 })).json).toMatchObject({
      pageLimit: 3,
      tokenSeconds: 900,
      conflictStatus: 409,
    })
    expect((await on('POST', 'settings', { pageLimit: 0 })).status).toBe(400)
    const exchanged = await exchange(sandbox, account.credentials.user)
    expect(exchanged.json.expires_in).toBe(900)
    await send(sandbox, exchanged.json.access_token, 'kx-marker-1')
    expect((await on('GET', 'lines?contains=kx-marker-1')).json.lines).toHaveLength(1)
    const [keyId] = Object.keys((await on('GET', 'tokens')).json.given)
    expect((await on('GET', 'counts')).json.taken).toEqual({ [keyId ?? '']: { '/logs/v1/singles': 1 } })
    await on('DELETE', 'counts')
    expect((await on('GET', 'tokens')).json).toEqual({ given: {}, refused: {} })
    expect((await on('GET', 'weather')).status).toBe(404)
    const admin = await caller(sandbox)
    const paged = await admin.ask('GET', '/v1/apikeys?scope=account&pagesize=100')
    expect(paged.json).toMatchObject({ limit: 3, next: expect.any(String) })
  })

  test('a text of anybody’s choice is planted in every field of one name', async () => {
    const sandbox = await start()
    const hostile = '\u202e<img src=x>\u0007'
    await ask(sandbox, 'POST', '/sandbox/v1/faults', {
      kind: 'planted',
      field: 'name',
      text: hostile,
      server: 'iam',
    })
    const admin = await caller(sandbox)
    expect((await admin.ask('GET', '/v1/apikeys')).json.apikeys[0].name).toBe(hostile)
    expect((await ask(sandbox, 'GET', `${keys}/list/all`)).json.keys[0].name).not.toBe(hostile)
    sandbox.setFault({ kind: 'planted', field: 'team_url', text: hostile, path: '/identity/whoami$' })
    expect((await ask(sandbox, 'GET', '/identity/whoami')).json.team_url).toBe(hostile)
  })
})
