import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { errorCode, type Fs, type FsFile, whyFailed } from './fs.ts'

/** The largest file that is read, in bytes. */
const largest = 5 * 1024 * 1024

/** What identifies a file's content on disk: when any of it differs, the file changed. */
export interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
  /** Hexadecimal. */
  readonly sha256: string
}

/** A config file as it was read, once, through one handle. */
export interface ConfigFile {
  /** As the user named it. */
  readonly path: string
  /** With all links followed: what is read and replaced. */
  readonly resolved: string
  readonly bytes: Buffer
  /** The bytes decoded; a byte order mark stays as its first character. */
  readonly text: string
  readonly identity: FileIdentity
  /** Permission bits with set-id and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly links: number
}

const unreadable = (path: string, why: string, hint = ''): Result<never> =>
  fail('file-unreadable', `${path} cannot be read: ${why}.`, hint)

/** The SHA-256 of bytes, in hexadecimal. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Reads a config file: links resolved, a regular file of at most 5 MiB, strict UTF-8. Fails with `file-unreadable`
 * and one sentence per reason, with `file-changed` when it changes while it is read. Never throws.
 */
export async function readConfigFile(fs: Fs, path: string): Promise<Result<ConfigFile>> {
  const resolved = await resolvePath(fs, path)
  if (!resolved.ok) return resolved
  let file: FsFile | null = null
  try {
    // Asked before opening: to open a pipe would wait for its other end.
    const kind = whyNotRegular(await fs.lstat(resolved.value))
    if (kind !== null) return unreadable(path, kind, 'Name a config file.')
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    file = await fs.open(resolved.value, flags)
    const before = await file.stat()
    const changedKind = whyNotRegular(before)
    if (changedKind !== null) return unreadable(path, changedKind, 'Name a config file.')
    if (before.size > BigInt(largest))
      return unreadable(path, 'it is larger than 5 MiB', 'A config file of that size is not edited.')
    const bytes = await readAll(file, Number(before.size))
    const after = await file.stat()
    if (bytes === null || after.size !== before.size || after.mtimeNs !== before.mtimeNs)
      return fail('file-changed', `${path} changed while it was read.`, 'Try again.')
    const text = decode(bytes)
    if (!text.ok) return unreadable(path, text.failure.message, text.failure.hint)
    return ok({
      path,
      resolved: resolved.value,
      bytes,
      text: text.value,
      identity: {
        dev: after.dev,
        ino: after.ino,
        size: after.size,
        mtimeNs: after.mtimeNs,
        sha256: sha256(bytes),
      },
      mode: Number(after.mode & 0o7777n),
      uid: Number(after.uid),
      gid: Number(after.gid),
      links: Number(after.nlink),
    })
  } catch (error) {
    return unreadable(path, whyFailed(error))
  } finally {
    await file?.close().catch(() => undefined)
  }
}

async function resolvePath(fs: Fs, path: string): Promise<Result<string>> {
  try {
    return ok(await fs.realpath(path))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      const link = await fs.lstat(path).catch(() => null)
      if (link?.isSymbolicLink() === true)
        return unreadable(
          path,
          'it is a link to a file that does not exist',
          'Create that file or correct the link.',
        )
    }
    return unreadable(path, whyFailed(error))
  }
}

function whyNotRegular(stats: BigIntStats): string | null {
  if (stats.isFile()) return null
  if (stats.isDirectory()) return 'it is a folder'
  if (stats.isFIFO()) return 'it is a named pipe'
  if (stats.isSocket()) return 'it is a socket'
  if (stats.isSymbolicLink()) return 'it became a link meanwhile'
  return 'it is a device'
}

/** The whole content, or null when it is not as long as it was. */
async function readAll(file: FsFile, size: number): Promise<Buffer | null> {
  const into = Buffer.alloc(size + 1)
  let length = 0
  while (length <= size) {
    const count = await file.read(into, length, into.length - length)
    if (count === 0) break
    length += count
  }
  return length === size ? into.subarray(0, size) : null
}

function decode(bytes: Buffer): Result<string> {
  const start = bytes.subarray(0, 2).toString('latin1')
  const hint = 'Save it as UTF-8 first.'
  if (start === '\u00ff\u00fe' || start === '\u00fe\u00ff')
    return fail('file-unreadable', 'it is UTF-16', hint)
  if (bytes.includes(0)) return fail('file-unreadable', 'it holds NUL bytes, so it is not a text file')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return ok(text)
  } catch {
    return fail('file-unreadable', 'it is not valid UTF-8', hint)
  }
}

/**
 * Whether the file may be replaced by this process without taking anything from it: its owner, its other names,
 * a folder that is safe to work in. Fails with `file-not-editable`, one sentence per reason.
 */
export async function checkReplaceable(fs: Fs, file: ConfigFile): Promise<Result<void>> {
  const refuse = (why: string, hint: string): Result<never> =>
    fail('file-not-editable', `${file.path} is left alone: ${why}.`, hint)
  const user = fs.userId()
  const folder = dirname(file.resolved)
  if (user !== null && user !== 0 && file.uid !== user)
    return refuse('it belongs to another user', 'Run Keyturn as that user or as root.')
  if (file.links > 1)
    return refuse(
      `it has ${file.links} hard links, and replacing it would leave the old value under the other names`,
      'Replace the hard links by symbolic links, or change the file by hand.',
    )
  if ((file.mode & 0o200) === 0) return refuse('it is read-only', 'Make it writable for its owner first.')
  try {
    const stats = await fs.lstat(folder)
    if ((stats.mode & 0o002n) !== 0n && (stats.mode & 0o1000n) === 0n && user !== null)
      return refuse('every user can write in its folder', `Take that right away: chmod o-w ${folder}`)
    await fs.access(file.resolved, constants.W_OK)
    await fs.access(folder, constants.W_OK | constants.X_OK)
    return ok(undefined)
  } catch (error) {
    if (errorCode(error) === 'EROFS')
      return refuse('it is on a read-only file system', 'Change it where it comes from.')
    return refuse(
      'the system does not let this user write the file and its folder',
      'Run Keyturn as the owner or as root.',
    )
  }
}
