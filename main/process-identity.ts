import { readFileSync } from 'node:fs'

/**
 * Which process holds an intent. A pid alone is reused after a while or a reboot, so it goes with the time at which
 * the process started.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** Boot and start time, where the system tells; empty elsewhere: then the lease alone decides. */
  readonly start: string
}

/** How long a holder is believed without a sign of life where the system does not tell start times. */
export const leaseMilliseconds = 60_000

function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return ''
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets: the fields count from the last bracket. Field 22 is the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${boot}/${fields[19]}`
  } catch {
    return null
  }
}

export const thisProcess: ProcessIdentity = { pid: process.pid, start: startOf(process.pid) ?? '' }

/**
 * Whether the holder of an intent no longer runs. A stopped or suspended process still runs, however old its lease.
 *
 * @param leaseUntil when the holder last promised to give a sign of life, ISO 8601
 */
export function isGone(holder: ProcessIdentity, leaseUntil: string, now: Date): boolean {
  if (holder.start !== '') return startOf(holder.pid) !== holder.start
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it runs as somebody else.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  return now.getTime() > Date.parse(leaseUntil)
}
