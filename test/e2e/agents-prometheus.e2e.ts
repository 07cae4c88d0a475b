import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { end, findTool, start, waitFor } from '../../build/processes.mjs'
import { rotationAgents } from '../../main/rotation/agents/rotation-agents.ts'
import type { AgentAddress, AgentReading } from '../../main/rotation/rotation-ports.ts'

/*
 * The agents' side of a rotation at a real Prometheus, from Debian's package, which writes to an ingress that takes the
 * keys that it is told: what it says of itself before and after a reload, and that no reload that failed looks like one.
 */

const folder = mkdtempSync(join(tmpdir(), 'keyturn-agents-'))
let ingress: Server
let ingressUrl: string
let accepted: readonly string[] = []

const agents = rotationAgents({
  hosts: () => [{ provider: 'coralogix', domain: new URL(ingressUrl).host }],
})

beforeAll(async () => {
  ingress = createServer((request, response) => {
    request.resume().on('end', () => {
      const key = request.headers.authorization?.replace('Bearer ', '') ?? ''
      response.writeHead(accepted.includes(key) ? 200 : 401).end()
    })
  })
  await new Promise<void>((resolve) => ingress.listen(0, '127.0.0.1', resolve))
  ingressUrl = `http://127.0.0.1:${(ingress.address() as AddressInfo).port}/prometheus/v1`
})

