import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { minimalEnvironment, stop } from '../../injection/programs.ts'

/** How long a reload command may take, in milliseconds. */
const patience = 60_000

const byHand = 'Run the command in a terminal to see what it says, then resume.'

/**
 * Runs a user's reload command by the system's shell, with a minimal environment, in a group of its own. What it says
 * is not kept: it may quote anything, and an agent that it starts in the background must not write into a pipe that
 * ends with Keyturn. Once it has begun it is brought to its end: an agent that was stopped half-way is worse off.
 *
 * @param deadline milliseconds, after which it is stopped with everything that it started
 */
export async function runReloadCommand(
  command: string,
  signal?: AbortSignal,
  deadline = patience,
): Promise<Result<void>> {
  if (signal?.aborted)
    return fail('interrupted', 'Stopped before the reload command was run. Nothing was reloaded.')
  const end = await ended(command, deadline)
  if (end === 'failed')
    return fail('refused', "The reload command was not run: the system's shell could not be started.")
  if (end === 'late') {
    const seconds = Math.ceil(deadline / 1000)
    return fail(
      'refused',
      `The reload command had not ended after ${seconds} seconds and was stopped.`,
      `A command that starts the agent must leave it in the background. ${byHand}`,
    )
  }
  if (end === 0) return ok(undefined)
  const why = typeof end === 'number' ? `exit code ${end}${known[end] ?? ''}` : `signal ${end.signal}`
  return fail('refused', `The reload command failed (${why}).`, byHand)
}

const known: Readonly<Record<number, string>> =
  process.platform === 'win32' ? {} : { 126: ': it may not be run', 127: ': there is no such program' }

type End = number | { readonly signal: string } | 'late' | 'failed'

function ended(command: string, deadline: number): Promise<End> {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32'
    const child = windows
      ? spawn(
          join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'cmd.exe'),
          ['/d', '/s', '/c', `"${command}"`],
          { ...options(), windowsVerbatimArguments: true },
        )
      : spawn('/bin/sh', ['-c', command], { ...options(), detached: true })
    let late = false
    const timer = setTimeout(() => {
      late = true
      stop(child.pid, !windows)
    }, deadline)
    const end = (how: End): void => {
      clearTimeout(timer)
      resolve(late ? 'late' : how)
    }
    child.on('error', () => end('failed'))
    child.on('exit', (code, by) => end(code ?? { signal: by ?? 'unknown' }))
  })
}

const options = () => ({
  cwd: homedir(),
  env: minimalEnvironment(),
  stdio: 'ignore' as const,
  windowsHide: true,
})
