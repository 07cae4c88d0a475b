// @ts-nocheck: it loads TypeScript through vite.
// How long a scan takes, and whether it finds what it should. By hand, after `npm run build`:
// node test/bench/scan.bench.mjs [--files 10000] [--bytes 100000000]
// Times differ between machines; the ratio to a plain read of the same files does less.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'
import { placementCount, plantTree } from './scan-tree.mjs'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '10000' },
    bytes: { type: 'string', default: '100000000' },
  },
})
const limitSeconds = 3
const uses = 40
const project = fileURLToPath(new URL('../..', import.meta.url))
const load = async (path) => (await runnerImport(join(project, path))).module
const { scanThread } = await load('main/scan/scan-thread.ts')
const { fingerprintUnder } = await load('main/vault/fingerprints.ts')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-scan-')))

function readPlainly(path) {
  let bytes = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = join(path, entry.name)
    bytes += entry.isDirectory() ? readPlainly(below) : readFileSync(below).length
  }
  return bytes
}

const timed = async (work) => {
  const start = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const shown = (seconds) => `${seconds.toFixed(2)} s`

try {
  const tree = plantTree(folder, { files: Number(values.files), bytes: Number(values.bytes), uses })
  const key = randomBytes(32)
  const known = tree.keys.map((value) => fingerprintUnder(key, value))
  const scan = async () => {
    const findings = []
    const job = {
      roots: [folder],
      histories: [],
      honourIgnoreFiles: false,
      hosts: [{ provider: 'coralogix', domain: 'eu2.coralogix.com' }],
      known,
      fingerprintKey: new Uint8Array(key),
      recorded: [],
    }
    const worker = join(project, 'out/main/scan-worker.js')
    await scanThread(worker)(
      job,
      (message) => message.kind === 'progress' && findings.push(...message.findings),
    ).ended
    return findings.filter(({ fingerprint }) => known.includes(fingerprint))
  }
  readPlainly(folder)
  const reads = []
  const scans = []
  const cpu = []
  let findings = []
  for (let round = 0; round < 3; round++) {
    reads.push((await timed(() => readPlainly(folder))).seconds)
    const took = await timed(scan)
    scans.push(took.seconds)
    cpu.push(took.cpu)
    findings = took.result
  }
  const at = ({ file, line }) => `${file}:${line}`
  const expected = new Map(tree.planted.map((one) => [at(one), known[one.key]]))
  const right = findings.filter((one) => expected.get(at(one)) === one.fingerprint)
  const found = new Set(right.map(at)).size
  const seconds = median(scans)
  console.log(
    `${values.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB, ${uses} uses in ${placementCount} placements`,
  )
  console.log(
    `found ${found} of ${uses}, false ${findings.length - right.length}, twice ${right.length - found}`,
  )
  for (const one of tree.planted)
    if (!right.some((hit) => at(hit) === at(one))) console.log(`missed: ${one.placement}`)
  console.log(
    `scan ${shown(seconds)} of at most ${shown(limitSeconds)}, ${(tree.bytes / 1e6 / seconds).toFixed(0)} MB/s (${scans.map(shown).join(', ')})`,
  )
  // On a busy machine this says more than the clock.
  console.log(`processor time ${shown(median(cpu))} (${cpu.map(shown).join(', ')})`)
  console.log(
    `plain read ${shown(median(reads))}: the scan takes ${(seconds / median(reads)).toFixed(1)} times as long`,
  )
  process.exitCode = found === uses && findings.length === uses && seconds <= limitSeconds ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}
