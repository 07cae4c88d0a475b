// @ts-check
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

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
const keyturn = fileURLToPath(new URL('../../out/main/keyturn.js', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'keyturn-prove-'))
const account = 'prove'

/** @typedef {{ code: number | null, stdout: string, stderr: string }} Ended */

/** @param {readonly string[]} args @param {{ input?: string, killAfter?: number }} [how] @returns {Promise<Ended>} */
function run(args, { input = '', killAfter } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [keyturn, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    const ended = { stdout: '', stderr: '' }
    child.stdout.on('data', (text) => {
      ended.stdout += text
    })
    child.stderr.on('data', (text) => {
      ended.stderr += text
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfter ?? 60_000)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ ...ended, code })
    })
  })
}

/** @param {readonly string[]} args @param {string} [input] @returns {Promise<string>} */
async function must(args, input) {
  const ended = await run(args, { ...(input === undefined ? {} : { input }) })
  if (ended.code !== 0) throw new Error(`keyturn ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`)
  return ended.stdout
}

const sandbox = spawn(process.execPath, [keyturn, 'sandbox'], { stdio: ['ignore', 'pipe', 'inherit'] })
/** @type {{ apiUrl: string, ingressUrl: string, adminKey: string }} */
const vendor = await new Promise((resolve, reject) => {
  sandbox.stdout.once('data', (line) => resolve(JSON.parse(String(line).split('\n')[0] ?? '')))
  setTimeout(() => reject(new Error('the sandbox did not start')), 15_000).unref()
})

/** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
async function api(method, path, body) {
  const answer = await fetch(`${vendor.apiUrl}/mgmt/openapi/5${path}`, {
    method,
    headers: { authorization: `Bearer ${vendor.adminKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** @param {string} method @param {string} path @param {unknown} [body] */
async function control(method, path, body) {
  const headers = { authorization: `Bearer ${vendor.adminKey}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${vendor.apiUrl}/sandbox/v1${path}`, { method, headers, ...sent })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
}

/** @param {string} value */
async function ingestionAccepts(value) {
  const answer = await fetch(`${vendor.ingressUrl}/logs/v1/singles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ applicationName: 'prove', subsystemName: 'kill', text: 'x' }]),
  })
  return answer.ok
}

/** @returns {Promise<readonly { id: string, name: string, state: string, hasValue: boolean }[]>} */
const listed = async () => JSON.parse(await must(['key', 'list', '--state', 'all', '--json']))

/** @type {string[]} */
const problems = []
const tally = { created: 0, orphan: 0, nothing: 0, imported: 0, 'not imported': 0, beside: 0 }

/** @param {number} n @param {number} usual */
async function killCreate(n, usual) {
  const name = `kill-${n}`
  const beside =
    n % 10 === 0
      ? run(['key', 'create', `beside-${n}`, '--account', account, '--type', 'send-your-data'])
      : null
  // Every other time the vendor answers late, so that many kills fall between its work and the answer.
  const late = n % 2 === 1 ? 400 : 0
  await control('DELETE', '/faults')
  if (late > 0) {
    const path = '/aaa/api-keys/v3$'
    await control('POST', '/faults', { kind: 'slow', when: 'after', method: 'POST', path, delayMs: late })
  }
  const killed = await run(['key', 'create', name, '--account', account, '--type', 'send-your-data'], {
    killAfter: Math.random() * (usual + late),
  })
  const shown = await listed()
  const { keys } = await api('GET', '/aaa/api-keys/v3/list/all')
  const live = keys.filter(
    (/** @type {{ name: string }} */ key) => key.name.startsWith(`${name} `) || key.name === name,
  )
  const stored = killed.stderr.includes('Stored.')
  if (live.length === 0) tally.nothing += 1
  for (const key of live) {
    const found = shown.find((one) => one.id === key.id)
    if (!found) problems.push(`${name}: lives at the vendor, and the next command does not show it`)
    else if (found.hasValue) {
      tally.created += 1
      const value = (await must(['key', 'value', key.id])).trim()
      if (!(await ingestionAccepts(value))) problems.push(`${name}: the kept value is not the key's`)
    } else if (found.state === 'orphan') {
      tally.orphan += 1
      if (stored) problems.push(`${name}: was reported as stored and is an orphan`)
    } else problems.push(`${name}: lives at the vendor as ${found.state} without a value`)
  }
  if (stored && live.length !== 1) problems.push(`${name}: was reported as stored and is not at the vendor`)
  if (beside) {
    const ended = await beside
    tally.beside += 1
    const other = (await listed()).find((one) => one.name === `beside-${n}`)
    if (ended.code !== 0 || !other?.hasValue || other.state !== 'active') {
      problems.push(`beside-${n}: its live work was disturbed (${ended.code}) ${ended.stderr}`)
    }
  }
}

/** @param {number} n @param {number} usual */
async function killImport(n, usual) {
  const team = (await api('GET', '/aaa/api-keys/v3/list/all')).keys[0].owner
  const made = await api('POST', '/aaa/api-keys/v3', {
    name: `import-${n}`,
    owner: team.teamId ? team : { teamId: 1 },
    keyPermissions: { presets: ['SendData'], permissions: [] },
    hashed: true,
  })
  const file = join(folder, `import-${n}.txt`)
  await writeFile(file, `${made.value}\n`, { mode: 0o600 })
  await must(['sync'])
  const killed = await run(['key', 'import', made.keyId, '--file', file], {
    killAfter: Math.random() * usual,
  })
  if (!existsSync(file)) problems.push(`import-${n}: the downloaded file is gone`)
  const found = (await listed()).find((one) => one.id === made.keyId)
  if (killed.code === 0 && !found?.hasValue) problems.push(`import-${n}: ended well and is not held`)
  tally[found?.hasValue ? 'imported' : 'not imported'] += 1
  if (!found?.hasValue) await must(['key', 'import', made.keyId, '--file', file])
  const value = (await must(['key', 'value', made.keyId])).trim()
  if (value !== made.value) problems.push(`import-${n}: another value is held`)
  await rm(file)
}

try {
  const addresses = ['--api-url', vendor.apiUrl, '--ingress-url', vendor.ingressUrl]
  await must(['account', 'add', '--provider', 'coralogix', '--name', account, ...addresses], vendor.adminKey)
  await must(['sync'])
  const before = Date.now()
  await must(['key', 'create', 'warm-up', '--account', account, '--type', 'send-your-data'])
  const usual = (Date.now() - before) * 1.2
  for (let n = 1; n <= runs; n++) {
    await (n % 4 === 0 ? killImport(n, usual) : killCreate(n, usual))
    if (n % 20 === 0) console.log(`${n} of ${runs}: ${JSON.stringify(tally)}, problems: ${problems.length}`)
  }
} finally {
  sandbox.kill('SIGTERM')
  await rm(folder, { recursive: true, force: true })
}
for (const problem of problems) console.log(`PROBLEM ${problem}`)
console.log(`${runs} kills, ${JSON.stringify(tally)}; ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
