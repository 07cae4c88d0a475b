import { type Ask, askTool } from './ask-tool.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'

/** Three tools of which a Linux desktop has at least one. Each prints `true` or `false` for this question. */
const questions: readonly (readonly [string, readonly string[]])[] = [
  [
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.NameHasOwner',
      `string:${WATCHER}`,
    ],
  ],
  [
    'gdbus',
    [
      'call',
      '--session',
      '--dest=org.freedesktop.DBus',
      '--object-path=/org/freedesktop/DBus',
      '--method=org.freedesktop.DBus.NameHasOwner',
      WATCHER,
    ],
  ],
  [
    'busctl',
    [
      '--user',
      'call',
      'org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus',
      'NameHasOwner',
      's',
      WATCHER,
    ],
  ],
]

/**
 * Whether somebody shows tray icons. Electron itself does not say: on a Linux desktop without a tray the icon is
 * simply nowhere. Unknown counts as no: then closing the window ends the app, and nobody is left with a hidden one.
 */
export async function hasTrayHost(platform: NodeJS.Platform, ask: Ask = askTool): Promise<boolean> {
  if (platform !== 'linux') return true
  for (const [tool, args] of questions) {
    const answer = await ask(tool, args)
    if (answer === null) continue
    return /\btrue\b/.test(answer)
  }
  return false
}
