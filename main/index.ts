import { join } from 'node:path'
import { app, dialog, session } from 'electron'
import { openCore } from './core.ts'
import { dataFolder, openDataFolder } from './data-folder.ts'
import { registerAppScheme, serveApp } from './desktop/app-protocol.ts'
import { Application } from './desktop/application.ts'
import { forgetDangerousVariables, refusedSwitch } from './desktop/dangerous-start.ts'
import { type Fault, faultLine, faultOf } from './desktop/fault.ts'
import { desktopKeychain } from './desktop/keychain-child.ts'
import { WindowSecurity } from './desktop/security.ts'
import { openWindowStore } from './desktop/window-store.ts'
import { openLog } from './log.ts'

// The composition root of the app. What is refused is refused before anything is opened.
const refused = app.isPackaged ? refusedSwitch(process.argv, process.platform) : null
if (refused !== null) {
  // The name only: the value may be a path or an address.
  console.error(`Keyturn does not start with --${refused}.`)
  process.exit(1)
}
forgetDangerousVariables(process.env)

// This file's own folder in the build, from which the other built files are named.
const built = import.meta.dirname
const home = openDataFolder(dataFolder({ argv: process.argv.slice(1), env: process.env, cwd: process.cwd() }))
const developmentUrl = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null)

// Everything of Chromium's lies in the data folder too; with it the lock: one app per data folder.
app.setPath('userData', openDataFolder(join(home, 'window')))
app.setAppUserModelId('dev.keyturn.app')

if (app.requestSingleInstanceLock()) {
  registerAppScheme()
  new WindowSecurity({ packaged: app.isPackaged, developmentUrl }).guardPages(app)
  app.whenReady().then(start).catch(giveUp)
} else {
  // The first one raises its window.
  app.exit(0)
}

async function start(): Promise<void> {
  const log = openLog(home)
  const report = (fault: Fault) => log.error(faultLine(fault))
  // A bug somewhere must not end the app while a value may be only in memory.
  process.on('uncaughtException', (error) => report(faultOf('the background', error)))
  process.on('unhandledRejection', (error) => report(faultOf('the background', error)))
  const opening = openCore({
    home,
    actor: 'app',
    spawnKeychain: desktopKeychain(join(built, 'keychain-process.js')),
    scanWorker: join(built, 'scan-worker.js'),
  })
  // In memory: nothing that the page could store is ever on the disk.
  const pageSession = session.fromPartition('keyturn', { cache: false })
  new WindowSecurity({ packaged: app.isPackaged, developmentUrl }).guardSession(pageSession)
  if (developmentUrl === null) serveApp(pageSession, join(built, '../renderer'))
  const core = await opening
  if (!core.ok) {
    await sayAndEnd(core.failure.message, core.failure.hint)
    return
  }
  const application = new Application({
    core: core.value,
    session: pageSession,
    store: openWindowStore(app.getPath('userData')),
    developmentUrl,
    preload: join(built, '../preload/index.cjs'),
    sandboxProcess: join(built, 'sandbox-process.js'),
    sandboxState: join(home, 'sandbox.json'),
    icons: join(built, '../../build/icons'),
    report,
  })
  await application.open()
}

async function giveUp(error: unknown): Promise<void> {
  console.error(faultLine(faultOf('the start', error)))
  await sayAndEnd('Keyturn could not start', 'Nothing was changed. Run "keyturn doctor" in a terminal.')
}

async function sayAndEnd(message: string, detail: string): Promise<void> {
  // Not the error box, which holds the whole process while it is open: a signal could not end it.
  await dialog.showMessageBox({ type: 'error', title: 'Keyturn', buttons: ['Quit'], message, detail })
  app.exit(1)
}
