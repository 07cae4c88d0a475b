import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** How long git may take to answer, in milliseconds. */
const patience = 2_000

/**
 * Whether a commit in the file's folder could take the file along: it is in a git work tree and not ignored. False
 * where there is no git, no work tree or no answer in time: this is only for a warning.
 */
export function couldBeCommitted(resolved: string): Promise<boolean> {
  if (!insideWorkTree(dirname(resolved))) return Promise.resolve(false)
  // The repository is not trusted: its settings must not start a program.
  const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']
  const question = [...settings, 'check-ignore', '-q', '--', `./${basename(resolved)}`]
  return new Promise((answer) => {
    execFile('git', question, { cwd: dirname(resolved), timeout: patience, windowsHide: true }, (error) => {
      // 0: ignored. 1: not ignored. Anything else: not a repository of ours, or no git.
      answer(error !== null && error.code === 1)
    })
  })
}

function insideWorkTree(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true
    if (dirname(at) === at) return false
  }
}
