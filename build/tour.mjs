// @ts-check
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import { PROJECT } from './freshness.mjs'
import { careSteps } from './tour/care-steps.mjs'
import { checkLeaks } from './tour/evidence.mjs'
import { Pictures } from './tour/pictures.mjs'
import { rotationSteps } from './tour/rotation-steps.mjs'
import { sampleSteps } from './tour/sample-steps.mjs'
import { severalSteps } from './tour/several-steps.mjs'
import { vendorSteps } from './tour/vendor-steps.mjs'
import { firstSteps, lastSteps } from './tour/window-steps.mjs'

/**
 * The main job in the real window, by itself: `npm start -- --tour [FOLDER]`. start.mjs gives it
 * a session of its own, in whose temporary home everything takes place. It ends with 0 only if
 * every step happened.
 *
 * @typedef {object} Tour what the steps share
 * @property {import('playwright-core').ElectronApplication} app
 * @property {import('playwright-core').Page} window
 * @property {Pictures} pictures
 * @property {string} folder where the pictures and the sample file lie
 * @property {Set<string>} values every value that is met, so that the last step can look for them
 * @property {() => string} output what the app has written so far
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {(tour: Tour) => Promise<string>} run answers what was seen; throws what was expected and seen
 */

const LAUNCH_DEADLINE = 30_000
const WAIT_DEADLINE = 20_000
const CLOSE_DEADLINE = 15_000

process.exitCode = await main()
process.exit()

/** @returns {Promise<number>} */
async function main() {
  const executablePath = process.env.KEYTURN_ELECTRON
  if (!process.env.KEYTURN_SESSION || !executablePath) {
    console.error(
      process.platform === 'linux'
        ? 'The tour is started with: npm start -- --tour'
        : 'The tour needs a keyring of its own, which it gets on Linux only. Use npm start and the sandbox.',
    )
    return 1
  }
  const wanted = process.argv[2]
  const folder = wanted ? resolve(wanted) : await mkdtemp(join(tmpdir(), 'keyturn-tour-'))
  await mkdir(folder, { recursive: true })
  console.log(`The tour's pictures go to ${folder}\n`)
  const began = Date.now()
  /** @type {Tour | undefined} */
  let tour
  const start = async () => {
    let app
    let attempt = 'the built app, in a temporary home'
    try {
      app = await launch(executablePath)
    } catch {
      // Playwright attaches while the app starts, and now and then misses the moment.
      app = await launch(executablePath)
      attempt += ', at the second attempt'
    }
    tour = await open(app, folder)
    return attempt
  }
  let done = await take('Start', start)
  for (const { title, run } of [
    ...firstSteps,
    ...sampleSteps,
    ...severalSteps,
    ...rotationSteps,
    ...vendorSteps,
    ...careSteps,
    ...lastSteps,
  ]) {
    const at = tour
    if (done && at) done = await take(title, () => run(at), at)
  }
  const at = tour
  if (at) {
    const quit = await take('Quit', () => close(at.app))
    done = done && quit && (await take('Values', () => checkLeaks(at)))
  }
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(`\n${done ? 'All of it happened' : 'Not all of it happened'}, in ${seconds} s.`)
  if (at) console.log(`${at.pictures.count} pictures: ${folder}`)
  return done ? 0 : 1
}

/**
 * Carries out one step and prints how it went.
 * @param {string} title @param {() => Promise<string>} run @param {Tour} [tour]
 */
async function take(title, run, tour) {
  const began = Date.now()
  const time = () => `(${((Date.now() - began) / 1000).toFixed(1)} s)`
  try {
    console.log(`ok    ${title}: ${await run()} ${time()}`)
    return true
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    console.log(`FAIL  ${title} ${time()}\n      ${message.trim().replaceAll('\n', '\n      ')}`)
    await tour?.pictures.take('failed').catch(() => {})
    return false
  }
}

/** @param {string} executablePath */
function launch(executablePath) {
  return _electron.launch({
    executablePath,
    args: [PROJECT],
    cwd: PROJECT,
    env: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
    timeout: LAUNCH_DEADLINE,
    // Chromium's sandbox refuses to work for root.
    chromiumSandbox: process.getuid?.() !== 0,
    // The app's own theme is what is looked at.
    colorScheme: null,
  })
}

/** @param {import('playwright-core').ElectronApplication} app @param {string} folder @returns {Promise<Tour>} */
async function open(app, folder) {
  let output = ''
  for (const stream of [app.process().stdout, app.process().stderr])
    stream?.on('data', (text) => {
      output += text
    })
  const window = await app.firstWindow({ timeout: LAUNCH_DEADLINE })
  window.setDefaultTimeout(WAIT_DEADLINE)
  await window.waitForLoadState('load', { timeout: LAUNCH_DEADLINE })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
  return {
    app,
    window,
    folder,
    pictures: new Pictures(app, window, folder),
    values: new Set(),
    output: () => output,
  }
}

/** @param {import('playwright-core').ElectronApplication} app */
async function close(app) {
  const child = app.process()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve('late'), CLOSE_DEADLINE)
  })
  const outcome = await Promise.race([app.close(), late])
  clearTimeout(timer)
  if (outcome === 'late') {
    child.kill('SIGKILL')
    throw new Error(
      `expected the app to end within ${CLOSE_DEADLINE / 1000} s; it went on running and was killed`,
    )
  }
  return 'the app ended when it was asked to'
}
