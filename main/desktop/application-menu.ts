import type { MenuItemConstructorOptions } from 'electron'
import type { Events } from '../../shared/ipc.ts'

/**
 * The application's menu. Its Edit menu is what makes copy and paste work in the window's fields on macOS; a
 * packaged app has no reload and no developer tools in it.
 */
export function applicationMenu(now: {
  readonly platform: NodeJS.Platform
  readonly packaged: boolean
  command(name: Events['command']['name']): void
}): MenuItemConstructorOptions[] {
  const mac = now.platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CommandOrControl+,',
    click: () => now.command('settings'),
  }
  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'New key…', accelerator: 'CommandOrControl+N', click: () => now.command('new-key') },
      { label: 'Search…', accelerator: 'CommandOrControl+K', click: () => now.command('palette') },
      ...(mac ? [] : ([{ type: 'separator' }, settings] as const)),
      { type: 'separator' },
      { role: 'close' },
      ...(mac ? [] : ([{ role: 'quit', accelerator: 'Control+Q' }] as const)),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...(now.packaged
        ? []
        : ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as const)),
    ],
  }
  return [...(mac ? [application] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }]
}
