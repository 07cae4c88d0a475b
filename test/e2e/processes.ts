import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  readonly uid: number
  readonly commandLine: string
  /** Chromium's `--type`, or `browser` for the main process. */
  readonly type: string
  /** 2 when a seccomp filter holds it. */
  readonly seccomp: number
  readonly noNewPrivileges: boolean
}

/** A process and everything that descends from it, as the kernel sees them now. Linux only. */
export function processTree(root: number): readonly ProcessFacts[] {
  const all = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => facts(pid) ?? [])
  const found = all.filter((candidate) => candidate.pid === root)
  for (const parent of found) found.push(...all.filter((candidate) => candidate.parent === parent.pid))
  return found
}

function facts(pid: number): ProcessFacts | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    return {
      pid,
      parent: field('PPid'),
      uid: field('Uid'),
      commandLine,
      type: /--type=([a-z-]+)/.exec(commandLine)?.[1] ?? 'browser',
      seccomp: field('Seccomp'),
      noNewPrivileges: field('NoNewPrivs') === 1,
    }
  } catch {
    // It ended while we looked.
    return undefined
  }
}
