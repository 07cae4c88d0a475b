// @ts-check
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Terminal } from './terminal.mjs'
import { Vendor } from './vendor.mjs'

/*
 * Kills the terminal with SIGKILL at random moments of `key create` and `key import`, against the sandbox and the
 * keychain of the session that it runs in, and looks at what the next command shows:
 *
 *   node test/session/session.mjs -- node test/prove/kill.mjs --runs 200
 *
 * Held: no value is lost after "Stored.", no key lives at the vendor that nothing records, every orphan is shown by
 * the next command, an import's file is still there, and a creation that ran beside the killed one ends well.
 */

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '200' } } })
const runs = Number(options.runs)
const folder = await mkdtemp(join(tmpdir(), 'keyturn-prove-'))
const account = 'prove'
const keys = '/mgmt/openapi/5/aaa/api-keys/v3'
const vendor = await Vendor.start()
const terminal = await Terminal.start(vendor, { account })

/** @type {string[]} */
const problems = []
const tally = { created: 0, orphan: 0, nothing: 0, imported: 0, 'not imported': 0, beside: 0 }

/** @param {number} n @param {number} usual */
async function killCreate(n, usual) {
  const name = `kill-${n}`
  const beside =
    n % 10 === 0
      ? terminal.run(['key', 'create', `beside-${n}`, '--account', account, '--type', 'send-your-data'])
      : null
  // Every other time the vendor answers late, so that many kills fall between its work and the answer.
  const late = n % 2 === 1 ? 400 : 0
  await vendor.clearFaults()
  if (late > 0) {
    const path = '/aaa/api-keys/v3$'
    await vendor.setFault({ kind: 'slow', when: 'after', method: 'POST', path, delayMs: late })
  }
  const killed = await terminal.run(
    ['key', 'create', name, '--account', account, '--type', 'send-your-data'],
    {
      killAfter: Math.random() * (usual + late),
    },
  )
  const shown = await terminal.keys()
  const live = (await vendor.keys()).filter(
    (/** @type {{ name: string }} */ key) => key.name.startsWith(`${name} `) || key.name === name,
  )
  const stored = killed.stderr.includes('Stored.')
  if (live.length === 0) tally.nothing += 1
  for (const key of live) {
    const found = shown.find((one) => one.id === key.id)
    if (!found) problems.push(`${name}: lives at the vendor, and the next command does not show it`)
    else if (found.hasValue) {
      tally.created += 1
      const value = await terminal.value(key.id)
      if (!(await vendor.takes(value))) problems.push(`${name}: the kept value is not the key's`)
    } else if (found.state === 'orphan') {
      tally.orphan += 1
      if (stored) problems.push(`${name}: was reported as stored and is an orphan`)
    } else problems.push(`${name}: lives at the vendor as ${found.state} without a value`)
  }
  if (stored && live.length !== 1) problems.push(`${name}: was reported as stored and is not at the vendor`)
  if (beside) {
    const ended = await beside
    tally.beside += 1
    const other = (await terminal.keys()).find((one) => one.name === `beside-${n}`)
    if (ended.code !== 0 || !other?.hasValue || other.state !== 'active') {
      problems.push(`beside-${n}: its live work was disturbed (${ended.code}) ${ended.stderr}`)
    }
  }
}

/** @param {number} n @param {number} usual */
async function killImport(n, usual) {
  const team = (await vendor.ask('GET', `${keys}/list/all`)).keys[0].owner
  const made = await vendor.ask('POST', keys, {
    name: `import-${n}`,
    owner: team.teamId ? team : { teamId: 1 },
    keyPermissions: { presets: ['SendData'], permissions: [] },
    hashed: true,
  })
  const file = join(folder, `import-${n}.txt`)
  await writeFile(file, `${made.value}\n`, { mode: 0o600 })
  await terminal.must(['sync'])
  const killed = await terminal.run(['key', 'import', made.keyId, '--file', file], {
    killAfter: Math.random() * usual,
  })
  if (!existsSync(file)) problems.push(`import-${n}: the downloaded file is gone`)
  const found = (await terminal.keys()).find((one) => one.id === made.keyId)
  if (killed.code === 0 && !found?.hasValue) problems.push(`import-${n}: ended well and is not held`)
  tally[found?.hasValue ? 'imported' : 'not imported'] += 1
  if (!found?.hasValue) await terminal.must(['key', 'import', made.keyId, '--file', file])
  const value = await terminal.value(made.keyId)
  if (value !== made.value) problems.push(`import-${n}: another value is held`)
  await rm(file)
}

try {
  const before = Date.now()
  await terminal.must(['key', 'create', 'warm-up', '--account', account, '--type', 'send-your-data'])
  const usual = (Date.now() - before) * 1.2
  for (let n = 1; n <= runs; n++) {
    await (n % 4 === 0 ? killImport(n, usual) : killCreate(n, usual))
    if (n % 20 === 0) console.log(`${n} of ${runs}: ${JSON.stringify(tally)}, problems: ${problems.length}`)
  }
} finally {
  await terminal.end()
  await vendor.stop()
  await rm(folder, { recursive: true, force: true })
}
for (const problem of problems) console.log(`PROBLEM ${problem}`)
console.log(`${runs} kills, ${JSON.stringify(tally)}; ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
process.exit()
