// @ts-check
import { spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, readFileSync, rmSync } from 'node:fs'
import { constants as constantsOf } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Child processes of the build and test scripts: every one has a deadline or an owner, and
 * none outlives this process. Commands are argument arrays, never a shell line.
 *
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {Omit<import('node:child_process').SpawnOptions, 'detached'>} StartOptions
 */

/** @type {Map<ChildProcess, string>} */
const owned = new Map()
/**
 * What the user watches, and whether it is asked alone; it goes before the daemons that it lives on.
 * @type {Map<ChildProcess, boolean>}
 */
const attended = new Map()
/** @type {Set<string>} */
const folders = new Set()
/** @type {Set<() => Promise<void>>} */
const closers = new Set()
let guarded = false

/**
 * Starts a helper process in a process group of its own. It is ended with this process, also
 * when this process is killed (then by the kernel, where `setpriv` is at hand).
 * @param {string} command @param {readonly string[]} args @param {StartOptions & { what: string }} options
 * @returns {ChildProcess}
 */
export function start(command, args, { what, ...options }) {
  guard()
  const tether = process.platform === 'linux' ? findTool('setpriv') : undefined
  const [file, list] = tether ? [tether, ['--pdeathsig', 'TERM', command, ...args]] : [command, [...args]]
  const child = spawn(file, list, { stdio: 'ignore', ...options, detached: process.platform !== 'win32' })
  child.on('error', () => owned.delete(child))
  child.on('exit', () => owned.delete(child))
  owned.set(child, what)
  return child
}

/**
 * Runs a command to its end. Output is returned where it is piped.
 * @param {string} command @param {readonly string[]} args
 * @param {StartOptions & { what: string, deadline: number, input?: string }} options `deadline` in milliseconds
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} rejects when the deadline passes
 */
export async function run(command, args, { what, deadline, input, ...options }) {
  const child = start(command, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...options,
    what,
  })
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text) => (output.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (output.stderr += text))
  // A command that ends without reading its input is judged by its exit code.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  let late = false
  const timer = setTimeout(() => {
    late = true
    void end(child)
  }, deadline)
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Error(`${what}: ${error.message}`)))
      child.on('close', (status, signal) => resolve(status ?? (signal ? 128 : 1)))
    })
    if (late) throw new Error(`${what} did not end within ${Math.round(deadline / 1000)} s and was stopped`)
    return { code, ...output }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Runs a command whose output is the user's to see, and waits for it.
 * @param {string} command @param {readonly string[]} args
 * @param {StartOptions & { what: string, deadline?: number, alone?: boolean }} options `deadline` in
 *   milliseconds; none for what the user ends, such as the app; `alone` for what ends its own children
 * @returns {Promise<number>} its exit code
 */
export async function attend(command, args, { what, deadline, alone = false, ...options }) {
  const child = start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options, what })
  attended.set(child, alone)
  child.on('exit', () => attended.delete(child))
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${what}: ${error.message}`)))
    child.on('exit', (status, signal) => resolve(status ?? 128 + (signal ? constantsOf.signals[signal] : 0)))
  })
  if (deadline === undefined) return ended
  const timer = setTimeout(() => {
    console.error(`${what} did not end within ${Math.round(deadline / 1000)} s and is stopped`)
    void end(child, { alone })
  }, deadline)
  return ended.finally(() => clearTimeout(timer))
}

/**
 * Ends one process that we started, with its group: asked first, killed after the grace time.
 * @param {ChildProcess} child
 * @param {{ grace?: number, alone?: boolean }} [options] `grace` in milliseconds; `alone` asks the process
 *   itself only
 */
export async function end(child, { grace = 3000, alone = false } = {}) {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  if (alone) kill(pid, 'SIGTERM')
  else signalGroup(pid, 'SIGTERM')
  // A process that a test has frozen takes the signal only when it runs again.
  signalGroup(pid, 'SIGCONT')
  const patience = new AbortController()
  const timeout = sleep(grace, 'late', { signal: patience.signal }).catch(() => 'ended')
  if ((await Promise.race([exited, timeout])) === 'late') {
    signalGroup(pid, 'SIGKILL')
    await Promise.race([exited, sleep(1000)])
  }
  patience.abort()
}

/**
 * Polls until the probe answers something true.
 * @template T
 * @param {() => T | Promise<T>} probe @param {{ what: string, deadline: number, every?: number }} options
 * @returns {Promise<NonNullable<T>>} rejects with a message that names `what` when the deadline passes
 */
export async function waitFor(probe, { what, deadline, every = 50 }) {
  const last = Date.now() + deadline
  for (;;) {
    const answer = await probe()
    if (answer) return answer
    if (Date.now() > last) throw new Error(`waited ${Math.round(deadline / 1000)} s for ${what}`)
    await sleep(every)
  }
}

/**
 * Registers a folder or file that is removed when this process ends, in whatever way it ends but by SIGKILL.
 * @param {string} folder @returns {() => void} removes it now
 */
export function removeAtExit(folder) {
  guard()
  folders.add(folder)
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    folders.delete(folder)
  }
}

/**
 * Registers orderly work for SIGINT, SIGTERM and SIGHUP. The caller takes it back when done.
 * @param {() => Promise<void>} close @returns {() => void} takes it back
 */
export function closeAtSignal(close) {
  guard()
  closers.add(close)
  return () => closers.delete(close)
}

/**
 * Ends every process whose environment carries the marker: what our children left behind.
 * The marker must be unique to us, so that nobody else's process can match.
 * @param {string} marker such as `NAME=random`
 */
export async function endMarked(marker) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    const left = marked(marker)
    for (const pid of left) kill(pid, signal)
    if (left.length === 0) return
    await waitFor(() => marked(marker).length === 0, { what: 'stray processes', deadline: 1500 }).catch(
      () => {},
    )
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Where a program is on the PATH, if it is.
 * @param {string} name
 */
export function findTool(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

function guard() {
  if (guarded) return
  guarded = true
  /** @type {number | undefined} */
  let signalled
  process.on('exit', () => {
    // Whoever was first to see the app gone may have taken it for a quiet end.
    if (signalled !== undefined) process.exitCode = signalled
    for (const { pid } of owned.keys()) if (pid !== undefined) signalGroup(pid, 'SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  /** @param {number} code */
  const finish = async (code) => {
    signalled = code
    const asked = [...attended].map(([child, alone]) => end(child, { alone }))
    await Promise.race([Promise.allSettled(asked), sleep(5000)])
    await Promise.race([Promise.allSettled([...closers].map((close) => close())), sleep(8000)])
    await Promise.race([Promise.allSettled([...owned.keys()].map((child) => end(child))), sleep(5000)])
    process.exit(code)
  }
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]))
    process.once(signal, () => finish(code))
  watchParent(() => finish(143))
}

/**
 * npm passes a signal on to its shell only, which ends without a word to us.
 * @param {() => void} gone
 */
function watchParent(gone) {
  if (process.platform === 'win32' || !process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, 500)
  timer.unref()
}

/** @param {string} marker @returns {number[]} */
function marked(marker) {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid && environment(pid).includes(marker))
}

/** @param {number} pid @returns {readonly string[]} */
function environment(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  if (!kill(-pid, signal)) kill(pid, signal)
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function kill(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
