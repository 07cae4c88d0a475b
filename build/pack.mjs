// @ts-check
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { distFolder, resolveElectron } from './electron-runtime.mjs'
import { buildIfNeeded, PROJECT } from './freshness.mjs'
import { attend } from './processes.mjs'

const HELP = `Packages the app, unpacked, for this platform, with the Electron that is at hand.

  npm run pack                    into dist/
  npm run pack -- --output FOLDER

Installers (deb, AppImage, dmg, nsis) are made by: npx electron-builder --config build/electron-builder.mjs
`
const DEADLINE = 5 * 60_000
const PLATFORM = { darwin: '--mac', win32: '--win' }

const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'dist' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) {
  console.log(HELP)
} else {
  try {
    process.exitCode = await pack()
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    process.exitCode = 1
  }
}
process.exit()

async function pack() {
  await buildIfNeeded(console.log)
  const electron = await resolveElectron()
  const platform = PLATFORM[/** @type {'darwin'} */ (process.platform)] ?? '--linux'
  return attend(
    process.execPath,
    [
      join(PROJECT, 'node_modules', 'electron-builder', 'cli.js'),
      platform,
      'dir',
      '--publish=never',
      '--config=build/electron-builder.mjs',
      `--config.electronDist=${distFolder(electron.executable)}`,
      `--config.electronVersion=${electron.version}`,
      `--config.directories.output=${resolve(PROJECT, values.output)}`,
    ],
    { what: 'packaging', deadline: DEADLINE, cwd: PROJECT },
  )
}
