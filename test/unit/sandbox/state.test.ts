import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { canaryValue } from '../../../main/sandbox/model.ts'
import { type Sandbox, startSandbox } from '../../../main/sandbox/sandbox.ts'
import { aKey, ask, ingest, keys, start, wish } from './asking.ts'

describe('the account outlives a restart', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'keyturn-sandbox-'))
    onTestFinished(() => rmSync(path, { recursive: true }))
    return path
  }

  test('same addresses, same admin key, same keys, same values', async () => {
    const home = folder()
    const stateFile = join(home, 'sandbox.json')
    const first = await startSandbox({ stateFile })
    const { keyId, value } = await aKey(first)
    await first.close()
    const second = await start({ stateFile })
    expect(second).toMatchObject({
      apiUrl: first.apiUrl,
      ingressUrl: first.ingressUrl,
      adminKeys: first.adminKeys,
    })
    expect(second.keyCount()).toBe(first.keyCount())
    expect(await ask(second, 'GET', `${keys}/${keyId}`)).toMatchObject({ status: 200 })
    expect(await ingest(second, value)).toBe(200)
    // Its value was shown once: not even the file has it.
    expect(readFileSync(stateFile, 'utf8')).not.toContain(value)
    expect(readdirSync(home)).toEqual(['sandbox.json'])
    if (process.platform !== 'win32') expect(statSync(stateFile).mode & 0o777).toBe(0o600)
  })

  test('a change that could not be saved is not answered as made', async () => {
    const home = folder()
    const inner = join(home, 'inner')
    mkdirSync(inner)
    const sandbox = await start({ stateFile: join(inner, 'sandbox.json') })
    rmSync(inner, { recursive: true })
    expect(await ask(sandbox, 'POST', keys, wish(sandbox))).toMatchObject({ status: 500 })
  })

  test('a state that is none is not overwritten', async () => {
    const stateFile = join(folder(), 'sandbox.json')
    writeFileSync(stateFile, '{"version":9}')
    await expect(startSandbox({ stateFile })).rejects.toThrow(/sandbox's state/)
    expect(readFileSync(stateFile, 'utf8')).toBe('{"version":9}')
    expect(existsSync(`${stateFile}.tmp`)).toBe(false)
  })

  test('a taken port of the last run is replaced, a given one is an error', async () => {
    const stateFile = join(folder(), 'sandbox.json')
    const first = await startSandbox({ stateFile })
    onTestFinished(() => first.close())
    const beside = await start({ stateFile })
    expect(beside.apiUrl).not.toBe(first.apiUrl)
    await expect(startSandbox({ port: Number(new URL(first.apiUrl).port) })).rejects.toThrow(/EADDRINUSE/)
  })
})

test('names and ages are always the same, ids and values never', async () => {
  const now = () => new Date('2026-05-04T12:00:00Z')
  const [one, two] = [await start({ now }), await start({ now })]
  const list = async (sandbox: Sandbox) => (await ask(sandbox, 'GET', keys)).json.keys
  const [left, right] = [await list(one), await list(two)]
  const told = (entry: { apiKey: { keyName: string; createdAt: string } }) => [
    entry.apiKey.keyName,
    entry.apiKey.createdAt,
  ]
  expect(left.map(told)).toEqual(right.map(told))
  expect(left[0].apiKey.id).not.toBe(right[0].apiKey.id)
  expect(one.adminKey).not.toBe(two.adminKey)
})

test('canary values are unique and easy to search for', () => {
  const values = new Set(Array.from({ length: 1000 }, canaryValue))
  expect(values.size).toBe(1000)
  for (const value of values) expect(value).toMatch(/^cxtp_KtCanary[A-Za-z0-9]{22}$/)
})
