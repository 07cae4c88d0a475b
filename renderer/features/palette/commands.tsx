import {
  ArrowRightToLine,
  ChartNoAxesGantt,
  Copy,
  FileCode2,
  Import,
  Inbox,
  Keyboard,
  KeyRound,
  ListFilter,
  Moon,
  Plug,
  Plus,
  RefreshCw,
  Settings,
  Sun,
  SunMoon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { KeyRef, Snapshot } from '../../../shared/model.ts'
import { copyValue, openUseIn, refOf, sync } from '../../actions.ts'
import { findKey, openDialog, openKey, setPreferences, show } from '../../store.ts'
import { typeWords } from '../../words.ts'
import { capsOf, type ShortcutId } from '../shell/shortcuts.ts'
import type { Findable } from './rank.ts'

export interface Command extends Findable {
  readonly id: string
  readonly icon: ReactNode
  readonly note?: string
  readonly shortcut?: string
  readonly run: () => void
}

const themes = [
  { theme: 'system', title: 'Theme: as the system', icon: <SunMoon /> },
  { theme: 'light', title: 'Theme: light', icon: <Sun /> },
  { theme: 'dark', title: 'Theme: dark', icon: <Moon /> },
] as const

/** All that the palette offers now: on the selected key, commands, views, then every key. */
export function commands(snapshot: Snapshot, selected: KeyRef | null): readonly Command[] {
  const { platform } = snapshot.desktop
  const key = findKey(selected)
  const command = (
    id: string,
    title: string,
    icon: ReactNode,
    run: () => void,
    shortcut?: ShortcutId,
  ): Command => ({
    id,
    title,
    icon,
    run,
    weight: 200,
    ...(shortcut ? { shortcut: capsOf(shortcut, platform) } : {}),
  })
  return [
    ...(key
      ? [
          ...(key.hasValue
            ? [
                command('copy', `Copy ${key.name}`, <Copy />, () => void copyValue(refOf(key)), 'copy'),
                command(
                  'use-in',
                  `Use ${key.name} in…`,
                  <ArrowRightToLine />,
                  () => openUseIn(key),
                  'use-in',
                ),
              ]
            : []),
          command('snippet', `Snippet with ${key.name}…`, <FileCode2 />, () =>
            openDialog({ name: 'snippet', ref: refOf(key) }),
          ),
        ]
      : []),
    command('new', 'New key', <Plus />, () => openDialog({ name: 'create-key' }), 'new'),
    command('sync', 'Sync all accounts', <RefreshCw />, () => void sync(), 'sync'),
    command('import', 'Import a value', <Import />, () => openDialog({ name: 'import' })),
    command('overview', 'Overview', <ChartNoAxesGantt />, () => show({ kind: 'overview' })),
    command('inbox', 'Inbox', <Inbox />, () => show({ kind: 'inbox' })),
    command('all', 'All keys', <ListFilter />, () => show({ kind: 'keys' })),
    command('settings', 'Settings', <Settings />, () => show({ kind: 'settings' }), 'settings'),
    command('add-account', 'Add an account', <Plug />, () => openDialog({ name: 'add-account' })),
    ...snapshot.accounts.map((account) =>
      command(`account-${account.id}`, `Keys of ${account.name}`, <ListFilter />, () =>
        show({ kind: 'keys', accountId: account.id }),
      ),
    ),
    ...themes.map(({ theme, title, icon }) =>
      command(`theme-${theme}`, title, icon, () => void setPreferences({ ...snapshot.preferences, theme })),
    ),
    command('shortcuts', 'Shortcuts', <Keyboard />, () => openDialog({ name: 'shortcuts' }), 'shortcuts'),
    ...snapshot.keys.map(
      (item): Command => ({
        id: `${item.accountId}/${item.id}`,
        title: item.name,
        note: `${typeWords[item.type]} · ${item.account}${item.state === 'active' ? '' : ` · ${item.state}`}`,
        words: item.id.toLowerCase(),
        icon: <KeyRound />,
        weight: item.state === 'active' ? 0 : -100,
        run: () => openKey(refOf(item)),
      }),
    ),
  ]
}
