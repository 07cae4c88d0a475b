import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sandboxObstacle } from '../../../build/chromium-sandbox.mjs'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-sandbox-'))
  vi.stubEnv('PATH', folder)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

async function obstacle({ uid, unshare }: { uid: number; unshare: string }) {
  await writeFile(join(folder, 'unshare'), `#!/bin/sh\n${unshare}\n`, { mode: 0o755 })
  vi.spyOn(process, 'getuid').mockReturnValue(uid)
  return sandboxObstacle(join(folder, 'electron'))
}

describe.runIf(process.platform === 'linux')("Chromium's sandbox", () => {
  it('is said to be impossible, with what to do, where a user may not have a namespace', async () => {
    const helper = join(folder, 'chrome-sandbox')
    const said = await obstacle({ uid: 1000, unshare: 'exit 1' })
    expect(said).toMatch(/^Chromium's sandbox cannot work here: this user may not create user namespaces\. /)
    expect(said).toContain(`sudo chown root '${helper}' && sudo chmod 4755 '${helper}'`)
  })

  it('is taken for possible where a user may have one, and for root it is not asked', async () => {
    expect(await obstacle({ uid: 1000, unshare: 'exit 0' })).toBeUndefined()
    expect(await obstacle({ uid: 0, unshare: 'exit 1' })).toBeUndefined()
  })
})
