import { execFileSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Fs, type FsFile, nodeFs } from '../../../main/agents/config-file/fs.ts'
import { MemoryUseStore } from '../../fakes/use-store.ts'
import { failureOf, must, newKey, oldKey, refOf, temporaryFolder, world } from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  // In memory where there is such a folder: these tests flush thousands of times.
  folder = temporaryFolder(existsSync('/dev/shm') ? '/dev/shm' : undefined)
})
afterEach(() => folder.remove())

type Fault = (call: string) => 'short' | Error | null
/** What happens at one call. `late`: the system carries it out and then reports the error. */
type Hit = { readonly error: Error; readonly late?: true } | { readonly swap: () => void } | null

/** The real file system with what `hit` says at each call. */
function faultyAt(hit: (call: string) => Hit | 'short'): Fs {
  const at = async <T>(call: string, job: () => Promise<T>): Promise<T> => {
    const found = hit(call)
    if (found === null || found === 'short') return job()
    if ('swap' in found) {
      found.swap()
      return job()
    }
    if (found.late === true) await job()
    throw found.error
  }
  const wrap = (file: FsFile): FsFile => ({
    stat: () => at('stat', () => file.stat()),
    read: (into, offset, length) => at('read', () => file.read(into, offset, length)),
    write: async (from, offset, length) => {
      const found = hit('write')
      if (found === 'short') return file.write(from, offset, Math.min(3, length))
      if (found !== null && 'swap' in found) found.swap()
      else if (found !== null) {
        if (found.late === true) await file.write(from, offset, Math.min(5, length))
        throw found.error
      }
      return file.write(from, offset, length)
    },
    chmod: (mode) => at('chmod', () => file.chmod(mode)),
    chown: (uid, gid) => at('chown', () => file.chown(uid, gid)),
    sync: () => at('sync', () => file.sync()),
    close: () => at('close', () => file.close()),
  })
  return {
    realpath: (path) => at('realpath', () => nodeFs.realpath(path)),
    lstat: (path) => at('lstat', () => nodeFs.lstat(path)),
    access: (path, mode) => at('access', () => nodeFs.access(path, mode)),
    open: async (path, flags, mode) => {
      const found = hit('open')
      if (found !== null && found !== 'short' && 'swap' in found) found.swap()
      else if (found !== null && found !== 'short') {
        if (found.late === true) await (await nodeFs.open(path, flags, mode)).close()
        throw found.error
      }
      return wrap(await nodeFs.open(path, flags, mode))
    },
    rename: (from, to) => at('rename', () => nodeFs.rename(from, to)),
    unlink: (path) => at('unlink', () => nodeFs.unlink(path)),
    list: (path) => at('list', () => nodeFs.list(path)),
    syncFolder: (path) => at('syncFolder', () => nodeFs.syncFolder(path)),
    userId: () => nodeFs.userId(),
  }
}

const faulty = (fault: Fault): Fs =>
  faultyAt((call) => {
    const found = fault(call)
    return found instanceof Error ? { error: found } : found
  })

const systemError = (code: string): Error => Object.assign(new Error(code), { code })
const original = `CORALOGIX_PRIVATE_KEY=${oldKey}\n`
const files = (count: number): readonly string[] =>
  Array.from({ length: count }, (_each, index) => {
    const path = join(folder.path, `${index}.env`)
    writeFileSync(path, original, { mode: 0o600 })
    return path
  })

/** What the system can answer to each call; `~` before it: it does it all the same. */
const faultsOf: Readonly<Record<string, readonly string[]>> = {
  realpath: ['EACCES'],
  lstat: ['EIO'],
  stat: ['EIO'],
  access: ['EROFS'],
  open: ['EACCES', 'ENOSPC', '~EIO'],
  read: ['EIO'],
  write: ['ENOSPC', 'EIO', '~ENOSPC'],
  chmod: ['EPERM', 'EACCES'],
  chown: ['EPERM', 'EACCES'],
  sync: ['EIO'],
  close: ['~EIO'],
  rename: ['EACCES', 'EROFS', 'EXDEV', '~EIO'],
  unlink: ['EACCES', '~EIO'],
  syncFolder: ['EIO', '~EIO'],
}
const written = original.replace(oldKey, newKey)
const hitOf = (code: string): Hit =>
  code.startsWith('~') ? { error: systemError(code.slice(1)), late: true } : { error: systemError(code) }

