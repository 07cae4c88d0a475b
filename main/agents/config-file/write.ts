import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { type Fs, type FsFile, whyFailed } from './fs.ts'
import { type ConfigFile, type FileIdentity, readConfigFile } from './read.ts'

/** A new file's name beside its target: hidden, random, and it says whose it is. */
export const temporaryName = (resolved: string): string =>
  join(dirname(resolved), `.keyturn-${randomBytes(16).toString('hex')}.tmp`)

/** Whether a name was made by `temporaryName`: the only files that a recovery ever removes. */
export const isTemporaryName = (path: string): boolean => /^\.keyturn-[0-9a-f]{32}\.tmp$/.test(basename(path))

/**
 * Writes the whole new content to the temporary file: created exclusively with mode 0600, written to the last byte,
 * with the target's owner and then its mode, flushed, read back and compared. On failure (`file-not-written`) the
 * temporary file is gone and the target untouched.
 */
export async function stage(
  fs: Fs,
  target: ConfigFile,
  bytes: Buffer,
  temporary: string,
): Promise<Result<void>> {
  let file: FsFile | null = null
  let made = false
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
    file = await fs.open(temporary, flags, 0o600)
    made = true
    await writeAll(file, bytes)
    const stats = await file.stat()
    if (Number(stats.uid) !== target.uid || Number(stats.gid) !== target.gid)
      await file.chown(target.uid, target.gid)
    if (fs.userId() !== null) await file.chmod(target.mode)
    await file.sync()
    await file.close()
    file = null
    await compare(fs, temporary, bytes)
    return ok(undefined)
  } catch (error) {
    await file?.close().catch(() => undefined)
    if (made) await fs.unlink(temporary).catch(() => undefined)
    return fail(
      'file-not-written',
      `${target.path} was not changed: ${whyFailed(error)}.`,
      'Remove the cause, then try again.',
    )
  }
}

async function writeAll(file: FsFile, bytes: Buffer): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const count = await file.write(bytes, written, bytes.length - written)
    if (count <= 0) throw Object.assign(new Error('no byte was written'), { code: 'EIO' })
    written += count
  }
}

async function compare(fs: Fs, temporary: string, bytes: Buffer): Promise<void> {
  const back = await readConfigFile(fs, temporary)
  if (!back.ok || !back.value.bytes.equals(bytes))
    throw Object.assign(new Error('what was read back differs'), { code: 'EIO' })
}

/** Whether the target is still exactly the file that was read. Fails with `file-changed`. */
export async function checkUnchanged(fs: Fs, target: ConfigFile): Promise<Result<void>> {
  const now = await readConfigFile(fs, target.path)
  if (!now.ok) return now
  const same =
    now.value.resolved === target.resolved &&
    sameIdentity(now.value.identity, target.identity) &&
    now.value.mode === target.mode &&
    now.value.uid === target.uid &&
    now.value.gid === target.gid
  // Reading took a while: what has the name now must still be what was read.
  return same && (await isStill(fs, target)) ? ok(undefined) : changedMeanwhile(target)
}

const changedMeanwhile = (target: ConfigFile): Result<never> =>
  fail(
    'file-changed',
    `${target.path} was changed by something else meanwhile.`,
    'Look at the file, then plan again.',
  )

async function isStill(fs: Fs, { resolved, identity }: ConfigFile): Promise<boolean> {
  try {
    const now = await fs.lstat(resolved)
    return (
      now.dev === identity.dev &&
      now.ino === identity.ino &&
      now.size === identity.size &&
      now.mtimeNs === identity.mtimeNs
    )
  } catch {
    return false
  }
}

const sameIdentity = (a: FileIdentity, b: FileIdentity): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.sha256 === b.sha256

/**
 * Puts the staged file in the target's place, after a last look at the target. The caller flushes the folder. On
 * failure the target is untouched and the temporary file gone, as far as the system lets it.
 */
export async function commit(
  fs: Fs,
  target: ConfigFile,
  temporary: string,
  sha256After: string,
): Promise<Result<void>> {
  const unchanged = await checkUnchanged(fs, target)
  if (!unchanged.ok) {
    await fs.unlink(temporary).catch(() => undefined)
    return unchanged
  }
  try {
    await fs.rename(temporary, target.resolved)
    return ok(undefined)
  } catch (error) {
    // A network's file system can lose the answer to a rename that it carried out: the disk knows.
    if (await carries(fs, target.resolved, sha256After)) return ok(undefined)
    await fs.unlink(temporary).catch(() => undefined)
    return fail(
      'file-not-written',
      `${target.path} was not changed: ${whyFailed(error)}.`,
      'Remove the cause, then try again.',
    )
  }
}

/** Whether a file has this content now. */
export async function carries(fs: Fs, path: string, sha256: string): Promise<boolean> {
  const now = await readConfigFile(fs, path)
  return now.ok && now.value.identity.sha256 === sha256
}
