import { randomUUID } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { mkdir, rename as move, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode, type Fs, type FsFile, nodeFs } from '../../agents/config-file/fs.ts'

/** A file as the rehearsal sees it: its bytes in the private folder, its rights only remembered. */
interface Copy {
  readonly path: string
  mode: number
  uid: bigint | null
  gid: bigint | null
}

const writing =
  constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND

/**
 * A file system that looks like the real one and changes nothing of it: what was not written yet is read where it is,
 * and every write, rename and removal happens on copies in a private folder, under whatever path it is asked for. So
 * the code that injects runs unchanged, and what would be refused for its rights is refused here too.
 */
export class OverlayFs implements Fs {
  readonly #real: Fs
  readonly #folder: string
  readonly #copies = new Map<string, Copy>()
  readonly #removed = new Set<string>()

  /** `folder`: exists, is empty, and nobody else can look into it. */
  constructor(folder: string, real: Fs = nodeFs) {
    this.#folder = folder
    this.#real = real
  }

  /** The real paths that have a copy now. */
  get written(): readonly string[] {
    return [...this.#copies.keys()]
  }

  /**
   * Where the copy of a written file is, for a program that reads it; null where there is none. Beside it stand links to
   * what stands beside the real file, since configs name their neighbours.
   */
  async copyOf(path: string): Promise<string | null> {
    const entry = await this.#entry(path)
    const copy = this.#copies.get(entry)
    if (!copy) return null
    const folder = dirname(entry)
    for (const name of (await this.list(folder)).slice(0, 1000)) {
      const to = this.#copies.get(join(folder, name))?.path ?? join(folder, name)
      // The file itself, or a link of an earlier call; and not every system lets everybody make links.
      if (to !== copy.path) await symlink(to, join(dirname(copy.path), name)).catch(() => undefined)
    }
    return copy.path
  }

  async realpath(path: string): Promise<string> {
    const entry = await this.#entry(path)
    if (this.#copies.has(entry)) return entry
    if (this.#removed.has(entry)) throw trouble('ENOENT', path)
    const real = await this.#real.realpath(path)
    if (this.#removed.has(real)) throw trouble('ENOENT', path)
    return real
  }

  async lstat(path: string): Promise<BigIntStats> {
    const entry = await this.#entry(path)
    const copy = this.#copies.get(entry)
    if (copy) return seenAs(copy, await nodeFs.lstat(copy.path))
    if (this.#removed.has(entry)) throw trouble('ENOENT', path)
    return this.#real.lstat(path)
  }

  async access(path: string, mode: number): Promise<void> {
    const entry = await this.#entry(path)
    // A copy stands where the real system lets this user write: that was asked when it was made.
    if (this.#copies.has(entry)) return
    if (this.#removed.has(entry)) throw trouble('ENOENT', path)
    await this.#real.access(path, mode)
  }

  async open(path: string, flags: number, mode = 0o666): Promise<FsFile> {
    const entry = await this.#entry(path)
    if ((flags & writing) === 0) {
      const copy = this.#copies.get(entry) ?? this.#copies.get(await this.realpath(path))
      if (copy) return this.#handle(copy, flags)
      return this.#real.open(path, flags)
    }
    const there = await this.lstat(entry).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null
      throw error
    })
    if (there && (flags & constants.O_EXCL) !== 0) throw trouble('EEXIST', path)
    if (there?.isSymbolicLink()) {
      if ((flags & (constants.O_NOFOLLOW ?? 0)) !== 0) throw trouble('ELOOP', path)
      return this.open(await this.realpath(path), flags, mode)
    }
    if (!there && (flags & constants.O_CREAT) === 0) throw trouble('ENOENT', path)
    await this.#real.access(there ? path : dirname(entry), constants.W_OK)
    const copy = this.#copies.get(entry) ?? (await this.#copyUp(entry, there, mode))
    return this.#handle(copy, flags & ~(constants.O_CREAT | constants.O_EXCL))
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#entry(from), await this.#entry(to)]
    const copy = this.#copies.get(source) ?? (await this.#copyUp(source, await this.lstat(from), 0o600))
    await this.#real.access(dirname(target), constants.W_OK)
    const path = await this.#place(target)
    await move(copy.path, path)
    this.#copies.delete(source)
    this.#removed.add(source)
    this.#removed.delete(target)
    this.#copies.set(target, { ...copy, path })
  }

  async unlink(path: string): Promise<void> {
    const entry = await this.#entry(path)
    await this.lstat(path)
    const copy = this.#copies.get(entry)
    if (copy) await nodeFs.unlink(copy.path)
    this.#copies.delete(entry)
    this.#removed.add(entry)
  }

  async list(folder: string): Promise<readonly string[]> {
    const real = await this.#real.realpath(folder)
    const names = (await this.#real.list(folder)).filter((name) => !this.#removed.has(join(real, name)))
    const own = this.written.filter((path) => dirname(path) === real).map((path) => basename(path))
    return [...new Set([...names, ...own])]
  }

  /** Copies need not outlive a crash: the folder goes with the rehearsal. */
  async syncFolder(): Promise<void> {}

  userId(): number | null {
    return this.#real.userId()
  }

  /** The one name of a place: its folder's links followed, its own not. */
  async #entry(path: string): Promise<string> {
    return join(await this.#real.realpath(dirname(path)), basename(path))
  }

  /** A place of its own for each copy, under the file's own name: some programs go by the ending. */
  async #place(entry: string): Promise<string> {
    const folder = join(this.#folder, randomUUID())
    await mkdir(folder, { mode: 0o700 })
    return join(folder, basename(entry))
  }

  async #copyUp(entry: string, there: BigIntStats | null, mode: number): Promise<Copy> {
    const path = await this.#place(entry)
    const copy: Copy = {
      path,
      mode: there ? Number(there.mode & 0o7777n) : mode,
      uid: there?.uid ?? null,
      gid: there?.gid ?? null,
    }
    const to = await nodeFs.open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      if (there) await pour(await this.#real.open(entry, constants.O_RDONLY), to)
    } finally {
      await to.close()
    }
    this.#removed.delete(entry)
    this.#copies.set(entry, copy)
    return copy
  }

  async #handle(copy: Copy, flags: number): Promise<FsFile> {
    const file = await nodeFs.open(copy.path, flags)
    return {
      ...file,
      stat: async () => seenAs(copy, await file.stat()),
      // The copy itself stays readable by this user alone, whoever may read the file.
      chmod: async (mode) => {
        copy.mode = mode
      },
      chown: async (uid, gid) => {
        copy.uid = BigInt(uid)
        copy.gid = BigInt(gid)
      },
    }
  }
}

async function pour(from: FsFile, to: FsFile): Promise<void> {
  const part = Buffer.alloc(64 * 1024)
  try {
    for (;;) {
      const count = await from.read(part, 0, part.length)
      if (count === 0) return
      for (let done = 0; done < count; ) done += await to.write(part, done, count - done)
    }
  } finally {
    await from.close()
  }
}

function seenAs({ mode, uid, gid }: Copy, stats: BigIntStats): BigIntStats {
  const shown = Object.assign(Object.create(Object.getPrototypeOf(stats)) as BigIntStats, stats)
  shown.mode = (stats.mode & ~0o7777n) | BigInt(mode)
  shown.uid = uid ?? stats.uid
  shown.gid = gid ?? stats.gid
  return shown
}

const trouble = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })
