// @ts-check
import { constants, readdirSync, statSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes.mjs'

export const PROJECT = fileURLToPath(new URL('..', import.meta.url))

const SOURCES = ['main', 'preload', 'renderer', 'shared', 'package.json', 'electron.vite.config.ts']
const OUTPUTS = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']
const DEADLINE = 3 * 60_000

/**
 * Builds the app if it was never built, or if a source is newer than what was built.
 * @param {(line: string) => void} say
 */
export async function buildIfNeeded(say) {
  const built = Math.min(...OUTPUTS.map((path) => modified(join(PROJECT, path))))
  if (built >= Math.max(...SOURCES.map((path) => newest(join(PROJECT, path))))) return
  say('Building the app')
  await checkWritable()
  await build()
}

/** The bundler would say it with a stack trace. */
async function checkWritable() {
  for (const folder of [PROJECT, join(PROJECT, 'out')])
    await access(folder, constants.W_OK).catch((error) => {
      if (error.code === 'ENOENT') return
      throw new Error(
        `The app must be built, and ${folder} cannot be written (${error.code}). ` +
          'Run npm run build as a user who can write there, or start from a copy of your own.',
      )
    })
}

/** Builds the app; what the bundler says is shown only when it fails. */
async function build() {
  const { code, stdout, stderr } = await run(process.execPath, [electronVite(), 'build'], {
    what: 'the build',
    deadline: DEADLINE,
    cwd: PROJECT,
  })
  if (code !== 0) throw new Error(`the build failed\n${stdout}${stderr}`)
}

/** The bundler's command line, as a file that Node runs. */
export function electronVite() {
  return join(PROJECT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
}

/** @param {string} path @returns {number} */
function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  // The folder's own time tells of files that were taken away.
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** @param {string} path */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
