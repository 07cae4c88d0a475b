// @ts-check
import { parseArgs } from 'node:util'
import { electronVite } from '../../build/freshness.mjs'
import { attend } from '../../build/processes.mjs'
import { openSession } from '../../build/session.mjs'
import { ensureSystemLibraries } from '../../build/system-libraries.mjs'

const HELP = `Proves by brute force what the tests only sample: npm run prove

  npm run prove -- --only prometheus,matrix,rotate-kill,kill
  npm run prove -- --rotations 20 --kills 500 --runs 200

Takes about half an hour. Nothing of it touches your keychain or your folders.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'prometheus,matrix,rotate-kill,kill' },
    rotations: { type: 'string', default: '20' },
    kills: { type: 'string', default: '500' },
    runs: { type: 'string', default: '200' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** @type {Readonly<Record<string, readonly string[]>>} */
const proofs = {
  prometheus: ['--rotations', values.rotations],
  matrix: [],
  'rotate-kill': ['--kills', values.kills],
  kill: ['--runs', values.runs],
}

const HOUR = 3_600_000

if (values.help) console.log(HELP)
else process.exitCode = await main()
process.exit()

async function main() {
  if ((await ensureSystemLibraries(['session', 'tests'])).length > 0) return 1
  const node = process.execPath
  const built = await attend(node, [electronVite(), 'build'], {
    what: 'the build',
    deadline: HOUR,
    stdio: 'ignore',
  })
  if (built !== 0) return built
  const session = await openSession({ display: false, notifications: false })
  let code = 0
  try {
    for (const name of values.only.split(',')) {
      const file = new URL(`./${name}.mjs`, import.meta.url).pathname
      console.log(`\n=== ${name} ===`)
      const how = { what: name, deadline: HOUR, env: session.env, stdio: /** @type {const} */ ('inherit') }
      code = Math.max(code, await attend(node, [file, ...(proofs[name] ?? [])], how))
    }
  } finally {
    await session.close()
  }
  return code
}
