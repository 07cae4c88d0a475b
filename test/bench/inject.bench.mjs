// @ts-nocheck: it loads TypeScript through vite.
// How long it takes to plan and write 50 files as one. By hand: node test/bench/inject.bench.mjs [--files 50]
// Times differ between machines; the ratio to writing the same files plainly, flushed, does less.

import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const { values } = parseArgs({ options: { files: { type: 'string', default: '50' } } })
const limitSeconds = 1
const rounds = 7
const project = fileURLToPath(new URL('../..', import.meta.url))
const { world, must, newKey, oldKey, refOf } = (
  await runnerImport(join(project, 'test/unit/agents/world.ts'))
).module
const original = readFileSync(join(project, 'test/fixtures/agents/opentelemetry/gateway.yaml'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'keyturn-inject-'))
const files = Array.from({ length: Number(values.files) }, (_each, index) => join(folder, `${index}.yaml`))

function writeAll(text) {
  for (const file of files) {
    const open = openSync(file, 'w')
    writeFileSync(open, text)
    fsyncSync(open)
    closeSync(open)
  }
}

const timed = async (work) => {
  const start = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const shown = (seconds) => `${seconds.toFixed(2)} s`

try {
  const plain = []
  const plans = []
  const writes = []
  for (let round = 0; round < rounds; round++) {
    plain.push(await timed(() => writeAll(original)))
    const { injection } = world()
    let plan
    plans.push(
      await timed(async () => {
        plan = must(await injection.plan(files, refOf('new'), []))
      }),
    )
    writes.push(await timed(async () => must(await injection.apply(plan.planId))))
    for (const file of files)
      if (readFileSync(file, 'utf8') !== original.replaceAll(oldKey, newKey))
        throw new Error(`${file} is wrong`)
  }
  // The first plan is the one that a user waits for: the modules are cold.
  const first = plans[0].seconds + writes[0].seconds
  const all = plans.map((plan, round) => plan.seconds + writes[round].seconds)
  console.log(`plain writes          ${shown(median(plain.map((each) => each.seconds)))}`)
  for (const [name, runs] of [
    ['plan', plans],
    ['write', writes],
  ])
    console.log(
      `${name.padEnd(21)} ${shown(median(runs.map((each) => each.seconds)))}, processor ${shown(median(runs.map((each) => each.cpu)))}`,
    )
  console.log(
    `both                  ${shown(median(all))}, the first time ${shown(first)} (limit ${limitSeconds} s)`,
  )
  console.log(`ratio to plain writes ${(median(all) / median(plain.map((each) => each.seconds))).toFixed(1)}`)
  if (median(all) > limitSeconds) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
