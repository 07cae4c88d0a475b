// @ts-check
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findTool, run } from './processes.mjs'

/**
 * Why Chromium's sandbox cannot work for this user, if it cannot, and what to do. Chromium
 * itself says it in the middle of a crash. For root it is left out anyway.
 * @param {string} executable the Electron
 * @returns {Promise<string | undefined>}
 */
export async function sandboxObstacle(executable) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined
  const helper = join(dirname(executable), 'chrome-sandbox')
  const found = statSync(helper, { throwIfNoEntry: false })
  if (found?.uid === 0 && found.mode & 0o4000) return undefined
  const unshare = findTool('unshare')
  if (!unshare) return undefined
  const what = 'asking for a user namespace'
  const args = ['--user', '--map-root-user', process.execPath, '--version']
  const { code } = await run(unshare, args, { what, deadline: 10_000 })
  if (code === 0) return undefined
  return (
    "Chromium's sandbox cannot work here: this user may not create user namespaces. " +
    'Allow it (on Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0; in a container: its ' +
    `security options), or: sudo chown root '${helper}' && sudo chmod 4755 '${helper}'`
  )
}
