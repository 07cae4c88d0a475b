import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as contract from '../cli/contract.ts'

/*
 * A user's day at the terminal, against the built program, the sandbox and the keychain of this machine (a
 * Secret Service on D-Bus has to run). Each step builds on the ones before.
 */

const program = join(import.meta.dirname, '../../out/main/keyturn.js')
const folder = mkdtempSync(join(tmpdir(), 'keyturn-terminal-'))
const home = join(folder, 'home')
const config = join(folder, 'config.yaml')
const oldValue = `cxtp_${'OldValue01'.repeat(3)}`
const original = `# the collector of the edge
exporters:
  coralogix:
    domain: "eu2.coralogix.com"
    private_key: "${oldValue}"   # rotated by hand until now
    application_name: shop
    subsystem_name: edge
service:
  pipelines:
    logs: {receivers: [otlp], exporters: [coralogix]}
`

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function keyturn(words: string | readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const list = typeof words === 'string' ? words.split(' ') : words
  const child = spawn(process.execPath, [program, ...list], {
    env: { ...process.env, KEYTURN_HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  // A command that reads no stdin may be gone before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

/** Runs a command that has to succeed, and reads its document. */
async function answer<T>(words: string | readonly string[], shape: { parse(json: unknown): T }, input = '') {
  const list = typeof words === 'string' ? words.split(' ') : words
  const { code, stdout, stderr } = await keyturn([...list, '--json'], input)
  expect({ words: list.join(' '), code, stderr }).toEqual({ words: list.join(' '), code: 0, stderr: '' })
  return shape.parse(JSON.parse(stdout))
}

/** Runs a command that has to fail, and reads its error. */
async function failure(words: string | readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
  const list = typeof words === 'string' ? words.split(' ') : words
  const { code, stdout, stderr } = await keyturn([...list, '--json'], input, env)
  expect(stdout).toBe('')
  return { exit: code, ...contract.errorShape.parse(JSON.parse(stderr)).error }
}

let sandbox: ChildProcess
let place: ReturnType<typeof contract.sandboxLine.parse>

const addAccount = (name: string, { apiUrl, ingressUrl } = place) =>
  ['account', 'add', '--provider', 'coralogix', '--name', name, '--api-url', apiUrl].concat(
    '--ingress-url',
    ingressUrl,
  )

beforeAll(async () => {
  sandbox = spawn(process.execPath, [program, 'sandbox'], {
    env: { ...process.env, KEYTURN_HOME: join(folder, 'sandbox-home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    sandbox.stdout?.once('data', (data) => resolve(String(data))),
  )
  place = contract.sandboxLine.parse(JSON.parse(line.split('\n')[0] ?? ''))
})

afterAll(async () => {
  await keyturn('account remove acme --yes')
  const ended = new Promise<number | null>((resolve) => sandbox.once('exit', resolve))
  sandbox.kill('SIGINT')
  expect(await ended).toBe(0)
  rmSync(folder, { recursive: true, force: true })
})

describe.sequential('a day at the terminal', () => {
  let keyId: string
  let value: string

  test('an account is added and synced', async () => {
    const account = await answer(addAccount('acme'), contract.accountShape, `${place.adminKey}\n`)
    expect(account).toMatchObject({ name: 'acme', provider: 'coralogix', apiUrl: place.apiUrl })
    const [counts] = await answer('sync', contract.syncResult)
    expect(counts).toMatchObject({ account: 'acme', gone: 0 })
    expect(await answer('account list', contract.accountList)).toMatchObject([{ name: 'acme' }])
  })

  test('keys are listed and shown', async () => {
    const all = await answer('key list --state all', contract.keyList)
    expect(all.length).toBeGreaterThan(0)
    const active = await answer('key list', contract.keyList)
    expect(active.every(({ state }) => state === 'active')).toBe(true)
    const [first] = active
    const shown = await answer(['key', 'show', first?.id ?? ''], contract.keyShape)
    expect(shown.id).toBe(first?.id)
  })

  test('a key is created, its value is held and printed, and never shown beside', async () => {
    const created = await keyturn('key create edge-otel --account acme --type send-your-data')
    expect(created).toMatchObject({ code: 0 })
    keyId = created.stdout.trim()
    const shown = await answer(['key', 'show', keyId], contract.keyShape)
    expect(shown).toMatchObject({
      name: 'edge-otel',
      state: 'active',
      secret: 'once',
      hasValue: true,
      presets: ['SendData'],
    })
    const printed = await keyturn(['key', 'value', keyId])
    value = printed.stdout.replace(/\n$/, '')
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(value).toMatch(/^\S{20,}$/)
    expect(created.stdout + created.stderr + JSON.stringify(shown)).not.toContain(value)
  })

  test('a downloaded value is imported, and its file pointed out', async () => {
    const others = await answer('key list', contract.keyList)
    // Of a readable key the vendor would show that this is another value, and the import is refused.
    const without = others.find(({ hasValue, secret }) => !hasValue && secret === 'once')
    expect(without).toBeDefined()
    const file = join(folder, 'downloaded.txt')
    writeFileSync(file, `${oldValue}\n`, { mode: 0o600 })
    const imported = await keyturn(['key', 'import', without?.id ?? '', '--file', file])
    expect(imported.code).toBe(0)
    expect(imported.stderr).toContain('still carries the value in plain text')
    const again = await keyturn(['key', 'value', without?.id ?? ''])
    expect(again.stdout).toBe(`${oldValue}\n`)
  })

  test('a snippet carries a reference unless the value is asked for', async () => {
    const plain = await keyturn(['agent', 'snippet', 'opentelemetry', '--key', keyId])
    expect(plain.code).toBe(0)
    expect(plain.stdout).not.toContain(value)
    const full = await keyturn(['agent', 'snippet', 'opentelemetry', '--key', keyId, '--with-value'])
    expect(full.stdout).toContain(value)
  })

  test('a config is recognised, shown masked, changed in its value alone, and restored', async () => {
    writeFileSync(config, original)
    chmodSync(config, 0o640)
    const [found] = await answer(['agent', 'detect', config], contract.detectResult)
    expect(found).toMatchObject({
      agent: 'opentelemetry',
      supported: true,
      uses: [{ line: 5, kind: 'literal' }],
    })

    const plan = await answer(['inject', config, '--key', keyId, '--dry-run'], contract.injectResult)
    expect(plan.applied).toBe(false)
    expect(JSON.stringify(plan)).not.toContain(value)
    expect(JSON.stringify(plan)).not.toContain(oldValue)
    expect(readFileSync(config, 'utf8')).toBe(original)

    const receipt = await answer(['inject', config, '--key', keyId], contract.injectResult)
    expect(receipt).toMatchObject({ applied: true, written: [{ places: 1 }] })
    expect(readFileSync(config, 'utf8')).toBe(original.replace(oldValue, value))
    expect(statSync(config).mode & 0o777).toBe(0o640)

    const uses = await answer(['scan', config], contract.scanResult)
    expect(uses).toMatchObject([{ agent: 'opentelemetry', line: 5, keyId, keyState: 'active' }])

    expect((await keyturn(['restore', config])).code).toBe(0)
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  test('what is due is listed', async () => {
    expect(await answer('due', contract.dueList)).toBeInstanceOf(Array)
    const due = await answer('due --within 3000d', contract.dueList)
    expect(due.map(({ id }) => id)).toContain(keyId)
  })

  test('a key is renamed, disabled, enabled with the same value, and deleted', async () => {
    expect(await answer(['key', 'rename', keyId, 'edge-two'], contract.keyShape)).toMatchObject({
      name: 'edge-two',
    })
    expect(await answer(['key', 'disable', keyId], contract.keyShape)).toMatchObject({ state: 'disabled' })
    const active = await answer('key list', contract.keyList)
    expect(active.map(({ id }) => id)).not.toContain(keyId)
    expect(await answer(['key', 'enable', keyId], contract.keyShape)).toMatchObject({ state: 'active' })
    expect((await keyturn(['key', 'value', keyId])).stdout).toBe(`${value}\n`)
    expect(await failure(['key', 'delete', keyId])).toMatchObject({ exit: 4, code: 'refused' })
    expect((await keyturn(['key', 'delete', keyId, '--yes'])).code).toBe(0)
    const left = await answer('key list', contract.keyList)
    expect(left.map(({ id }) => id)).not.toContain(keyId)
  })

  test('gRPC is loaded only by what is asked over it', async () => {
    const loads = async (words: string): Promise<boolean> => {
      const seen = mkdtempSync(join(folder, 'loaded-'))
      expect(await keyturn(words, '', { NODE_V8_COVERAGE: seen })).toMatchObject({ code: 0 })
      const scripts = readdirSync(seen).flatMap((name) => {
        const report = JSON.parse(readFileSync(join(seen, name), 'utf8')) as { result: { url: string }[] }
        return report.result.map(({ url }) => url).filter((url) => url.startsWith('file:'))
      })
      expect(scripts).not.toEqual([])
      return scripts.some((url) => readFileSync(new URL(url), 'utf8').includes('GRPC_VERBOSITY'))
    }
    expect(await loads('key list')).toBe(false)
    expect(await loads('sync')).toBe(false)
    // The sandbox serves it: so the sign by which it is known is right.
    const add = [...addAccount('over-grpc'), '--transport', 'grpc', '--grpc-url', place.grpcUrl ?? '']
    expect(await keyturn(add, place.adminKey)).toMatchObject({ code: 0 })
    expect(await loads('sync --account over-grpc')).toBe(true)
    expect(await keyturn('account remove over-grpc')).toMatchObject({ code: 0 })
  })

  test('doctor says what works here', async () => {
    const checks = await answer('doctor', contract.doctorResult)
    expect(checks.find(({ id }) => id === 'keychain')).toMatchObject({ status: 'ok' })
  })

  test('what goes wrong says so, each with its own exit code', async () => {
    expect(await failure('key list --bogus')).toMatchObject({ exit: 2, code: 'usage' })
    expect(await failure('key show no-such-key')).toMatchObject({ exit: 3, code: 'not-found' })
    expect(await failure('account remove acme')).toMatchObject({ exit: 4, code: 'refused' })
    const wrongKey = await failure(addAccount('wrong'), {}, 'not-the-admin-key')
    expect(wrongKey).toMatchObject({ exit: 5, code: 'credential-rejected' })
    const nobody = { apiUrl: 'http://127.0.0.1:1', ingressUrl: 'http://127.0.0.1:1' }
    const noVendor = await failure(addAccount('nobody', { ...place, ...nobody }), {}, 'k')
    expect(noVendor).toMatchObject({ exit: 6, code: 'vendor-unreachable' })
    expect(await answer('account list', contract.accountList)).toHaveLength(1)
  })

  test('without a keychain nothing is created at the vendor', async () => {
    const before = await answer('sync', contract.syncResult)
    const noKeychain = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }
    const line = 'key create never --account acme --type send-your-data'
    expect(await failure(line, noKeychain)).toMatchObject({ exit: 7 })
    const after = await answer('sync', contract.syncResult)
    expect(after[0]?.total).toBe(before[0]?.total)
  })

  test('a vendor that fails is told from one that rejects', async () => {
    const failing = await failingVendor(503)
    const place503 = { ...place, apiUrl: failing.url, ingressUrl: failing.url }
    const down = await failure(addAccount('down', place503), {}, 'k')
    expect(down).toMatchObject({ exit: 6, code: 'vendor-failed' })
    failing.close()
  })
})

/** A vendor that answers everything with one status. */
async function failingVendor(status: number) {
  const server = createServer((_request, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
