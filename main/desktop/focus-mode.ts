import { type Ask, askTool } from './ask-tool.ts'

const NOTIFICATIONS = 'org.freedesktop.Notifications'

interface Question {
  readonly tool: string
  readonly args: readonly string[]
  readonly on: RegExp
  /** Who says so. */
  readonly who: string
}

const property = (owner: string, name: string): readonly string[] => [
  '--session',
  '--print-reply=literal',
  `--dest=${NOTIFICATIONS}`,
  '/org/freedesktop/Notifications',
  'org.freedesktop.DBus.Properties.Get',
  `string:${owner}`,
  `string:${name}`,
]

// What can be known at all: there is no common question, and other desktops do not answer any.
const dunst: Question = {
  tool: 'dbus-send',
  args: property('org.dunstproject.cmd0', 'paused'),
  on: /\btrue\b/,
  who: 'dunst is paused',
}
const inhibited: Question = {
  tool: 'dbus-send',
  args: property(NOTIFICATIONS, 'Inhibited'),
  on: /\btrue\b/,
  who: 'the desktop holds notifications back',
}
const gnome: Question = {
  tool: 'gsettings',
  args: ['get', 'org.gnome.desktop.notifications', 'show-banners'],
  on: /^false\b/,
  who: 'GNOME shows no banners',
}
const xfce: Question = {
  tool: 'xfconf-query',
  args: ['-c', 'xfce4-notifyd', '-p', '/do-not-disturb'],
  on: /^true\b/,
  who: 'Xfce’s notifications are off',
}

/**
 * Whether “Do not disturb” is on, as a sentence; null where it is off or nobody says. On macOS and Windows no program
 * can ask.
 */
export async function focusMode(
  now: { readonly platform: NodeJS.Platform; readonly desktop: string },
  ask: Ask = askTool,
): Promise<string | null> {
  if (now.platform !== 'linux') return null
  const own = /gnome|unity/i.test(now.desktop) ? [gnome] : /xfce/i.test(now.desktop) ? [xfce] : []
  for (const { tool, args, on, who } of [...own, dunst, inhibited]) {
    const answer = await ask(tool, args)
    if (answer !== null && on.test(answer.trim())) return `“Do not disturb” is on: ${who}.`
  }
  return null
}