/** An apply of a plan, or a restore of what was applied, over a file system that `hit` disturbs meanwhile. */
async function run(kind: 'inject' | 'restore', paths: readonly string[], hit: (call: string) => Hit) {
  let armed = false
  const calls: string[] = []
  const fs = faultyAt((call) => {
    if (!armed) return null
    calls.push(call)
    return hit(call)
  })
  const { injection, uses, vault } = world({ fs })
  const plan = must(await injection.plan(paths, refOf('new'), []))
  if (kind === 'restore') must(await injection.apply(plan.planId))
  armed = true
  const result = kind === 'inject' ? await injection.apply(plan.planId) : await injection.restore(paths, true)
  armed = false
  return { result, injection, uses, vault, calls }
}

/** Whether a message of a transaction is what is on the disk. */
function expectTrue(
  kind: 'inject' | 'restore',
  done: Awaited<ReturnType<typeof run>>,
  paths: readonly string[],
) {
  const [before, after] = kind === 'inject' ? [original, written] : [written, original]
  const contents = paths.map((path) => readFileSync(path, 'utf8'))
  for (const content of contents) expect([before, after]).toContain(content)
  const { result } = done
  if (result.ok) expect(new Set(contents)).toEqual(new Set([after]))
  else if (result.failure.code === 'interrupted') {
    const stuck = /(?:carry the new key|are restored already) and could not be put back: ([^:]*?)\. /
    const unknown = /It is not known whether these [^:]*: ([^:]*?)\. /
    const said = (pattern: RegExp) => pattern.exec(result.failure.message)?.[1]?.split(', ') ?? []
    for (const [index, path] of paths.entries()) {
      if (said(unknown).includes(path)) continue
      expect(said(stuck).includes(path)).toBe(contents[index] === after)
    }
  } else expect(new Set(contents)).toEqual(new Set([before]))
  const left = readdirSync(folder.path).filter((name) => name.includes('keyturn'))
  if (left.length > 0 && !result.ok && result.failure.code !== 'interrupted')
    expect(result.failure.message).toMatch(/temporary file/)
}

describe('a fault at every call', { timeout: 60_000 }, () => {
  const cases = (['inject', 'restore'] as const).flatMap((kind) =>
    (kind === 'inject' ? [1, 3] : [2]).flatMap((count) =>
      [true, false].map((once) => [kind, count, once] as const),
    ),
  )
  it.each(cases)('%s of %i files, once: %s', async (kind, count, once) => {
    const clean = files(count)
    // Another group than one's own, so that the owner has to be set as well.
    const group = process.getuid?.() === 0 ? 12_345 : null
    const fresh = (): readonly string[] => {
      for (const name of readdirSync(folder.path)) unlinkSync(join(folder.path, name))
      const paths = files(count)
      if (group !== null) for (const path of paths) chownSync(path, 0, group)
      return paths
    }
    fresh()
    const { calls } = await run(kind, clean, () => null)
    let runs = 0
    for (const [nth, call] of calls.entries())
      for (const code of faultsOf[call] ?? []) {
        runs++
        const paths = fresh()
        let index = 0
        // `once`: a hiccup. Otherwise every later call of that kind fails as well, as on a full or broken disk.
        const done = await run(kind, paths, (now) => {
          const here = index++
          return here === nth || (!once && here > nth && now === call) ? hitOf(code) : null
        })
        expectTrue(kind, done, paths)
        // The next start, with the cause gone, leaves no trace of it.
        expect(await done.injection.recover()).toMatchObject({ pending: [] })
        expect(done.uses.unfinished()).toEqual([])
        expect(readdirSync(folder.path)).toHaveLength(count)
        const contents = new Set(paths.map((path) => readFileSync(path, 'utf8')))
        expect(contents.size).toBe(1)
        if (contents.has(original)) expect(done.vault.items.size).toBe(0)
      }
    expect(runs).toBeGreaterThan(count * 25)
  })

  it.each(['other content', 'a link'] as const)('of three files one becomes %s', async (what) => {
    const theirs = 'CORALOGIX_PRIVATE_KEY=theirs\n'
    const elsewhere = join(folder.path, 'elsewhere')
    mkdirSync(elsewhere)
    const far = join(elsewhere, 'far.env')
    const [first = '', second = '', third = ''] = files(3)
    const swap = (): void => {
      unlinkSync(second)
      if (what === 'a link') symlinkSync(far, second)
      else writeFileSync(second, theirs)
    }
    writeFileSync(far, original)
    const { calls } = await run('inject', [first, second, third], () => null)
    for (const [nth, call] of calls.entries()) {
      unlinkSync(second)
      files(3)
      let index = 0
      const hit = (): Hit => (index++ === nth ? { swap } : null)
      const { result, uses } = await run('inject', [first, second, third], hit)
      const others = [first, third].map((path) => readFileSync(path, 'utf8'))
      expect(new Set(others)).toEqual(new Set([result.ok ? written : original]))
      // What is somebody else's stays, but for the moment between the last look and the rename.
      expect(readFileSync(far, 'utf8')).toBe(original)
      const now = readFileSync(second, 'utf8')
      if (call !== 'rename') expect(now).toBe(what === 'a link' ? original : theirs)
      expect(uses.unfinished()).toEqual([])
      expect(readdirSync(folder.path).filter((name) => name.includes('keyturn'))).toEqual([])
    }
  })

  it('short writes are continued', async () => {
    const paths = files(1)
    const { injection } = world({ fs: faulty((call) => (call === 'write' ? 'short' : null)) })
    must(await injection.apply(must(await injection.plan(paths, refOf('new'), [])).planId))
    expect(readFileSync(paths[0] ?? '', 'utf8')).toBe(original.replace(oldKey, newKey))
  })
})

