/** Every shortcut, once: the handler, the palette, the menus and the list of them read from here. */
export const shortcuts = [
  { id: 'palette', keys: 'Mod K', does: 'Open the palette', group: 'Anywhere' },
  { id: 'search', keys: '/', does: 'Search keys, files, agents', group: 'Anywhere' },
  { id: 'new', keys: 'N', does: 'New key', group: 'Anywhere' },
  { id: 'sync', keys: 'S', does: 'Sync all accounts', group: 'Anywhere' },
  { id: 'scan', keys: 'W', does: 'Where used', group: 'Anywhere' },
  { id: 'settings', keys: ',', does: 'Settings', group: 'Anywhere' },
  { id: 'shortcuts', keys: '?', does: 'This list', group: 'Anywhere' },
  { id: 'back', keys: 'Esc', does: 'Step back', group: 'Anywhere' },
  { id: 'open', keys: 'Enter', does: 'Open the key', group: 'On a key' },
  { id: 'copy', keys: 'C', does: 'Copy its value', group: 'On a key' },
  { id: 'use-in', keys: 'U', does: 'Use it in a config', group: 'On a key' },
  { id: 'rotate', keys: 'R', does: 'Rotate it', group: 'On a key' },
  { id: 'move', keys: '↑ ↓', does: 'Next, previous key', group: 'In the list' },
  { id: 'page', keys: 'PgUp PgDn', does: 'A page up, down', group: 'In the list' },
  { id: 'ends', keys: 'Home End', does: 'First, last key', group: 'In the list' },
  { id: 'mark', keys: 'Space', does: 'Mark the key', group: 'In the list' },
  { id: 'mark-more', keys: 'Shift ↑ ↓', does: 'Mark the next, previous as well', group: 'In the list' },
  { id: 'mark-all', keys: 'Mod A', does: 'Mark all of the list', group: 'In the list' },
] as const

export type ShortcutId = (typeof shortcuts)[number]['id']

/** The caps to print: `Mod` is the platform's own. */
export const capsOf = (id: ShortcutId, platform: string): string =>
  (shortcuts.find((item) => item.id === id)?.keys ?? '').replace('Mod', platform === 'darwin' ? '⌘' : 'Ctrl')

interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Which shortcut a key press is, or null. Plain letters do not count while `typing`. */
export function shortcutOf(press: Press, typing: boolean): ShortcutId | null {
  const key = press.key.toLowerCase()
  if ((press.ctrlKey || press.metaKey) && !press.altKey && key === 'k') return 'palette'
  if (press.ctrlKey || press.metaKey || press.altKey || typing) return null
  const plain: Readonly<Record<string, ShortcutId>> = {
    '/': 'search',
    n: 'new',
    s: 'sync',
    ',': 'settings',
    '?': 'shortcuts',
    escape: 'back',
    c: 'copy',
    u: 'use-in',
    r: 'rotate',
    w: 'scan',
  }
  return plain[key] ?? null
}
