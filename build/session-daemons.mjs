// @ts-check
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { end, findTool, run, start, waitFor } from './processes.mjs'

/**
 * The daemons of a session of its own. Each is started in the foreground, so that its process
 * id is known, and each is awaited until it answers.
 *
 * @typedef {object} Daemon
 * @property {number} pid
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Surroundings what every daemon of one session shares
 * @property {string} folder where sockets and settings go
 * @property {Record<string, string>} env
 * @property {{ uid: number, gid: number } | undefined} user
 */

const READY_DEADLINE = 15_000

/** Any passphrase will do: the keyring lives in a temporary folder and holds test values. */
const KEYRING_PASSPHRASE = 'temporary\n'

/**
 * @param {Surroundings} around @param {string} screen `WIDTHxHEIGHTxDEPTH`
 * @returns {Promise<Daemon & { display: string }>}
 */
export async function startDisplay({ env, user }, screen) {
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset']
  const child = start(tool('Xvfb', 'xvfb'), args, {
    ...user,
    env,
    what: 'the virtual display',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let number = ''
  // Xvfb picks a number that is free and writes it when it is ready for clients.
  child.stdio[3]?.on('data', (text) => (number += text))
  await ready(child, () => number.endsWith('\n'), 'the virtual display (Xvfb)')
  return { ...daemon(child), display: `:${number.trim()}` }
}

/**
 * A session bus with nothing to activate: what is on it, we have started. That is also what
 * makes a missing keyring really missing.
 * @param {Surroundings} around
 * @returns {Promise<Daemon & { address: string }>}
 */
export async function startBus({ folder, env, user }) {
  const address = `unix:path=${join(folder, 'bus')}`
  const config = join(folder, 'bus.conf')
  await writeFile(
    config,
    `<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  )
  const child = start(
    tool('dbus-daemon', 'dbus'),
    [`--config-file=${config}`, '--nofork', '--print-address=3'],
    {
      ...user,
      env,
      what: 'the session bus',
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  let printed = ''
  child.stdio[3]?.on('data', (text) => (printed += text))
  await ready(child, () => printed.includes('\n'), 'the session bus (dbus-daemon)')
  return { ...daemon(child), address }
}

/**
 * A real gnome-keyring. A locked one has a login keyring that nobody has unlocked.
 * @param {Surroundings} around @param {'unlocked' | 'locked'} state
 * @returns {Promise<Daemon>}
 */
export async function startKeyring(around, state) {
  const unlocked = await startKeyringDaemon(around, true)
  if (state === 'unlocked') return unlocked
  await unlocked.stop()
  await waitFor(async () => !(await hasOwner(around, SECRETS)), {
    what: 'the keyring to stop',
    deadline: 5000,
  })
  return startKeyringDaemon(around, false)
}

/** @param {Surroundings} around @param {boolean} unlock */
async function startKeyringDaemon(around, unlock) {
  const control = join(around.folder, 'keyring')
  await mkdir(control, { recursive: true, mode: 0o700 })
  if (around.user) await giveAway([control], around.user)
  const args = ['--foreground', '--components=secrets', `--control-directory=${control}`]
  const child = start(tool('gnome-keyring-daemon', 'gnome-keyring'), unlock ? [...args, '--unlock'] : args, {
    ...around.user,
    env: around.env,
    what: 'the keyring',
    stdio: [unlock ? 'pipe' : 'ignore', 'ignore', 'ignore'],
  })
  child.stdin?.on('error', () => {})
  child.stdin?.end(KEYRING_PASSPHRASE)
  await ready(child, () => hasOwner(around, SECRETS), 'the keyring (gnome-keyring-daemon)')
  return daemon(child)
}

/**
 * dunst, set up so that what it shows does not depend on time, and written down as it is
 * shown: a record per notification, of fields that end with NUL.
 * @param {Surroundings} around
 * @returns {Promise<Daemon & { record: string }>}
 */
export async function startNotifications(around) {
  const record = join(around.folder, 'notifications')
  const script = join(around.folder, 'record-notification')
  await writeFile(record, '')
  await writeFile(
    script,
    `#!/bin/sh
printf '%s\\0%s\\0%s\\0%s\\0%s\\0' "$DUNST_ID" "$DUNST_APP_NAME" "$DUNST_SUMMARY" "$DUNST_BODY" "$DUNST_URGENCY" >> '${record}'
`,
    { mode: 0o755 },
  )
  const config = join(around.folder, 'dunstrc')
  await writeFile(
    config,
    `[global]
    monitor = 0
    follow = none
    origin = top-right
    offset = 12x12
    width = 360
    notification_limit = 20
    idle_threshold = 0
    show_age_threshold = -1
    stack_duplicates = false
    history_length = 100
    sort = no
    markup = no
    font = Sans 10
    mouse_left_click = do_action, close_current
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
[record]
    summary = "*"
    script = ${script}
`,
  )
  if (around.user) await giveAway([record, script, config], around.user)
  const child = start(tool('dunst', 'dunst'), ['-config', config], {
    ...around.user,
    env: around.env,
    what: 'the notification daemon',
  })
  await ready(
    child,
    () => hasOwner(around, 'org.freedesktop.Notifications'),
    'the notification daemon (dunst)',
  )
  return { ...daemon(child), record }
}

const SECRETS = 'org.freedesktop.secrets'

/**
 * Whether somebody on the session's bus answers to a name.
 * @param {Pick<Surroundings, 'env' | 'user'>} around @param {string} name
 */
export async function hasOwner({ env, user }, name) {
  const { stdout } = await run(
    tool('dbus-send', 'dbus'),
    [
      '--session',
      '--print-reply=literal',
      '--reply-timeout=2000',
      '--dest=org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus.NameHasOwner',
      `string:${name}`,
    ],
    { ...user, env, what: 'asking the session bus', deadline: 5000 },
  )
  return stdout.includes('true')
}

/**
 * @param {import('./processes.mjs').ChildProcess} child
 * @param {() => boolean | Promise<boolean>} probe @param {string} what
 */
async function ready(child, probe, what) {
  /** @type {string | undefined} */
  let failure
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code, signal) => (failure = `it ended with ${signal ?? code}`))
  try {
    await waitFor(
      () => {
        if (failure) throw new Error(`${what} did not start: ${failure}`)
        return probe()
      },
      { what: `${what} to be ready`, deadline: READY_DEADLINE },
    )
  } catch (error) {
    await end(child)
    throw error
  }
}

/** @param {import('./processes.mjs').ChildProcess} child @returns {Daemon} */
function daemon(child) {
  return { pid: /** @type {number} */ (child.pid), stop: () => end(child) }
}

/** @param {string} name @param {string} pkg */
function tool(name, pkg) {
  const path = findTool(name)
  if (!path) throw new Error(`\`${name}\` is not installed; on Debian it is in the package ${pkg}`)
  return path
}

/** @param {readonly string[]} paths @param {{ uid: number, gid: number }} user */
async function giveAway(paths, user) {
  for (const path of paths) await chown(path, user.uid, user.gid)
}
