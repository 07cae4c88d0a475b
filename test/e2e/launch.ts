import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, errors, type Page } from 'playwright-core'
import { resolveElectron } from '../../build/electron-runtime.mjs'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const LOGGED = fileURLToPath(new URL('electron-logged.sh', import.meta.url))
/** A start takes two seconds, on a busy machine ten. */
const LAUNCH_DEADLINE = 15_000
/**
 * Attaching to a window in the moment of its making can leave Playwright waiting for an event that it has missed.
 * That is no failure of the app, so the start is tried again.
 */
const LAUNCHES = 3
const CLOSE_DEADLINE = 15_000

export interface LaunchOptions {
  /** KEYTURN_HOME. Given, it is kept at `close`; otherwise it is temporary. */
  readonly home?: string
  /** Added to the environment, which is the test's own; a session's `env` puts the app there. */
  readonly env?: Readonly<Record<string, string>>
  /** Arguments after the app's folder. */
  readonly args?: readonly string[]
}

export interface LaunchedApp {
  readonly app: ElectronApplication
  /** The app's main process; also after its end, of which Playwright's own object does not tell. */
  readonly child: ChildProcess
  readonly window: Page
  readonly home: string
  /** Everything that the app has written to stdout and stderr, from its start; also after `close`. */
  output(): string
  /** Quits the app as a user does; when it does not end in time it is killed, and this throws. */
  close(): Promise<void>
}

/**
 * Opens the built app in a real window, driven by Playwright. The caller closes it.
 */
export async function launchKeyturn(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-launch-'))
  const home = options.home ?? join(folder, 'home')
  const log = join(folder, 'output')
  await writeFile(log, '')
  const removeFolder = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  let app: ElectronApplication | undefined
  try {
    const executable = process.env.KEYTURN_ELECTRON ?? (await resolveElectron()).executable
    const environment = {
      ...process.env,
      ...options.env,
      KEYTURN_HOME: home,
      KEYTURN_LOGGED: executable,
      KEYTURN_OUTPUT: log,
    }
    app = await launch({
      executablePath: LOGGED,
      args: [PROJECT, ...(options.args ?? [])],
      env: Object.fromEntries(
        Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      cwd: PROJECT,
      timeout: LAUNCH_DEADLINE,
      // Chromium's sandbox refuses to work for root.
      chromiumSandbox: process.getuid?.() !== 0,
    })
    const window = await app.firstWindow({ timeout: LAUNCH_DEADLINE })
    await window.waitForLoadState('load', { timeout: LAUNCH_DEADLINE })
    const running = app
    const child = app.process()
    let last = ''
    const output = () => last || readFileSync(log, 'utf8')
    const close = async () => {
      await closeApp(running, child).finally(async () => {
        last = output()
        await removeFolder()
      })
    }
    return { app, child, window, home, output, close }
  } catch (error) {
    if (app) await closeApp(app, app.process()).catch(() => {})
    const output = readFileSync(log, 'utf8').trim()
    await removeFolder()
    throw output ? new Error(`the app did not come up; it wrote:\n${output}`, { cause: error }) : error
  }
}

async function launch(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  for (let left = LAUNCHES - 1; ; left--) {
    try {
      return await _electron.launch(options)
    } catch (error) {
      // Playwright has killed what it started.
      if (left === 0 || !(error instanceof errors.TimeoutError)) throw error
      console.error('Playwright did not get hold of the app; it is started again')
    }
  }
}

async function closeApp(app: ElectronApplication, child: ChildProcess): Promise<void> {
  // The test has quit it.
  if (child.exitCode !== null || child.signalCode !== null) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), CLOSE_DEADLINE)
  })
  const outcome = await Promise.race([app.close().then(() => 'closed' as const), late])
  clearTimeout(timer)
  if (outcome === 'closed') return
  child.kill('SIGKILL')
  throw new Error(`the app did not quit within ${CLOSE_DEADLINE / 1000} s and was killed`)
}
