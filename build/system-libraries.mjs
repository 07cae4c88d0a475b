// @ts-check
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { findTool, removeAtExit, run } from './processes.mjs'

/**
 * What the app needs of the system beside Electron, and which Debian package brings it.
 * Where a package was renamed (64-bit time), both names are given, the newer one first.
 *
 * @typedef {'run' | 'display' | 'session' | 'tests'} Purpose
 * @typedef {{ for: Purpose, packages: readonly string[], tool?: string, library?: string, python?: string }} Need
 */

/** @type {readonly Need[]} */
const NEEDS = [
  { for: 'run', library: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { for: 'run', library: 'libnss3.so', packages: ['libnss3'] },
  { for: 'run', library: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { for: 'run', library: 'libgbm.so.1', packages: ['libgbm1'] },
  { for: 'run', library: 'libsecret-1.so.0', packages: ['libsecret-1-0'] },
  { for: 'display', tool: 'Xvfb', packages: ['xvfb'] },
  { for: 'session', tool: 'dbus-daemon', packages: ['dbus-daemon', 'dbus'] },
  { for: 'session', tool: 'dbus-send', packages: ['dbus-bin', 'dbus'] },
  { for: 'session', tool: 'gnome-keyring-daemon', packages: ['gnome-keyring'] },
  { for: 'tests', tool: 'dunst', packages: ['dunst'] },
  { for: 'tests', tool: 'notify-send', packages: ['libnotify-bin'] },
  { for: 'tests', tool: 'xclip', packages: ['xclip'] },
  { for: 'tests', tool: 'import', packages: ['imagemagick'] },
  { for: 'tests', tool: 'secret-tool', packages: ['libsecret-tools'] },
  { for: 'tests', tool: 'promtool', packages: ['prometheus'] },
  { for: 'tests', tool: 'amtool', packages: ['prometheus-alertmanager'] },
  { for: 'tests', tool: 'nagios4', packages: ['nagios4-core'] },
  { for: 'tests', tool: 'docker-compose', packages: ['docker-compose'] },
  { for: 'tests', tool: 'systemd-analyze', packages: ['systemd'] },
  { for: 'tests', python: 'dbus', packages: ['python3-dbus'] },
  { for: 'tests', python: 'gi', packages: ['python3-gi'] },
]

/** Libraries that Electron links, by the package that brings them where gtk does not. */
const LINKED = /** @type {Record<string, readonly string[]>} */ ({
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libatspi.so.0': ['libatspi2.0-0t64', 'libatspi2.0-0'],
  'libcups.so.2': ['libcups2t64', 'libcups2'],
  'libdbus-1.so.3': ['libdbus-1-3'],
  'libdrm.so.2': ['libdrm2'],
  'libexpat.so.1': ['libexpat1'],
  'libxcb.so.1': ['libxcb1'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXrandr.so.2': ['libxrandr2'],
})

const UPDATE_DEADLINE = 3 * 60_000
const INSTALL_DEADLINE = 8 * 60_000
/** What Debian's packages ask before they start a service. */
const POLICY = '/usr/sbin/policy-rc.d'

/**
 * Sees to it that what the purposes need is there. As root on Debian what is missing is
 * installed; otherwise one line says what to install, and the caller ends.
 * @param {readonly Purpose[]} purposes
 * @param {{ executable?: string, say?: (line: string) => void }} [options] the Electron whose libraries are checked too
 * @returns {Promise<readonly string[]>} the packages that are still missing
 */
export async function ensureSystemLibraries(purposes, { executable, say = console.log } = {}) {
  if (process.platform !== 'linux') return []
  const missing = await missingPackages(purposes, executable)
  if (missing.length === 0) return []
  if (process.getuid?.() !== 0 || !findTool('apt-get')) {
    const names = await namesHere(missing)
    say(`Missing from the system. Install it and start again; on Debian or Ubuntu: ${byHand(names)}`)
    return names
  }
  try {
    await install(missing, say)
  } catch (error) {
    say(`The system's packages could not be installed: ${/** @type {Error} */ (error).message}`)
  }
  const left = await namesHere(await missingPackages(purposes, executable))
  if (left.length > 0) say(`Still missing from the system. Install it and start again: ${byHand(left)}`)
  return left
}

/** @param {readonly string[]} names */
function byHand(names) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names.join(' ')}`
}

/**
 * @param {readonly Purpose[]} purposes @param {string | undefined} executable
 * @returns {Promise<readonly (readonly string[])[]>} per need its possible packages
 */
async function missingPackages(purposes, executable) {
  const { stdout: libraries } = await ask(findTool('ldconfig') ?? 'ldconfig', ['-p'])
  const missing = []
  for (const need of NEEDS) {
    if (!purposes.includes(need.for)) continue
    const present =
      (need.tool && findTool(need.tool)) ||
      // A system without such a list may have its libraries anywhere.
      (need.library && (libraries === '' || libraries.includes(`\t${need.library} `))) ||
      (need.python && (await pythonHas(need.python)))
    if (!present) missing.push(need.packages)
  }
  if (executable) {
    const { stdout } = await ask('ldd', [executable])
    for (const [, library = ''] of stdout.matchAll(/^\s*(\S+) => not found/gm)) {
      const packages = LINKED[library]
      if (packages) missing.push(packages)
    }
  }
  return [...new Map(missing.map((packages) => [packages.join(), packages])).values()]
}

/** @param {string} module */
async function pythonHas(module) {
  // The tray host runs on Debian's own Python.
  const python = '/usr/bin/python3'
  return existsSync(python) && (await ask(python, ['-c', `import ${module}`])).code === 0
}

/** @param {readonly (readonly string[])[]} missing @param {(line: string) => void} say */
async function install(missing, say) {
  say('Installing what the system lacks, with apt-get')
  await apt(['update'], UPDATE_DEADLINE)
  const names = await namesHere(missing)
  say(`  ${names.join(' ')}`)
  await withoutServices(() => apt(['install', '-y', '--no-install-recommends', ...names], INSTALL_DEADLINE))
}

/**
 * Debian starts a daemon when its package is installed. The tests want the programs, and not a Prometheus or a
 * Nagios that runs on this machine from now on.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  const ours = await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 }).then(
    () => true,
    // The machine has a policy of its own, as containers do.
    () => false,
  )
  const remove = ours ? removeAtExit(POLICY) : () => undefined
  try {
    await work()
  } finally {
    remove()
  }
}

/** @param {readonly string[]} args @param {number} deadline */
async function apt(args, deadline) {
  const { code, stdout, stderr } = await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    what: `apt-get ${args[0]}`,
    deadline,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (code !== 0)
    throw new Error(`apt-get ${args[0]}: ${(stderr || stdout).trim().split('\n').slice(-2).join(' | ')}`)
}

/** @param {readonly (readonly string[])[]} missing */
async function namesHere(missing) {
  return [...new Set(await Promise.all(missing.map(installable)))]
}

/** The first of the names that this release really has. @param {readonly string[]} names */
async function installable(names) {
  for (const name of names) {
    const { stdout } = await ask('apt-cache', ['policy', name])
    if (/Candidate: (?!\(none\))/.test(stdout)) return name
  }
  return last(names)
}

/** @param {string} command @param {readonly string[]} args */
function ask(command, args) {
  const env = { ...process.env, LC_ALL: 'C' }
  return run(command, args, { what: command, deadline: 20_000, env }).catch(() => ({
    code: 1,
    stdout: '',
    stderr: '',
  }))
}

/** @param {readonly string[]} names */
function last(names) {
  return /** @type {string} */ (names.at(-1))
}
