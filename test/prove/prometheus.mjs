// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { end, findTool, start, waitFor } from '../../build/processes.mjs'
import { Terminal, write } from './terminal.mjs'
import { Vendor } from './vendor.mjs'

/*
 * A real Prometheus writes to the sandbox's ingress while its key is rotated, again and again, once with the key in its
 * configuration and once in a credentials file:
 *
 *   node test/session/session.mjs -- node test/prove/prometheus.mjs --rotations 20
 *
 * Held: the ingress refused no request, and of a series that is scraped every second no sample is missing between the
 * first and the last.
 */

const { values: options } = parseArgs({
  options: { rotations: { type: 'string', default: '20' }, watch: { type: 'string', default: '3s' } },
})
const rotations = Number(options.rotations)
const folder = mkdtempSync(join(tmpdir(), 'keyturn-prove-prometheus-'))
const vendor = await Vendor.start()
/** @type {string[]} */
const problems = []

/** @param {number} port @param {string} credentials */
const configuration = (port, credentials) => `# scrapes itself, so that samples flow
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: self
    static_configs: [{targets: ['127.0.0.1:${port}']}]
remote_write:
  - name: sandbox
    url: ${vendor.ingressUrl}/prometheus/v1
    authorization:
      ${credentials}   # rotated by Keyturn
    queue_config: {batch_send_deadline: 1s, min_backoff: 100ms}
`

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}

/** @param {Terminal} terminal @param {'in-file' | 'key-file'} way */
async function prove(terminal, way) {
  const port = await freePort()
  const own = join(folder, way)
  mkdirSync(own)
  const config = join(own, 'prometheus.yml')
  const keyFile = join(own, 'coralogix.key')
  let id = await terminal.createKey(`prometheus-${way}`)
  const value = await terminal.value(id)
  write(keyFile, `${value}\n`)
  write(
    config,
    configuration(port, way === 'in-file' ? `credentials: ${value}` : 'credentials_file: coralogix.key'),
  )
  const prometheus = start(
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
  try {
    const url = `http://127.0.0.1:${port}`
    await waitFor(
      () =>
        fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { what: 'Prometheus to be ready', deadline: 30_000, every: 100 },
    )
    await terminal.must(['target', 'add', config, '--control-url', url])
    const flowing = async () => (await vendor.samples('up')).total.count > 0
    await waitFor(flowing, { what: 'the first samples', deadline: 30_000, every: 200 })
    await vendor.forgetCounts()
    await waitFor(flowing, { what: 'samples', deadline: 30_000, every: 200 })
    const taken = new Set()
    for (let n = 1; n <= rotations; n++) {
      const flags = ['--yes', '--canary', '--watch', options.watch, '--soak', '0s', '--grace', '0s', '--json']
      const { state, newKey, sentence } = JSON.parse(await terminal.must(['rotate', id, ...flags]))
      if (state !== 'done') problems.push(`${way}, rotation ${n}: ${state}: ${sentence}`)
      taken.add(newKey)
      id = newKey
    }
    // The last samples of the last key.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const { refused } = await vendor.counts()
    const { count, duplicates, first, last, largestGapMs } = (await vendor.samples('up')).total
    const refusals = Object.values(refused).reduce((sum, each) => sum + Number(each), 0)
    const expected = Math.round((last - first) / 1000) + 1
    const missing = Math.max(0, expected - (count - duplicates))
    if (refusals > 0) problems.push(`${way}: ${refusals} requests were refused`)
    if (missing > 0 || largestGapMs > 1500)
      problems.push(`${way}: ${missing} samples are missing, the largest gap is ${largestGapMs} ms`)
    console.log(
      `${way}: ${rotations} rotations, ${taken.size} new keys; ${count} samples of one series in ${expected} scrapes, ${missing} missing, largest gap ${largestGapMs} ms; ${refusals} requests refused`,
    )
  } finally {
    await end(prometheus, { grace: 10_000 })
  }
}

/** @type {Terminal | undefined} */
let terminal
try {
  terminal = await Terminal.start(vendor, { account: 'metrics' })
  await prove(terminal, 'in-file')
  await prove(terminal, 'key-file')
} finally {
  await terminal?.end()
  await vendor.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems) console.log(`PROBLEM ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
process.exit()
