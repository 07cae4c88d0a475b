import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { access, lstat, open, readdir, realpath, rename, unlink } from 'node:fs/promises'

/** The part of a file system that reading and writing configs needs: a seam at which tests inject faults. */
export interface Fs {
  realpath(path: string): Promise<string>
  lstat(path: string): Promise<BigIntStats>
  access(path: string, mode: number): Promise<void>
  open(path: string, flags: number, mode?: number): Promise<FsFile>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  /** The names in a folder. */
  list(folder: string): Promise<readonly string[]>
  /** Makes a rename in this folder durable. */
  syncFolder(path: string): Promise<void>
  /** Numeric user id of this process; null where there is none (Windows). */
  userId(): number | null
}

export interface FsFile {
  stat(): Promise<BigIntStats>
  /** Bytes read; 0 at the end. */
  read(into: Buffer, offset: number, length: number): Promise<number>
  /** Bytes written, which may be fewer than asked for. */
  write(from: Buffer, offset: number, length: number): Promise<number>
  chmod(mode: number): Promise<void>
  chown(uid: number, gid: number): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** Node's file system. */
export const nodeFs: Fs = {
  realpath: (path) => realpath(path),
  lstat: (path) => lstat(path, { bigint: true }),
  access: (path, mode) => access(path, mode),
  async open(path, flags, mode) {
    const handle = await open(path, flags, mode)
    return {
      stat: () => handle.stat({ bigint: true }),
      read: async (into, offset, length) => (await handle.read(into, offset, length, null)).bytesRead,
      write: async (from, offset, length) => (await handle.write(from, offset, length, null)).bytesWritten,
      chmod: (to) => handle.chmod(to),
      chown: (uid, gid) => handle.chown(uid, gid),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  rename: process.platform === 'win32' ? renamePatiently : (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  list: (folder) => readdir(folder),
  async syncFolder(path) {
    // Windows opens no folders, and needs no flush of one.
    if (process.platform === 'win32') return
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  userId: () => process.getuid?.() ?? null,
}

/** On Windows a virus scanner holds fresh files for a moment: tries for five seconds. */
async function renamePatiently(from: string, to: string): Promise<void> {
  const until = Date.now() + 5_000
  for (;;) {
    try {
      await rename(from, to)
      return
    } catch (error) {
      if (!['EPERM', 'EBUSY', 'EACCES'].includes(errorCode(error)) || Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100))
    }
  }
}

/** The code of a system error, `UNKNOWN` for anything else. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN'

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'the system does not allow it',
  EPERM: 'the system does not allow it',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'something else holds it',
  ELOOP: 'its links lead in a circle, or it became a link meanwhile',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
}

/** Why the system refused, in words. The error's own text is not used: it can hold paths that mean nothing to a user. */
export const whyFailed = (error: unknown): string =>
  sentences[errorCode(error)] ?? `the system answered ${errorCode(error)}`
