// @ts-check
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAtSignal, endMarked, findTool, removeAtExit } from './processes.mjs'
import { startBus, startDisplay, startKeyring, startNotifications } from './session-daemons.mjs'

/**
 * A desktop session for one run: display, bus, keyring and notification daemon as far as they
 * are asked for, and with a bus of its own also folders of its own. The user's keyring is
 * never created, unlocked or even seen from inside.
 *
 * @typedef {object} SessionOptions
 * @property {boolean} [display] a virtual display of its own (true unless said otherwise)
 * @property {boolean} [bus] a bus of its own, and with it temporary HOME, XDG and KEYTURN_HOME
 *   folders (true unless said otherwise); without it, there is neither keyring nor dunst
 * @property {'unlocked' | 'locked' | 'missing'} [keyring] unlocked unless said otherwise
 * @property {boolean | 'if-installed'} [notifications] true unless said otherwise
 * @property {string} [screen] size of the virtual display
 * @property {{ uid: number, gid: number } | undefined} [user] whom everything runs as, when root opens it
 *
 * @typedef {object} Session
 * @property {Record<string, string>} env the whole environment for programs in the session
 * @property {string} folder the temporary folder that holds the others
 * @property {string} home
 * @property {string} keyturnHome
 * @property {import('./session-daemons.mjs').Daemon & { display: string } | undefined} display
 * @property {import('./session-daemons.mjs').Daemon | undefined} bus
 * @property {import('./session-daemons.mjs').Daemon | undefined} keyring its pid takes SIGSTOP and SIGCONT
 * @property {import('./session-daemons.mjs').Daemon & { record: string } | undefined} notifications
 * @property {() => Promise<void>} close ends every process of the session and removes its folders
 */

/** Carried by every process of a session, so that strays can be told from anybody else's. */
const MARKER = 'KEYTURN_SESSION'

/** Whether this process has a display to open a window on. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Whether this process has a session bus, by its address or at the usual place. */
export function hasBus() {
  if (process.platform !== 'linux' || process.env.DBUS_SESSION_BUS_ADDRESS) return true
  return Boolean(process.env.XDG_RUNTIME_DIR && existsSync(join(process.env.XDG_RUNTIME_DIR, 'bus')))
}

/**
 * Opens a session. The caller closes it; it is also closed when this process ends.
 * @param {SessionOptions} [options]
 * @returns {Promise<Session>}
 */
export async function openSession(options = {}) {
  const { display = true, bus = true, keyring = 'unlocked', notifications = true, user } = options
  const id = randomUUID()
  // A socket's path may have 107 bytes; a deep TMPDIR would not leave enough of them.
  const folder = await mkdtemp(join(tmpdir().length > 50 ? '/tmp' : tmpdir(), 'keyturn-session-'))
  const remove = removeAtExit(folder)
  const env = inherited()
  env[MARKER] = id
  const around = { folder: join(folder, 'run'), env, user }
  /** @type {(import('./session-daemons.mjs').Daemon)[]} */
  const daemons = []

  /** @type {Session} */
  const session = {
    env,
    folder,
    home: process.env.HOME ?? '',
    keyturnHome: process.env.KEYTURN_HOME ?? '',
    display: undefined,
    bus: undefined,
    keyring: undefined,
    notifications: undefined,
    close: once(async () => {
      for (const daemon of daemons.reverse()) await daemon.stop()
      await endMarked(`${MARKER}=${id}`)
      remove()
      forget()
    }),
  }
  const forget = closeAtSignal(session.close)

  try {
    await makeFolder(folder, user)
    await makeFolder(around.folder, user)
    if (display) {
      session.display = await startDisplay(around, options.screen ?? '1280x800x24')
      daemons.push(session.display)
      env.DISPLAY = session.display.display
      // Nothing of the session may appear on a real screen.
      delete env.WAYLAND_DISPLAY
      delete env.XAUTHORITY
    }
    if (bus) {
      Object.assign(session, await privateFolders(folder, env, user))
      const started = await startBus(around)
      session.bus = started
      daemons.push(started)
      env.DBUS_SESSION_BUS_ADDRESS = started.address
      // Nor is the machine's own bus a test's to see.
      env.DBUS_SYSTEM_BUS_ADDRESS = started.address
      if (keyring !== 'missing') {
        session.keyring = await startKeyring(around, keyring)
        daemons.push(session.keyring)
        env.KEYTURN_SESSION_KEYRING_PID = String(session.keyring.pid)
      }
      if (notifications === true || (notifications && findTool('dunst'))) {
        session.notifications = await startNotifications(around)
        daemons.push(session.notifications)
        env.KEYTURN_SESSION_NOTIFICATIONS = session.notifications.record
      }
    }
    return session
  } catch (error) {
    await session.close()
    throw error
  }
}

/**
 * @param {string} folder @param {Record<string, string>} env @param {SessionOptions['user']} user
 */
async function privateFolders(folder, env, user) {
  const home = join(folder, 'home')
  const folders = {
    HOME: home,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_CACHE_HOME: join(home, '.cache'),
    KEYTURN_HOME: join(folder, 'keyturn'),
  }
  await makeFolder(home, user)
  for (const path of [join(home, '.local'), ...Object.values(folders)]) await makeFolder(path, user)
  Object.assign(env, folders)
  // Their sockets are the user's own session's.
  for (const name of ['GNOME_KEYRING_CONTROL', 'SSH_AUTH_SOCK', 'GPG_AGENT_INFO', 'SESSION_MANAGER'])
    delete env[name]
  // No accessibility bus is there to be asked.
  env.NO_AT_BRIDGE = '1'
  return { home, keyturnHome: folders.KEYTURN_HOME }
}

/** @param {string} path @param {SessionOptions['user']} user */
async function makeFolder(path, user) {
  await mkdir(path, { recursive: true })
  await chmod(path, 0o700)
  if (user) await chown(path, user.uid, user.gid)
}

/** @returns {Record<string, string>} */
function inherited() {
  /** @type {Record<string, string>} */
  const env = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  return env
}

/** @param {() => Promise<void>} action @returns {() => Promise<void>} */
function once(action) {
  /** @type {Promise<void> | undefined} */
  let running
  return () => (running ??= action())
}