afterAll(() => {
  ingress.closeAllConnections()
  ingress.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Running {
  readonly address: AgentAddress
  readonly child: ChildProcess
  /** Writes its configuration with this key, and says when. */
  write(credentials: string): string
}

async function prometheus(
  name: string,
  credentials: string,
  ...options: readonly string[]
): Promise<Running> {
  const own = mkdtempSync(join(folder, `${name}-`))
  const file = join(own, 'prometheus.yml')
  const port = await freePort()
  const write = (line: string): string => {
    writeFileSync(file, configuration(port, line))
    return new Date().toISOString()
  }
  write(credentials)
  const child = start(
    findTool('prometheus') ?? 'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(own, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...options,
    ],
    { what: 'Prometheus', cwd: own },
  )
  const url = `http://127.0.0.1:${port}`
  const ready = () =>
    fetch(`${url}/-/ready`)
      .then((answer) => answer.ok)
      .catch(() => false)
  await waitFor(ready, { what: 'Prometheus to be ready', deadline: 20_000, every: 100 })
  const address: AgentAddress = {
    file,
    host: null,
    agent: 'prometheus',
    agentName: 'Prometheus',
    carriedBy: 'config',
    controlUrl: url,
    reloadCommand: null,
    afterChange: 'Reload Prometheus.',
  }
  return { address, child, write }
}

const configuration = (port: number, credentials: string): string => `global: {scrape_interval: 1s}
scrape_configs:
  - job_name: self
    static_configs: [{targets: ['127.0.0.1:${port}']}]
remote_write:
  - name: ours
    url: ${ingressUrl}
    authorization: {${credentials}}
    queue_config: {batch_send_deadline: 500ms, min_backoff: 100ms}
  - name: nobody
    url: http://127.0.0.1:1/push
`

async function read(address: AgentAddress): Promise<AgentReading> {
  const reading = await agents.reading(address)
  if (!reading.ok || reading.value === null) throw new Error(`it was not read: ${JSON.stringify(reading)}`)
  return reading.value
}

/** Asks until something was sent since `first`, or refused. */
async function watch(address: AgentAddress, first: AgentReading) {
  let seen = agents.watched(address, first, first)
  await waitFor(
    async () => {
      seen = agents.watched(address, first, await read(address))
      return seen.outcome !== 'silent'
    },
    { what: 'samples to be sent', deadline: 20_000, every: 200 },
  )
  return seen
}

async function adopted(address: AgentAddress, before: AgentReading, writtenAt: string) {
  let seen = agents.adopted(address, before, await read(address), writtenAt)
  await waitFor(
    async () => {
      seen = agents.adopted(address, before, await read(address), writtenAt)
      return seen.outcome !== 'later'
    },
    { what: 'a proof', deadline: 20_000, every: 200 },
  )
  return seen
}

describe.sequential('a running Prometheus', () => {
  it('is reloaded over HTTP, proves it, and is watched', async () => {
    accepted = ['first-key']
    const { address, child, write } = await prometheus(
      'http',
      'credentials: first-key',
      '--web.enable-lifecycle',
    )
    try {
      expect(agents.ways(address).reload).toBe('http')
      const before = await read(address)
      expect(before).toMatchObject({ lastReloadOk: true, failed: 0 })
      expect(await watch(address, before)).toMatchObject({ outcome: 'ok' })

      // Before the reload nothing is proven.
      accepted = ['second-key']
      const writtenAt = write('credentials: second-key')
      expect(agents.adopted(address, before, await read(address), writtenAt).outcome).toBe('later')
      expect(await watch(address, await read(address))).toMatchObject({ outcome: 'refused' })

      expect(await agents.reload(address)).toMatchObject({ ok: true })
      const after = await read(address)
      expect(agents.adopted(address, before, after, writtenAt)).toMatchObject({ outcome: 'ok' })
      // What was under way with the old key may still be refused.
      await waitFor(async () => (await watch(address, await read(address))).outcome === 'ok', {
        what: 'the new key to be taken',
        deadline: 20_000,
      })

      // A configuration that it cannot read is refused, and it goes on with what it has.
      const brokenAt = write('credentials: [}')
      const beforeBroken = await read(address)
      const refused = await agents.reload(address)
      expect(refused).toMatchObject({ ok: false, failure: { code: 'refused' } })
      expect(JSON.stringify(refused)).not.toContain('credentials')
      expect(agents.adopted(address, beforeBroken, await read(address), brokenAt)).toEqual({
        outcome: 'failed',
        text: 'Prometheus says that its last reload failed: it runs with the old configuration.',
      })
    } finally {
      await end(child, { grace: 500 })
    }
    const gone = await agents.reading(address)
    expect(gone).toMatchObject({ ok: false, failure: { message: expect.stringContaining('refused') } })
  })

  it('says how it can be reloaded where its lifecycle API is off, and takes a SIGHUP', async () => {
    accepted = ['first-key']
    const { address, child, write } = await prometheus('hup', 'credentials: first-key')
    try {
      expect(await agents.reload(address)).toMatchObject({
        ok: false,
        failure: {
          message: expect.stringContaining('(403)'),
          hint: expect.stringContaining('--web.enable-lifecycle'),
        },
      })
      const byCommand = { ...address, reloadCommand: `kill -HUP ${child.pid}` }
      expect(agents.ways(byCommand).reload).toBe('command')
      const before = await read(byCommand)
      const writtenAt = write('credentials: first-key, type: Bearer')
      expect(await agents.reload(byCommand)).toMatchObject({ ok: true })
      expect(await adopted(byCommand, before, writtenAt)).toMatchObject({ outcome: 'ok' })

      // Without its address it is found by its configuration's path, and says no more than when it started.
      const process = await read({ ...address, controlUrl: null })
      expect(process).toMatchObject({ sent: null, lastReloadAt: null })
      expect(Math.abs(Date.parse(process.startedAt ?? '') - Date.parse(before.startedAt ?? ''))).toBeLessThan(
        2_000,
      )
    } finally {
      await end(child, { grace: 500 })
    }
  })

  it('proves without a reload that it has read its key file again', async () => {
    accepted = ['first-key']
    const keyFile = join(folder, 'key')
    writeFileSync(keyFile, 'first-key\n')
    const { address: plain, child } = await prometheus('key-file', `credentials_file: ${keyFile}`)
    const address = { ...plain, carriedBy: 'key-file' as const }
    try {
      expect(agents.ways(address).reload).toBe('none')
      const first = await read(address)
      await watch(address, first)
      const before = await read(address)
      accepted = ['first-key', 'second-key']
      writeFileSync(keyFile, 'second-key\n')
      const writtenAt = new Date().toISOString()
      expect(await adopted(address, before, writtenAt)).toMatchObject({
        outcome: 'ok',
        text: expect.stringContaining('reads the key file by itself and has sent'),
      })
      accepted = ['second-key']
      expect(await watch(address, await read(address))).toMatchObject({ outcome: 'ok' })
    } finally {
      await end(child, { grace: 500 })
    }
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
