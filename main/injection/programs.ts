import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { ProgramEnd, Programs } from './injection-ports.ts'

/** How long a checker may take, in milliseconds, and how much of what it says is kept, in bytes. */
const patience = 20_000
const kept = 64 * 1024

/** What a checker gets of this process's environment: enough to run, nothing to send. */
const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'PATHEXT', 'TEMP']

/** What another program gets of this process's environment. */
export const minimalEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )

/** The programs of this machine, found by PATH. `deadline`: how long one may run, in milliseconds. */
export const installedPrograms = (deadline = patience): Programs => ({
  find,
  run: (program, args, folder) => run(program, args, folder, deadline),
})

async function find(name: string): Promise<string | null> {
  const endings = process.platform === 'win32' ? ['.exe', ''] : ['']
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    // A relative entry would find what somebody put into the folder of the config.
    if (!isAbsolute(folder)) continue
    for (const ending of endings) {
      const path = join(folder, name + ending)
      if (await isProgram(path)) return path
    }
  }
  return null
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

function run(
  program: string,
  args: readonly string[],
  folder: string,
  deadline: number,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const group = process.platform !== 'win32'
    const child = spawn(program, [...args], {
      cwd: folder,
      env: minimalEnvironment(),
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // In a group of its own, so that what it starts ends with it.
      detached: group,
    })
    const parts: Buffer[] = []
    let length = 0
    let late = false
    const keep = (part: Buffer): void => {
      parts.push(part.subarray(0, Math.max(0, kept - length)))
      length += part.length
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => {
      late = true
      stop(child.pid, group)
      // A pipe that somebody else still holds must not keep the answer.
      child.stdout.destroy()
      child.stderr.destroy()
    }, deadline)
    const end = (kind: ProgramEnd['kind'], status: number | null): void => {
      clearTimeout(timer)
      resolve({ kind: late ? 'late' : kind, status, said: Buffer.concat(parts).toString('utf8') })
    }
    child.on('error', () => end('failed', null))
    child.on('close', (status) => end('exited', status))
  })
}

/** Ends a process at once; with `group` also what it started. */
export function stop(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(group ? -pid : pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}
