import type { Dirent } from 'node:fs'
import { lstatSync, readdirSync, readFileSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'

export interface WalkOptions {
  readonly roots: readonly string[]
  readonly honourIgnoreFiles: boolean
  readonly passedOver: (path: string, why: 'ignored' | 'unreadable') => void
}

/** The rules of one folder's ignore files. */
interface Rules {
  readonly folder: string
  readonly matcher: Ignore
}

interface Folder {
  readonly path: string
  readonly rules: readonly Rules[]
  readonly device: number
}

const ignoreFiles = ['.gitignore', '.ignore']
/** What Linux calls /proc and /sys: not files, and reading some of them waits for ever. */
const pseudo: ReadonlySet<number> = new Set([0x9fa0, 0x62656572])

/**
 * Every file below some files and folders, by its real path and once. A link to a folder is not followed; a link to a
 * file leads to that file. `.git`, sockets, pipes and devices are passed over.
 */
export function* walk(options: WalkOptions): Generator<string> {
  const roots = outermost(options.roots)
  const links: string[] = []
  const seenFolders = new Set<string>()
  const stack: Folder[] = []
  for (const root of roots) {
    const stats = lstatSync(root, { throwIfNoEntry: false })
    if (stats === undefined) options.passedOver(root, 'unreadable')
    else if (stats.isDirectory()) stack.push({ path: root, rules: [], device: stats.dev })
    else if (stats.isFile()) yield root
  }
  stack.reverse()
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const entries = entriesOf(folder, seenFolders, options)
    const rules = options.honourIgnoreFiles
      ? [...folder.rules, ...rulesIn(folder.path, entries)]
      : folder.rules
    const folders: Folder[] = []
    for (const entry of entries) {
      const path = join(folder.path, entry.name)
      const kind = kindOf(entry, path)
      if (kind === null || (kind === 'folder' && entry.name === '.git')) continue
      if (options.honourIgnoreFiles && isIgnored(path, kind, entry.name, rules))
        options.passedOver(path, 'ignored')
      else if (kind === 'folder') folders.push({ path, rules, device: folder.device })
      else if (kind === 'file') yield path
      else links.push(path)
    }
    stack.push(...folders.reverse())
  }
  yield* throughLinks(links, roots)
}

/** Roots that lie in no other root. */
function outermost(roots: readonly string[]): readonly string[] {
  const sorted = [...new Set(roots)].sort()
  return sorted.filter((root) => !sorted.some((other) => other !== root && isBelow(root, other)))
}

/** Whether a path lies in a folder. */
export const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/** By name. Empty for a folder that was read before (a mount can show one twice) or cannot be read. */
function entriesOf(folder: Folder, seen: Set<string>, options: WalkOptions): readonly Dirent[] {
  try {
    const { dev, ino } = statSync(folder.path)
    if (seen.has(`${dev}:${ino}`)) return []
    seen.add(`${dev}:${ino}`)
    if (dev !== folder.device && pseudo.has(statfsSync(folder.path).type)) return []
    const entries = readdirSync(folder.path, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    options.passedOver(folder.path, 'unreadable')
    return []
  }
}

function kindOf(entry: Dirent, path: string): 'folder' | 'file' | 'link' | null {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice()) return null
  // Some file systems do not say.
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return 'folder'
  return stats?.isFile() ? 'file' : null
}

function rulesIn(folder: string, entries: readonly Dirent[]): readonly Rules[] {
  return ignoreFiles.flatMap((name) => {
    if (!entries.some((entry) => entry.name === name && entry.isFile())) return []
    try {
      return [{ folder, matcher: ignore().add(readFileSync(join(folder, name), 'utf8')) }]
    } catch {
      // Counted where the file itself is read.
      return []
    }
  })
}

/** The innermost folder that says something decides. */
function isIgnored(path: string, kind: string, name: string, rules: readonly Rules[]): boolean {
  if (kind === 'folder' && name === 'node_modules') return true
  for (const { folder, matcher } of rules.toReversed()) {
    const below = relative(folder, path).split(sep).join('/')
    const said = matcher.test(kind === 'folder' ? `${below}/` : below)
    if (said.ignored) return true
    if (said.unignored) return false
  }
  return false
}

/** The files outside of the roots that links inside lead to: what is inside was reached already, or left out. */
function* throughLinks(links: readonly string[], roots: readonly string[]): Generator<string> {
  const seen = new Set<string>()
  for (const link of links) {
    const target = fileBehind(link)
    if (target === null || seen.has(target)) continue
    seen.add(target)
    if (!roots.some((root) => root === target || isBelow(target, root))) yield target
  }
}

function fileBehind(link: string): string | null {
  try {
    const target = realpathSync(link)
    return lstatSync(target).isFile() ? target : null
  } catch {
    // A link to nowhere carries nothing.
    return null
  }
}
