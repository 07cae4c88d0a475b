// @ts-check
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sandboxObstacle } from '../build/chromium-sandbox.mjs'
import { electronEnvironment, resolveElectron } from '../build/electron-runtime.mjs'
import { electronVite, PROJECT } from '../build/freshness.mjs'
import { attend, removeAtExit } from '../build/processes.mjs'
import { openSession } from '../build/session.mjs'
import { ensureSystemLibraries } from '../build/system-libraries.mjs'

const HELP = `Runs every check, as a fresh machine would: npm test

  npm test -- --only unit,e2e        only these of: types lint build unit fuzz e2e
  npm test -- --only e2e -- FILTER   what follows the second -- goes to vitest
`

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 * @typedef {{ name: string, minutes: number, work: (deadline: number) => Promise<number> }} Stage
 */

/** @type {Totals} */
const totals = { passed: 0, failed: 0, skipped: 0 }

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
})

const reports = await mkdtemp(join(tmpdir(), 'keyturn-test-'))
removeAtExit(reports)

/** @type {readonly Stage[]} */
const STAGES = [
  { name: 'types', minutes: 3, work: (deadline) => npmScript('typecheck', deadline) },
  { name: 'lint', minutes: 2, work: (deadline) => npmScript('lint', deadline) },
  { name: 'build', minutes: 3, work: (deadline) => node([electronVite(), 'build'], deadline, process.env) },
  { name: 'unit', minutes: 5, work: (deadline) => vitest('vitest.config.ts', deadline, process.env) },
  { name: 'fuzz', minutes: 8, work: (deadline) => vitest('vitest.fuzz.config.ts', deadline, process.env) },
  { name: 'e2e', minutes: 18, work: endToEnd },
]

if (values.help) {
  console.log(HELP)
} else {
  process.exitCode = await main()
}
// A daemon's pipe must not keep a finished run alive.
process.exit()

async function main() {
  const names = values.only?.split(',')
  const unknown = names?.find((name) => !STAGES.some((stage) => stage.name === name))
  if (unknown !== undefined) {
    console.error(`No stage is called ${unknown}.\n\n${HELP}`)
    return 2
  }
  let code = 0
  for (const stage of STAGES) {
    if (names && !names.includes(stage.name)) continue
    code = await runStage(stage)
    if (code !== 0) break
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  return code
}

/** @param {Stage} stage */
async function runStage({ name, minutes, work }) {
  console.log(`\n=== ${name} ===`)
  const began = Date.now()
  const code = await work(minutes * 60_000).catch((error) => {
    console.error(error.message)
    return 1
  })
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  console.log(`=== ${name}: ${code === 0 ? 'done' : 'FAILED'} in ${seconds} s ===`)
  return code
}

/** @param {number} deadline */
async function endToEnd(deadline) {
  const lacking = new Error('The end-to-end tests cannot run without what is missing.')
  // Before an Electron is fetched.
  if ((await ensureSystemLibraries(['run', 'display', 'session', 'tests'])).length > 0) throw lacking
  const electron = await resolveElectron()
  if ((await ensureSystemLibraries(['run'], electron)).length > 0) throw lacking
  const obstacle = await sandboxObstacle(electron.executable)
  if (obstacle) throw new Error(obstacle)
  const session = await openSession()
  try {
    return await vitest('vitest.e2e.config.ts', deadline, {
      ...session.env,
      ...electronEnvironment(electron),
    })
  } finally {
    await session.close()
  }
}

/** @param {string} config @param {number} deadline @param {NodeJS.ProcessEnv} env */
async function vitest(config, deadline, env) {
  const report = join(reports, `${config}.json`)
  const program = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await node([program, 'run', '--config', config, ...reporters, ...filters], deadline, env)
  await addTotals(report)
  return code
}

/** @param {string} report */
async function addTotals(report) {
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
  let counted
  try {
    counted = JSON.parse(await readFile(report, 'utf8'))
  } catch {
    console.error('the test runner left no report')
    totals.failed += 1
    return
  }
  // A file that could not even be loaded has no tests to count, and is a failure all the same.
  const broken = counted.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  totals.passed += counted.numPassedTests
  totals.failed += counted.numFailedTests + broken
  totals.skipped += counted.numPendingTests + counted.numTodoTests
}

/** @param {string} script @param {number} deadline */
function npmScript(script, deadline) {
  const npm = process.env.npm_execpath
  const what = `npm run ${script}`
  const options = { what, deadline, cwd: PROJECT, env: process.env }
  if (npm?.endsWith('.js')) return attend(process.execPath, [npm, 'run', '--silent', script], options)
  return attend('npm', ['run', '--silent', script], options)
}

/** @param {readonly string[]} args @param {number} deadline @param {NodeJS.ProcessEnv} env */
function node(args, deadline, env) {
  return attend(process.execPath, args, { what: `${args[0]}`, deadline, cwd: PROJECT, env })
}
