import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a bug's stack to the data folder's log and returns the id under which it is found. Whatever looks like a
 * value is left out: a stack can quote what was being worked on.
 */
export function recordCrash(home: string, error: unknown, now: Date = new Date()): string {
  const id = crypto.randomUUID().slice(0, 8)
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const safe = stack.replace(/\bcx[a-z]{1,4}_[A-Za-z0-9]+/g, '[value]')
  try {
    const folder = join(home, 'logs')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const entry = JSON.stringify({ at: now.toISOString(), id, stack: safe })
    appendFileSync(join(folder, 'terminal.log'), `${entry}\n`, { mode: 0o600 })
  } catch {
    // A full or read-only disk is often the reason of the crash: the sentence on stderr has to do then.
  }
  return id
}
