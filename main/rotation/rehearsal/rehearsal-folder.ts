import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isGone, thisProcess } from '../../process-identity.ts'

// A comma in a start time is escaped.
const named = /^rehearsal,(\d+),([^,]*),/

/**
 * Makes the private folder (0700) of one rehearsal in the data folder; what a killed process left of its own goes first.
 *
 * Configs are copied into it with the values in them: those that were in the real files anyway, until the rehearsal puts
 * a sandbox's value in their place. So for as long as a rehearsal runs, the old value stands in one more file, which only
 * this user can read. It is on the same disk as the data folder, never in a folder that others share.
 *
 * @throws the file system's error
 */
export function makeRehearsalFolder(home: string, now: Date): string {
  for (const name of readdirSync(home)) {
    const [, pid, start] = named.exec(name) ?? []
    if (pid === undefined || start === undefined) continue
    // Without a lease: where the system tells no start times, a process of this number counts as the same.
    if (isGone({ pid: Number(pid), start: decodeURIComponent(start) }, now.toISOString(), now))
      removeRehearsalFolder(join(home, name))
  }
  return mkdtempSync(join(home, `rehearsal,${thisProcess.pid},${encodeURIComponent(thisProcess.start)},`))
}

export const removeRehearsalFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
