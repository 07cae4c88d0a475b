import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AgentId } from '../../../shared/model.ts'

/** Ticks a second of the start times in `/proc/PID/stat`: the same on every Linux, whatever the kernel counts in. */
const ticksPerSecond = 100
const maxCommandLine = 128 * 1024

/** Options by which agents are given their configuration. */
const configOption = /^(?:-c|--?config(?:[.-][a-z]+)?)$/
const logstashOption = /^(?:-f|--path\.config)$/

/**
 * When the process started that was given this configuration, as ISO 8601 and never later than it was; null where
 * none is found, where several are, or where the system does not tell. A process is known by the path behind the
 * option that names its configuration, never by its own name: an editor or a checker has the path open as well, and
 * a container's process may mean another file by the same path.
 *
 * @param proc the system's `/proc`
 */
export async function processStart(
  file: string,
  agent: AgentId | null,
  now: () => Date,
  proc = '/proc',
): Promise<string | null> {
  const found: string[] = []
  for (const pid of await processes(proc)) {
    if (pid !== String(process.pid) && (await runsWith(join(proc, pid), file, agent))) found.push(pid)
  }
  const [only, another] = found
  return only === undefined || another !== undefined ? null : startOf(proc, only, now())
}

async function processes(proc: string): Promise<readonly string[]> {
  try {
    return (await readdir(proc)).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

async function runsWith(folder: string, file: string, agent: AgentId | null): Promise<boolean> {
  try {
    const line = await readFile(join(folder, 'cmdline'), 'utf8')
    const words = line.slice(0, maxCommandLine).split('\0')
    for (const path of configPaths(words, agent)) {
      const cwd = path.startsWith('/') ? '/' : await readlink(join(folder, 'cwd'))
      if (await isFile(folder, resolve(cwd, path), file)) return true
    }
  } catch {
    // It has ended meanwhile, or is somebody else's.
  }
  return false
}

/** What stands behind the options that name a configuration. */
function configPaths(words: readonly string[], agent: AgentId | null): readonly string[] {
  const isOption = (word: string): boolean =>
    configOption.test(word) || (agent === 'logstash' && logstashOption.test(word))
  return words.flatMap((word, index) => {
    const equals = word.indexOf('=')
    if (equals !== -1 && isOption(word.slice(0, equals))) return bare(word.slice(equals + 1))
    return index > 0 && isOption(words[index - 1] ?? '') && !word.startsWith('-') ? bare(word) : []
  })
}

/** A collector may name its file as `file:/path`. */
const bare = (path: string): readonly string[] => (path === '' ? [] : [path.replace(/^file:/, '')])

async function isFile(folder: string, path: string, file: string): Promise<boolean> {
  const real = async (one: string): Promise<string> => realpath(one).catch(() => one)
  if (path !== file && (await real(path)) !== (await real(file))) return false
  try {
    // Seen from the process: in a container the same path is another file.
    const [theirs, ours] = await Promise.all([stat(join(folder, 'root', path)), stat(file)])
    return theirs.ino === ours.ino && theirs.dev === ours.dev
  } catch (error) {
    // Other users' processes do not show what they see.
    return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

async function startOf(proc: string, pid: string, now: Date): Promise<string | null> {
  try {
    const line = await readFile(join(proc, pid, 'stat'), 'utf8')
    // The command's name may hold spaces and brackets: the fields count from the last bracket. Field 22 is the start.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[19])
    const up = Number((await readFile(join(proc, 'uptime'), 'utf8')).split(' ', 1)[0])
    // Both are cut to hundredths: it may be older by two of them.
    const age = up - ticks / ticksPerSecond + 0.02
    if (fields[0] === 'Z' || !Number.isFinite(age) || age < 0) return null
    return new Date(now.getTime() - Math.ceil(age * 1000)).toISOString()
  } catch {
    return null
  }
}
