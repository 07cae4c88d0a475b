import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureSystemLibraries } from '../../../build/system-libraries.mjs'

const START = fileURLToPath(new URL('../../../build/start.mjs', import.meta.url))

let tools: string

beforeEach(async () => {
  tools = await mkdtemp(join(tmpdir(), 'keyturn-tools-'))
  vi.stubEnv('PATH', tools)
  await tool('ldconfig', "printf '\\tlibc.so.6 (libc6,x86-64) => /lib/libc.so.6\\n'")
})

afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(tools, { recursive: true, force: true })
})

const tool = (name: string, script: string) =>
  writeFile(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

async function ensure(uid: number) {
  vi.spyOn(process, 'getuid').mockReturnValue(uid)
  const said: string[] = []
  const missing = await ensureSystemLibraries(['run'], { say: (line: string) => said.push(line) })
  return { said, missing }
}

describe.runIf(process.platform === 'linux')('what the system lacks', () => {
  it('is named to a user in one line that can be run as it is', async () => {
    const { said, missing } = await ensure(1000)
    expect(said).toEqual([
      'Missing from the system. Install it and start again; on Debian or Ubuntu: sudo apt-get update && ' +
        'sudo apt-get install -y --no-install-recommends libgtk-3-0 libnss3 libasound2 libgbm1 libsecret-1-0',
    ])
    expect(missing).toContain('libgtk-3-0')
  })

  it('is named as this release of Debian or Ubuntu names it', async () => {
    await tool(
      'apt-cache',
      'case "$2" in *t64) echo "  Candidate: 1.2";; *) echo "  Candidate: (none)";; esac',
    )
    const { missing } = await ensure(1000)
    expect(missing).toEqual(['libgtk-3-0t64', 'libnss3', 'libasound2t64', 'libgbm1', 'libsecret-1-0'])
  })

  it('is still missing when root could not install it, and the line says what to do', async () => {
    await tool('apt-get', 'echo "E: no network" >&2; exit 100')
    const { said, missing } = await ensure(0)
    expect(missing).toHaveLength(5)
    expect(said).toEqual([
      'Installing what the system lacks, with apt-get',
      "The system's packages could not be installed: apt-get update: E: no network",
      'Still missing from the system. Install it and start again: apt-get update && ' +
        'apt-get install -y --no-install-recommends libgtk-3-0 libnss3 libasound2 libgbm1 libsecret-1-0',
    ])
  })

  it('is not guessed at where there is no list of libraries', async () => {
    await tool('ldconfig', 'exit 1')
    expect(await ensure(1000)).toEqual({ said: [], missing: [] })
  })

  it('ends the start at once, before anything is built or fetched', () => {
    const env = {
      PATH: tools,
      HOME: join(tools, 'home'),
      DISPLAY: ':0',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none',
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [START], {
      env,
      encoding: 'utf8',
      timeout: 10_000,
    })
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^Missing from the system\. .*libgtk-3-0 /),
    ])
    expect(status).toBe(1)
  })
})
