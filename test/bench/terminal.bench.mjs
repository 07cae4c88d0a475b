// @ts-nocheck: it loads TypeScript through vite.
// How quick the commands are that people and scripts wait for. By hand, after `npm run build`:
// node test/session/session.mjs -- node test/bench/terminal.bench.mjs [--runs 20] [--out out] [--out OTHER_BUILD]
// Times differ between machines; what counts are the ratios within one run.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { runnerImport } from 'vite'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    out: { type: 'string', multiple: true, default: ['out'] },
  },
})
const limit = 1.3
const project = fileURLToPath(new URL('../..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
const env = { ...process.env, KEYTURN_HOME: home }
const attributes = ['keyturn-bench', String(process.pid)]

const execute = async (file, args, input = '') => {
  const running = promisify(execFile)(file, args, { env })
  running.child.stdin.end(input)
  return (await running).stdout
}
const node = (args, input) => execute(process.execPath, args, input)
const keyturn = (out, args, input) => node([join(resolve(project, out), 'main/keyturn.js'), ...args], input)
const sorted = (numbers) => [...numbers].sort((a, b) => a - b)
const median = (numbers) => sorted(numbers)[numbers.length >> 1]
const p95 = (numbers) => sorted(numbers)[Math.ceil(numbers.length * 0.95) - 1]

const { startSandbox } = (await runnerImport(join(project, 'main/sandbox/sandbox.ts'))).module
const vendor = await startSandbox({})
try {
  const [first] = values.out
  const urls = ['--api-url', vendor.apiUrl, '--ingress-url', vendor.ingressUrl]
  const account = ['--provider', 'coralogix', '--name', 'bench', ...urls]
  await keyturn(first, ['account', 'add', ...account], vendor.adminKey)
  const key = ['bench', '--account', 'bench', '--type', 'send-your-data', '--json']
  const { id } = JSON.parse(await keyturn(first, ['key', 'create', ...key]))
  await execute('secret-tool', ['store', '--label=keyturn-bench', ...attributes], 'a value')

  const works = new Map([
    [
      'blank',
      async () => {
        await node(['-e', '0'])
        await node(['-e', '0'])
        await execute('secret-tool', ['lookup', ...attributes])
      },
    ],
  ])
  for (const out of values.out)
    for (const args of [['key', 'value', id], ['key', 'list'], ['due'], ['rotation', 'list']])
      works.set(`${out}: ${args.filter((word) => word !== id).join(' ')}`, () => keyturn(out, args))
  const times = new Map([...works.keys()].map((name) => [name, []]))
  // In turn, so that what else the machine does meets all of them alike; the first round warms up.
  for (let run = 0; run <= Number(values.runs); run++)
    for (const [name, work] of works) {
      const start = performance.now()
      await work()
      if (run > 0) times.get(name).push(performance.now() - start)
    }
  const ratio = (all, of) => of(all) / of(times.get('blank'))
  const shown = (all, of) => `${of(all).toFixed(0).padStart(5)} ms (${ratio(all, of).toFixed(2)})`
  for (const [name, all] of times)
    console.log(`${name.padEnd(26)} median ${shown(all, median)}, p95 ${shown(all, p95)}`)
  console.log(`blank: two Node starts and secret-tool lookup; key value may take ${limit} of it`)
  if (ratio(times.get(`${first}: key value`), p95) > limit) process.exitCode = 1
} finally {
  await vendor.close()
  rmSync(home, { recursive: true, force: true })
}
