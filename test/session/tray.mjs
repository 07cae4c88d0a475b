// @ts-check
import { fileURLToPath } from 'node:url'
import { end, run, start, waitFor } from '../../build/processes.mjs'
import { hasOwner } from '../../build/session-daemons.mjs'

/**
 * The desktop's tray, played by `tray-host.py`. `env` is the session's environment; inside
 * `npm test` it is the test's own.
 *
 * @typedef {import('./notifications.mjs').Environment} Environment
 * @typedef {{ id: number, depth: number, label: string, type: string, enabled: boolean, visible: boolean, checked: boolean }} TrayMenuItem
 * @typedef {{ name: string, path: string, id: string, title: string, status: string, tooltip: string, icon: [width: number, height: number, bytes: number][], menu: TrayMenuItem[] }} TrayItem
 */

// Debian's own Python has the dbus module; another one on the PATH has not.
const PYTHON = '/usr/bin/python3'
const HOST = fileURLToPath(new URL('./tray-host.py', import.meta.url))
const WATCHER = 'org.kde.StatusNotifierWatcher'

/**
 * Puts a tray on the session's bus. Do it before the app starts, as a desktop does.
 * @param {Environment} [env]
 * @returns {Promise<{ stop: () => Promise<void> }>}
 */
export async function startTrayHost(env = process.env) {
  const child = start(PYTHON, [HOST, 'serve'], { env, what: 'the tray host' })
  try {
    await waitFor(() => hasOwner({ env: defined(env), user: undefined }, WATCHER), {
      what: 'the tray host to be ready',
      deadline: 10_000,
    })
  } catch (error) {
    await end(child)
    throw error
  }
  return { stop: () => end(child) }
}

/**
 * What is in the tray now, with menus.
 * @param {Environment} [env]
 * @returns {Promise<TrayItem[]>}
 */
export async function trayItems(env = process.env) {
  return JSON.parse(await host(['items'], env))
}

/**
 * Activates the menu item with a label, wherever in the menu it is.
 * @param {string} label @param {Environment} [env]
 */
export async function chooseTrayItem(label, env = process.env) {
  await host(['choose', label], env)
}

/**
 * Clicks the icon itself.
 * @param {Environment} [env]
 */
export async function clickTray(env = process.env) {
  await host(['click'], env)
}

/** @param {readonly string[]} args @param {Environment} env */
async function host(args, env) {
  const { code, stdout, stderr } = await run(PYTHON, [HOST, ...args], {
    env,
    what: 'the tray host',
    deadline: 20_000,
  })
  if (code !== 0) throw new Error(`tray-host ${args.join(' ')}: ${stderr.trim().split('\n').at(-1)}`)
  return stdout
}

/** @param {Environment} env @returns {Record<string, string>} */
function defined(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
