import { execFileSync } from 'node:child_process'
import {
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

/** The real file system with a fault before each call that `fault` names. */
function faulty(fault: Fault): Fs {
  const after = async <T>(call: string, job: () => Promise<T>): Promise<T> => {
    const found = fault(call)
    if (found instanceof Error) throw found
    return job()
  }
  const wrap = (file: FsFile): FsFile => ({
    stat: () => after('stat', () => file.stat()),
    read: (into, offset, length) => after('read', () => file.read(into, offset, length)),
    write: async (from, offset, length) => {
      const found = fault('write')
      if (found instanceof Error) throw found
      return file.write(from, offset, found === 'short' ? Math.min(3, length) : length)
    },
    chmod: (mode) => after('chmod', () => file.chmod(mode)),
    chown: (uid, gid) => after('chown', () => file.chown(uid, gid)),
    sync: () => after('sync', () => file.sync()),
    close: () => file.close(),
  })
  return {
    realpath: (path) => after('realpath', () => nodeFs.realpath(path)),
    lstat: (path) => after('lstat', () => nodeFs.lstat(path)),
    access: (path, mode) => after('access', () => nodeFs.access(path, mode)),
    open: (path, flags, mode) => after('open', async () => wrap(await nodeFs.open(path, flags, mode))),
    rename: (from, to) => after('rename', () => nodeFs.rename(from, to)),
    unlink: (path) => after('unlink', () => nodeFs.unlink(path)),
    syncFolder: (path) => after('syncFolder', () => nodeFs.syncFolder(path)),
    userId: () => nodeFs.userId(),
  }
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code })
const original = `CORALOGIX_PRIVATE_KEY=${oldKey}\n`
const files = (count: number): readonly string[] =>
  Array.from({ length: count }, (_each, index) => {
    const path = join(folder.path, `${index}.env`)
    writeFileSync(path, original, { mode: 0o600 })
    return path
  })

describe('a fault at every call of an apply', { timeout: 60_000 }, () => {
  // `once`: a hiccup. Otherwise every later call of that kind fails as well, as on a full or broken disk.
  const codes = ['ENOSPC', 'EIO', 'EACCES', 'EROFS'] as const
  const modes = [true, false] as const
  it.each(codes.flatMap((code) => modes.map((once) => [code, once] as const)))(
    '%s, once: %s',
    async (code, once) => {
      let reached = true
      for (let nth = 1; reached; nth++) {
        reached = false
        const paths = files(2)
        let count = 0
        let armed = false
        let failing: string | null = null
        const fs = faulty((call) => {
          if (!armed) return null
          if (failing !== null) return !once && call === failing ? systemError(code) : null
          if (++count < nth) return null
          failing = call
          reached = true
          return systemError(code)
        })
        const { injection, uses } = world({ fs })
        const plan = must(await injection.plan(paths, refOf('new'), []))
        armed = true
        const result = await injection.apply(plan.planId)
        armed = false
        const contents = paths.map((path) => readFileSync(path, 'utf8'))
        for (const content of contents)
          expect([original, original.replace(oldKey, newKey)]).toContain(content)
        if (result.ok) {
          for (const content of contents) expect(content).toContain(newKey)
        } else if (result.failure.code === 'interrupted') {
          const named = result.failure.message.split('could not be put back:')[1] ?? ''
          // Even the way back failed: the message names exactly the files that carry the new key.
          for (const [index, path] of paths.entries())
            expect(named.includes(path)).toBe(contents[index]?.includes(newKey))
          await injection.recover()
          for (const path of paths) expect(readFileSync(path, 'utf8')).toBe(original)
        } else for (const content of contents) expect(content).toBe(original)
        expect(uses.unfinished()).toEqual([])
        if (failing !== 'unlink' && (once || failing === null))
          expect(readdirSync(folder.path)).toHaveLength(2)
        for (const name of readdirSync(folder.path)) unlinkSync(join(folder.path, name))
      }
    },
  )

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
