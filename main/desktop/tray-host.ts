import { execFile } from 'node:child_process'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const DEADLINE_MS = 1500

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

export type Ask = (tool: string, args: readonly string[]) => Promise<string | null>

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

/** What the tool printed; null where there is no such tool, or it failed or took too long. */
function askTool(tool: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(tool, args, { timeout: DEADLINE_MS, killSignal: 'SIGKILL', encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? null : stdout),
    )
  })
}
