// @ts-check
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { electronEnvironment, resolveElectron } from './electron-runtime.mjs'
import { buildIfNeeded, electronVite, PROJECT } from './freshness.mjs'
import { attend } from './processes.mjs'
import { hasBus, hasDisplay, openSession } from './session.mjs'
import { ensureSystemLibraries } from './system-libraries.mjs'

const HELP = `Starts Keyturn from its sources.

  npm start                 build if needed, then open the app
  npm start -- --tour [DIR] show the main job in the real window, in a session of its own, and
                            leave pictures in DIR (a new temporary folder unless given)
  npm run dev               the same app with hot reload
  npm start -- -- ARGUMENT  what follows the second -- goes to the app

Without a display the window opens on a virtual one; without a session bus the app gets one
of its own, with a keyring and folders that are temporary and named here.
`
const TOUR_DEADLINE = 15 * 60_000

const { values, positionals } = readArguments()

if (values.help) {
  console.log(HELP)
} else {
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    process.exitCode = 1
  }
}
// A daemon's pipe must not keep a finished start alive.
process.exit()

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        tour: { type: 'boolean', default: false },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${HELP}`)
    process.exit(2)
  }
}

/** @returns {Promise<number>} the app's exit code */
async function main() {
  // A tour clicks and types: never on the user's screen, nor in the user's keyring.
  const ownDisplay = values.tour || !hasDisplay()
  const ownBus = values.tour || !hasBus()
  /** @type {import('./system-libraries.mjs').Purpose[]} */
  const purposes = ['run']
  if (ownDisplay) purposes.push('display')
  if (ownBus) purposes.push('session')
  // Before anything that takes long.
  if ((await ensureSystemLibraries(purposes)).length > 0) return 1
  if (!values.dev) await buildIfNeeded(console.log)
  const electron = await resolveElectron()
  if ((await ensureSystemLibraries(['run'], electron)).length > 0) return 1
  if (process.platform !== 'linux' || !(ownDisplay || ownBus)) return open(electron, process.env)
  const session = await openSession({
    display: ownDisplay,
    bus: ownBus,
    notifications: 'if-installed',
    screen: '1440x900x24',
  })
  try {
    if (ownDisplay && !values.tour)
      console.log(`No display here: the window is on a virtual one, ${session.env.DISPLAY}`)
    if (ownBus) console.log(`A session bus and keyring of its own; temporary folders in ${session.folder}`)
    return await open(electron, session.env)
  } finally {
    await session.close()
  }
}

/**
 * @param {import('./electron-runtime.mjs').ElectronRuntime} electron
 * @param {Record<string, string | undefined>} base
 */
function open(electron, base) {
  const env = { ...base, ...electronEnvironment(electron) }
  if (values.tour) {
    const tour = join(PROJECT, 'build', 'tour.mjs')
    return attend(process.execPath, [tour, ...positionals], {
      what: 'the tour',
      deadline: TOUR_DEADLINE,
      env,
    })
  }
  // Chromium's sandbox refuses to work for root. The packaged app never gets this switch.
  const unsandboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  if (values.dev) {
    const args = [electronVite(), 'dev', ...(unsandboxed.length > 0 ? ['--noSandbox'] : [])]
    return attend(process.execPath, args, { what: 'the app', env, cwd: PROJECT })
  }
  return attend(electron.executable, [...unsandboxed, ...electron.args(PROJECT), ...positionals], {
    what: 'the app',
    env,
  })
}
