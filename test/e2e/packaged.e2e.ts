import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFuses, undecidedFuses } from '../../build/fuses.mjs'
import { type ChildProcess, end, run, start, waitFor } from '../../build/processes.mjs'
import { openSession, type Session } from '../../build/session.mjs'
import { processTree } from './processes.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PICTURE = join(PROJECT, 'test-results', 'packaged.png')
/** More than a bare display or an empty window has; text alone brings dozens of shades. */
const COLOURS_OF_A_PAGE = 16

// The sandbox is what is being looked at, and Chromium has none for root.
const nobody = { uid: 65534, gid: 65534 }
const user = process.getuid?.() === 0 ? nobody : undefined

describe.runIf(process.platform === 'linux')('the packaged app', () => {
  let folder: string
  let binary: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-package-'))
    // Another user is to start it.
    await chmod(folder, 0o755)
    const { code, stdout, stderr } = await run(
      process.execPath,
      [join(PROJECT, 'build', 'pack.mjs'), '--output', folder],
      { what: 'packaging', deadline: 110_000, cwd: PROJECT },
    )
    if (code !== 0) throw new Error(`packaging failed\n${stdout}${stderr}`)
    binary = join(folder, 'linux-unpacked', 'keyturn')
  })

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))

  it('has every fuse in the state that was decided', async () => {
    expect(await undecidedFuses(binary)).toEqual([])
    const fuses = await readFuses(binary)
    expect(fuses).toHaveLength(8)
    for (const { name, wanted, found } of fuses) expect.soft(found, name).toBe(wanted)
  })

  it('cannot be used as a Node', async () => {
    const { stdout } = await run('timeout', ['5', binary, '-e', 'console.log("I am a Node")'], {
      what: 'the packaged app as Node',
      deadline: 15_000,
      env: { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: '1' },
      ...user,
    })
    expect(stdout).not.toContain('I am a Node')
  })

  it('comes up for an unprivileged user, with its renderers sandboxed', async () => {
    const session = await openSession({ user, notifications: false })
    let app: ChildProcess | undefined
    let written = ''
    try {
      if (user) await allowSandbox(binary, session)
      app = start(binary, [], {
        what: 'the packaged app',
        env: session.env,
        cwd: dirname(binary),
        stdio: 'pipe',
        ...user,
      })
      app.stdout?.on('data', (text) => (written += text))
      app.stderr?.on('data', (text) => (written += text))
      const pid = app.pid as number
      await waitFor(
        async () => {
          if (app?.exitCode !== null || app.signalCode !== null)
            throw new Error('the packaged app ended by itself')
          return (await coloursOnScreen(session)) >= COLOURS_OF_A_PAGE
        },
        { what: 'the packaged app to paint its window', deadline: 45_000, every: 500 },
      )
      const tree = processTree(pid)
      const renderers = tree.filter(({ type }) => type === 'renderer')
      expect(renderers).not.toHaveLength(0)
      for (const renderer of renderers) {
        expect(renderer.seccomp).toBe(2)
        expect(renderer.noNewPrivileges).toBe(true)
      }
      for (const { commandLine, uid } of tree) {
        expect(commandLine).not.toContain('--no-sandbox')
        expect(uid).not.toBe(0)
      }
    } catch (error) {
      throw new Error(`the packaged app wrote:\n${written}`, { cause: error })
    } finally {
      if (app) await end(app)
      await session.close()
    }
  })
})

/**
 * Where unprivileged user namespaces are forbidden the installed app has its sandbox by a
 * helper that belongs to root, as the deb's own script sets it up. The same is done here.
 */
async function allowSandbox(binary: string, session: Session): Promise<void> {
  const { code } = await run('unshare', ['--user', '--map-root-user', 'true'], {
    what: 'trying a user namespace',
    deadline: 10_000,
    env: session.env,
    ...user,
  })
  if (code === 0) return
  const helper = join(dirname(binary), 'chrome-sandbox')
  await chown(helper, 0, 0)
  await chmod(helper, 0o4755)
}

/** Takes a picture of the whole screen, kept for who wants to look, and counts its colours. */
async function coloursOnScreen(session: Session): Promise<number> {
  await mkdir(dirname(PICTURE), { recursive: true })
  const display = session.env.DISPLAY ?? ''
  await run('import', ['-display', display, '-window', 'root', PICTURE], {
    what: 'a picture',
    deadline: 15_000,
  })
  const { stdout } = await run('identify', ['-format', '%k', PICTURE], {
    what: 'counting colours',
    deadline: 15_000,
  })
  return Number(stdout)
}
