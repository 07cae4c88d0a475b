import { app } from 'electron'
import { dataFolder } from '../data-folder.ts'
import { Autostart, HIDDEN } from './autostart.ts'
import type { TrayPresence } from './tray-presence.ts'

/** Desktops start the tray's host and the programs of a login side by side. */
const TRAY_ASKED = 5
const TRAY_APART_MS = 2000

/** Starts this program, with this data folder, at login. */
export function loginStart(home: string): Autostart {
  return new Autostart({
    platform: process.platform,
    env: process.env,
    command: [...program(), ...folder(home)] as [string, ...string[]],
    loginItem: {
      get: (command) => app.getLoginItemSettings(forWindows(command)).openAtLogin,
      set: (on, command) => app.setLoginItemSettings({ openAtLogin: on, ...forWindows(command) }),
    },
  })
}

/** Whether it was started at login, rather than by somebody who wants to see it. */
export const startedHidden = (): boolean =>
  process.argv.includes(HIDDEN) ||
  (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)

/** Whether the tray can bring the window; asked for a while, since it may still be starting. */
export async function trayComes(tray: Pick<TrayPresence, 'ask'>): Promise<boolean> {
  for (let asked = 1; ; asked++) {
    if (await tray.ask()) return true
    if (asked === TRAY_ASKED) return false
    await new Promise((resolve) => setTimeout(resolve, TRAY_APART_MS))
  }
}

// An AppImage runs from a mount that is gone after it. Unpackaged, Electron needs to be told the app.
function program(): readonly string[] {
  if (process.env.APPIMAGE) return [process.env.APPIMAGE]
  return app.isPackaged ? [process.execPath] : [process.execPath, app.getAppPath()]
}

function folder(home: string): readonly string[] {
  const usual = dataFolder({ argv: [], env: {}, cwd: process.cwd() })
  return home === usual ? [] : [`--home=${home}`]
}

// Electron hands path and arguments to Windows alone; macOS starts the app itself.
function forWindows([path, ...args]: readonly string[]) {
  if (process.platform !== 'win32' || path === undefined) return {}
  return { path, args: args.map((argument) => `"${argument}"`) }
}