describe('somebody else changes the target meanwhile', () => {
  const replaced = (path: string, by: () => void): void => {
    unlinkSync(path)
    by()
  }
  const swaps: readonly (readonly [string, (path: string) => void])[] = [
    ['other content', (path) => writeFileSync(path, 'CORALOGIX_PRIVATE_KEY=theirs\n')],
    ['a link', (path) => replaced(path, () => symlinkSync('/etc/hostname', path))],
    ['a folder', (path) => replaced(path, () => mkdirSync(path))],
    ['nothing', (path) => unlinkSync(path)],
    ['the same bytes in a new file', (path) => replaced(path, () => writeFileSync(path, original))],
  ]
  it.each(swaps)('%s', async (_name, swap) => {
    const [first = '', second = ''] = files(2)
    let syncs = 0
    const fs = faulty((call) => {
      // After both files are staged, before the first rename.
      if (call === 'sync' && ++syncs === 2) swap(second)
      return null
    })
    const { injection } = world({ fs })
    const result = await injection.apply(must(await injection.plan([first, second], refOf('new'), [])).planId)
    expect(['file-changed', 'file-unreadable']).toContain(failureOf(result).code)
    expect(readFileSync(first, 'utf8')).toBe(original)
    expect(readdirSync(folder.path).filter((name) => name.includes('keyturn'))).toEqual([])
  })
})

describe('a full disk', () => {
  it('leaves the old bytes', async () => {
    if (process.getuid?.() !== 0 || process.platform !== 'linux') return
    const disk = join(folder.path, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
    try {
      const file = join(disk, 'a.env')
      const text = `${original}# ${'x'.repeat(36_000)}\n`
      writeFileSync(file, text)
      const { injection } = world()
      const failure = failureOf(
        await injection.apply(must(await injection.plan([file], refOf('new'), [])).planId),
      )
      expect(failure).toMatchObject({
        code: 'file-not-written',
        message: expect.stringContaining('the disk is full'),
      })
      expect(readFileSync(file, 'utf8')).toBe(text)
      expect(readdirSync(disk)).toEqual(['a.env'])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('an interrupted write', () => {
  it('waits while the keychain is locked, and is put back afterwards', async () => {
    const paths = files(2)
    const uses = new MemoryUseStore()
    let renames = 0
    const broken = faulty((call) => (call === 'rename' && ++renames > 1 ? systemError('EIO') : null))
    const first = world({ fs: broken, uses })
    const plan = must(await first.injection.plan(paths, refOf('new'), []))
    expect(failureOf(await first.injection.apply(plan.planId)).code).toBe('interrupted')
    const second = world({ uses, vault: first.vault })
    first.vault.state = 'locked'
    expect(await second.injection.recover()).toMatchObject({
      settled: 0,
      pending: [expect.stringContaining('locked')],
    })
    first.vault.state = 'ready'
    expect(await second.injection.recover()).toEqual({ settled: 1, pending: [] })
    for (const path of paths) expect(readFileSync(path, 'utf8')).toBe(original)
    expect(first.vault.items.size).toBe(0)
  })
})
