import { constants, mkdtempSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfigFile } from '../../../../main/agents/config-file/read.ts'
import { checkUnchanged, commit, stage, temporaryName } from '../../../../main/agents/config-file/write.ts'
import { OverlayFs } from '../../../../main/rotation/rehearsal/overlay-fs.ts'
import { must } from '../../../fakes/world.ts'

let home: string
let real: string
let copies: string
let fs: OverlayFs
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-overlay-'))
  real = join(home, 'real')
  copies = join(home, 'copies')
  await mkdir(real)
  await mkdir(copies, { mode: 0o700 })
  fs = new OverlayFs(copies)
})
afterEach(() => rm(home, { recursive: true }))

/** Everything about the real folder that a write would change. */
async function looks(): Promise<unknown> {
  const names = (await readdir(real)).sort()
  return Promise.all(
    names.map(async (name) => {
      const path = join(real, name)
      const { mode, ino, mtimeMs, size } = await stat(path)
      return { name, mode, ino, mtimeMs, size, text: await readFile(path, 'utf8') }
    }),
  )
}

async function write(path: string, text: string): Promise<void> {
  const target = must(await readConfigFile(fs, path))
  const bytes = Buffer.from(text)
  const temporary = temporaryName(target.resolved)
  must(await stage(fs, target, bytes, temporary))
  must(await checkUnchanged(fs, target))
  const { createHash } = await import('node:crypto')
  must(await commit(fs, target, temporary, createHash('sha256').update(bytes).digest('hex')))
}

const textOf = async (path: string): Promise<string> => must(await readConfigFile(fs, path)).text

describe('a rehearsal’s file system', () => {
  it('shows what was written, and leaves the real files as they are', async () => {
    const file = join(real, 'a.yml')
    await writeFile(file, 'key: old\n')
    await chmod(file, 0o640)
    const before = await looks()
    await write(file, 'key: new\n')
    expect(await textOf(file)).toBe('key: new\n')
    expect(must(await readConfigFile(fs, file)).mode).toBe(0o640)
    await write(file, 'key: newer\n')
    expect(await textOf(file)).toBe('key: newer\n')
    expect(await fs.list(real)).toEqual(['a.yml'])
    expect(await looks()).toEqual(before)
    expect(await readFile((await fs.copyOf(file)) ?? '', 'utf8')).toBe('key: newer\n')
    expect((await stat((await fs.copyOf(file)) ?? '')).mode & 0o777).toBe(0o600)
  })

  it('follows a link to the file that it leads to, and keeps both', async () => {
    const file = join(real, 'credentials')
    await writeFile(file, 'old')
    await mkdir(join(home, 'links'))
    const link = join(home, 'links', 'key')
    await symlink(file, link)
    const before = await looks()
    await write(link, 'new')
    expect([await textOf(link), await textOf(file)]).toEqual(['new', 'new'])
    expect(fs.written).toEqual([await fs.realpath(file)])
    expect(await looks()).toEqual(before)
  })

  it('removes and creates on its own side alone', async () => {
    const file = join(real, 'a.env')
    await writeFile(file, 'K=1')
    const before = await looks()
    await fs.unlink(file)
    expect(await readConfigFile(fs, file)).toMatchObject({ ok: false })
    expect(await fs.list(real)).toEqual([])
    await expect(fs.unlink(file)).rejects.toMatchObject({ code: 'ENOENT' })
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
    const made = await fs.open(file, flags, 0o600)
    await made.write(Buffer.from('K=2'), 0, 3)
    await made.close()
    expect(await textOf(file)).toBe('K=2')
    await expect(fs.open(file, flags, 0o600)).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await looks()).toEqual(before)
  })

  it('copies a file before anything is written into it', async () => {
    const file = join(real, 'a.env')
    await writeFile(file, 'K=1')
    const before = await looks()
    const opened = await fs.open(file, constants.O_RDWR)
    await opened.write(Buffer.from('X'), 0, 1)
    await opened.close()
    expect(await textOf(file)).toBe('X=1')
    expect(await looks()).toEqual(before)
  })

  it('refuses what the system would refuse', async () => {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
    await expect(fs.open(join(real, 'none', 'a'), flags, 0o600)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(fs.open(join(real, 'none'), constants.O_RDONLY)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(fs.open(join(real, 'none'), constants.O_WRONLY)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
