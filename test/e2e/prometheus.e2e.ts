import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { end, findTool, start, waitFor } from '../../build/processes.mjs'
import { sandboxLine } from '../cli/contract.ts'
import { remember } from './canary.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/*
 * A real Prometheus, from Debian's package, writes to the sandbox's ingress. It starts with an old key; Keyturn puts
 * a new one into what it reads; the ingress says with which key the samples come in.
 */

const program = join(import.meta.dirname, '../../out/main/keyturn.js')
const folder = mkdtempSync(join(tmpdir(), 'keyturn-prometheus-'))
const home = join(folder, 'home')
const path = '/prometheus/v1'

let sandbox: ChildProcess
let vendor: VendorSide
let ingressUrl: string
let oldKey: { readonly id: string; readonly value: string }
let newKey: { readonly id: string; readonly value: string }

beforeAll(async () => {
  sandbox = start(process.execPath, [program, 'sandbox'], {
    what: 'the sandbox',
    env: { ...process.env, KEYTURN_HOME: join(folder, 'sandbox-home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    sandbox.stdout?.once('data', (data) => resolve(String(data))),
  )
  const place = sandboxLine.parse(JSON.parse(line.split('\n')[0] ?? ''))
  ingressUrl = place.ingressUrl
  vendor = new VendorSide(place)
  oldKey = await vendor.createKey('prometheus-before', true)
  const add = ['account', 'add', '--provider', 'coralogix', '--name', 'metrics']
  const urls = ['--api-url', place.apiUrl, '--ingress-url', place.ingressUrl]
  expect((await keyturn([...add, ...urls], { home, input: place.adminKey })).code).toBe(0)
  const create = ['key', 'create', 'prometheus-after', '--account', 'metrics', '--type', 'send-your-data']
  const id = (await keyturn(create, { home })).stdout.trim()
  const { stdout } = await keyturn(['key', 'value', id], { home })
  newKey = { id, value: remember(stdout.trim(), 'the value of prometheus-after') }
})

afterAll(async () => {
  await keyturn(['account', 'remove', 'metrics', '--yes'], { home })
  await end(sandbox)
  rmSync(folder, { recursive: true, force: true })
})

describe.sequential('a running Prometheus', () => {
  let prometheus: Prometheus

  afterEach(() => prometheus.stop())

  it('sends with the new key after an injection into its configuration and a reload', async () => {
    prometheus = await Prometheus.start('in-file', (port) =>
      configuration(port, `credentials: ${oldKey.value}`),
    )
    await deliveredWith(oldKey.id)
    const before = readFileSync(prometheus.config, 'utf8')
    await inject(prometheus.config)
    expect(readFileSync(prometheus.config, 'utf8')).toBe(before.replace(oldKey.value, newKey.value))
    await prometheus.reload()
    await onlyTheNewKey()
  })

  it('sends with the new key after an injection into its credentials file, and nothing else', async () => {
    const keyFile = join(folder, 'coralogix.key')
    writeFileSync(keyFile, `${oldKey.value}\n`, { mode: 0o600 })
    prometheus = await Prometheus.start('key-file', (port) =>
      configuration(port, 'credentials_file: ../coralogix.key'),
    )
    await deliveredWith(oldKey.id)
    const before = readFileSync(prometheus.config, 'utf8')
    await inject(prometheus.config)
    expect(readFileSync(prometheus.config, 'utf8')).toBe(before)
    expect(readFileSync(keyFile, 'utf8')).toBe(`${newKey.value}\n`)
    await onlyTheNewKey()
  })
})

const configuration = (port: number, credentials: string): string => `# scrapes itself, so that samples flow
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: self
    static_configs: [{targets: ['127.0.0.1:${port}']}]
remote_write:
  - name: sandbox
    url: ${ingressUrl}${path}
    authorization:
      ${credentials}   # rotated by Keyturn
    queue_config: {batch_send_deadline: 1s, min_backoff: 100ms}
`

async function inject(file: string): Promise<void> {
  const done = await keyturnJson<{ applied: boolean; written: { places: number }[] }>(
    ['inject', file, '--key', newKey.id],
    { home },
  )
  expect(done).toMatchObject({ applied: true, written: [{ places: 1 }] })
}

const takenWith = async (id: string): Promise<number> => (await vendor.counts()).taken[id]?.[path] ?? 0

const deliveredWith = (id: string): Promise<boolean> =>
  waitFor(async () => (await takenWith(id)) > 1, { what: 'samples at the ingress', deadline: 40_000 })

/** From some moment on the new key is the only one, and no request is refused. */
async function onlyTheNewKey(): Promise<void> {
  await deliveredWith(newKey.id)
  await vendor.forgetCounts()
  await deliveredWith(newKey.id)
  const { taken, refused } = await vendor.counts()
  expect(Object.keys(taken)).toEqual([newKey.id])
  expect(refused).toEqual({})
}

/** Prometheus with a folder of its own, on a free port of the loopback. */
class Prometheus {
  readonly config: string
  readonly #url: string
  readonly #child: ChildProcess

  private constructor(config: string, url: string, child: ChildProcess) {
    this.config = config
    this.#url = url
    this.#child = child
  }

  static async start(name: string, configuration: (port: number) => string): Promise<Prometheus> {
    const port = await freePort()
    const own = mkdtempSync(join(folder, `${name}-`))
    const config = join(own, 'prometheus.yml')
    writeFileSync(config, configuration(port), { mode: 0o640 })
    await vendor.forgetCounts()
    const child = start(
      findTool('prometheus') ?? 'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(own, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-lifecycle',
        '--log.level=error',
      ],
      { what: 'Prometheus', cwd: own },
    )
    const url = `http://127.0.0.1:${port}`
    const ready = () =>
      fetch(`${url}/-/ready`)
        .then(({ ok }) => ok)
        .catch(() => false)
    await waitFor(ready, { what: 'Prometheus to be ready', deadline: 30_000, every: 100 })
    return new Prometheus(config, url, child)
  }

  async reload(): Promise<void> {
    expect((await fetch(`${this.#url}/-/reload`, { method: 'POST' })).status).toBe(200)
  }

  stop(): Promise<void> {
    return end(this.#child, { grace: 10_000 })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
